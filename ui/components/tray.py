"""How does a page lay images out to be looked through, and learn which of them were ticked?"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from core import images as pixels
from ui.components.component import component

COLUMNS = 12  # of the sheet that the pictures come on, which nobody sees


@dataclass(frozen=True)
class Tile:
    """One image. index: among the images kept with the model; name, note: below it; says: both as one sentence."""

    index: int
    name: str
    note: str
    says: str


_TRAY = component(
    "latent_ink_tray",
    "base/tray.js",
    styles=("base/tray.css",),
    html="""
<div class="tray" role="group" aria-label="Images to look through"></div>
""",
)


def tray(tiles: Sequence[Tile], images: np.ndarray, *, model: str, key: str) -> list[int]:
    """Draw images with what is said of them, and return the indices of those that are ticked, in that order.

    images: uint8 (m, h, h), one for each tile. model: whose pad shows an image that is clicked. Other tiles begin
    without ticks.
    """
    told = [asdict(tile) for tile in tiles]
    id = hashlib.sha256(repr((model, told)).encode()).hexdigest()[:16]
    data = {
        "id": id,
        "model": model,
        "columns": COLUMNS,
        "side": int(images.shape[1]),
        "sheet": base64.b64encode(pixels.to_png(pixels.grid(images, COLUMNS), levels=16)).decode(),
        "tiles": told,
    }
    found = _TRAY(key=key, data=data, on_ticked_change=lambda: None).ticked
    shown = {tile.index for tile in tiles}
    return [index for index in found["images"] if index in shown] if found and found["id"] == id else []
