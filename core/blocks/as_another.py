"""What does the page that reads drawings need of a flow to draw one again as another class? Bytes in, bytes out.

browser/read/another.js reads the block; core.models.flow_travel.back and forth do the same in Python.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from core.blocks.read_vae import CHANNEL
from core.blocks.refiner import solver_of
from core.models.refiner import BACK_FROM, BACK_STEPS, FARTHEST_BACK, NEAREST_BACK, OBEYED, fixed_noise
from core.packed import pack


def as_another_block(browser: bytes | None, *, flow: str, title: str, classes: Sequence[str], image_size: int) -> bytes:
    """Return what the sheet is told of a flow that can draw as another class; equal arguments give equal bytes.

    browser: browser.bin of the flow; None as long as nobody has asked for it: it is by far the most of the block.
    flow: its id, title: its title. classes: that it is told. image_size: side of its images.
    Raises ModelError if it is no flow of that size.
    """
    about = {
        "channel": "another",
        "model": CHANNEL,
        "id": flow,
        "title": title,
        "classes": list(classes),
        "size": image_size,
        "steps": BACK_STEPS,
        "guidance": OBEYED,
        "from": BACK_FROM,
        "range": [NEAREST_BACK, FARTHEST_BACK],
    }
    sections = {"about": json.dumps(about, separators=(",", ":")).encode()}
    if browser is not None:
        sections |= {"flow": solver_of(browser, image_size), "noise": fixed_noise(image_size).tobytes()}
    return pack(sections)
