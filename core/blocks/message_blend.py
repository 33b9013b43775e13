"""What does the browser need to write in two hands that blend: both, and what would cure what neither has written?"""

from __future__ import annotations

import json

from core.blocks.message import hand_in
from core.blocks.message_rules import cures_for
from core.handwriting.message.blend import TwoHands
from core.packed import pack


def cures_between(first: bytes, second: bytes) -> str:
    """Return as JSON what would cure the characters that neither of two hands has written; some tenths of a second."""
    return json.dumps(cures_for(TwoHands(hand_in(first), hand_in(second)).at(0.5)), ensure_ascii=False)


def blend_block(first: bytes, second: bytes, names: tuple[str, str], cures: str) -> bytes:
    """Return two hands as one block for browser/message/blend.js. names: what the two are called."""
    told = f'{{"names": {json.dumps(names, ensure_ascii=False)}, "cures": {cures}}}'
    return pack({"blend": told.encode(), "first": first, "second": second})
