"""What does a canvas need to say whose a drawing is: the hand, a reader, and the network that was taught?

browser/one_image/one_image.js reads the block.
"""

from __future__ import annotations

import json
from typing import Any

from core.blocks.reader import reader_parts
from core.packed import pack


def verdict_block(
    *,
    character: str,
    weight: float,
    hand: bytes,
    judge: dict[str, Any],
    reader: bytes | None = None,
    network: bytes | None = None,
    calibration: tuple[float, float] = (1.0, 0.0),
    line: float = 0.5,
    words: dict[str, str],
    first: str = "hand",
    kept: str = "",
) -> bytes:
    """Return what the browser needs to judge drawings as one block; equal arguments give equal bytes.

    character: what was written. weight: pixels of 28 that a stroke is wide. hand: the packed network; judge: own points
    [[60 numbers]], threshold, slope and offset, and the share from which on it counts as mine, `least`. reader:
    browser.bin of one that knows the character. network: browser.bin of the one that was taught mine, somebody's and
    another; calibration: what its logits are divided by, and what is then added to that of mine; line: the share from
    which on it takes a drawing for mine. words: sentences below the verdicts, by "hand" and "network", and "waiting"
    where there is no network yet. first: which of the two stands first. kept: the name under which the tab keeps what
    is drawn.
    Raises ModelError if reader or network holds no classifier.
    """
    about: dict[str, Any] = {"character": character, "weight": round(weight, 3), "judge": judge, "words": words}
    about |= {"first": first, "kept": kept, "reader": None, "network": None}
    sections = {"hand": hand}
    if reader is not None:
        about["reader"], sections["reader"] = reader_parts(reader)
    if network is not None:
        _, sections["network"] = reader_parts(network)
        about["network"] = {"temperature": calibration[0], "mine": calibration[1], "least": round(line, 4)}
    return pack({"about": json.dumps(about, separators=(",", ":"), allow_nan=False).encode()} | sections)
