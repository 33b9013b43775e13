"""What does the browser need to write in two hands that blend: both, and what would cure what neither has written?

Where a model draws letters between the two there are several hands, from the one to the other, each with its own cures.
"""

from __future__ import annotations

import json

from core.blocks.message import hand_block, hand_in, stamp
from core.blocks.message_rules import cures_for
from core.handwriting.message.blend import TwoHands
from core.handwriting.message.model_between import Ladder
from core.packed import pack, unpack

MOST_RUNG = 250_000  # bytes


def cures_between(first: bytes, second: bytes) -> str:
    """Return as JSON what would cure the characters that neither of two hands has written; some tenths of a second."""
    return json.dumps(cures_for(TwoHands(hand_in(first), hand_in(second)).at(0.5)), ensure_ascii=False)


def blend_block(first: bytes, second: bytes, names: tuple[str, str], cures: str) -> bytes:
    """Return two hands as one block for browser/message/blend.js. names: what the two are called."""
    told = f'{{"names": {json.dumps(names, ensure_ascii=False)}, "cures": {cures}}}'
    return pack({"blend": told.encode(), "first": first, "second": second})


def ladder_block(ladder: Ladder) -> bytes:
    """Return hands between two as one block, to be kept; `named` makes of it what the browser is sent."""
    told = json.dumps({"rungs": len(ladder.rungs), "blended": ladder.blended}, ensure_ascii=False)
    rungs = {f"rung {k}": hand_block(rung, most=MOST_RUNG) for k, rung in enumerate(ladder.rungs)}
    return pack({"stamp": stamp().encode(), "blend": told.encode(), **rungs})


def named(block: bytes, names: tuple[str, str]) -> bytes:
    """Return a block of hands between two with what the two are called, for browser/message/blend.js."""
    sections = unpack(block)
    told = json.loads(sections["blend"]) | {"names": names}
    return pack({**sections, "blend": json.dumps(told, ensure_ascii=False).encode()})


def ladder_in(block: bytes) -> Ladder | None:
    """Return the hands of a block that `ladder_block` made; None of any other."""
    sections = unpack(block)
    if "rung 0" not in sections:
        return None
    told = json.loads(sections["blend"])
    return Ladder(tuple(hand_in(sections[f"rung {k}"]) for k in range(told["rungs"])), tuple(told["blended"]))
