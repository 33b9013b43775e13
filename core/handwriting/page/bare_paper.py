"""What does the paper of a photographed page look like without what is written on it?

The sheet is straightened as for reading. Where there is ink, and around it, the paper's own shade is put, as it is
estimated under thin strokes (core.handwriting.page.light), with the grain of a place nearby that has none; everywhere
else the photograph stays: its light, its folds, and lines that are printed too pale to be taken for ink.
"""

from __future__ import annotations

import io

import numpy as np

from core.handwriting.page import light
from core.handwriting.page.level import LevelPage
from core.handwriting.page.picture import Picture

LONGEST = 1600  # pixels of the longer side
INKED = 0.1  # darkness from which on it is written on
AROUND = 0.004  # of the longer side, that ink is blurred to around itself
QUALITY = 85  # of the JPEG


def bare_paper(picture: Picture, level: LevelPage) -> bytes:
    """Return the paper of a page as a JPEG, upright, its longer side at most 1600 pixels. level: how it lies."""
    from PIL import Image

    bare = without_ink(_straight(picture, level))
    stream = io.BytesIO()
    Image.fromarray(np.rot90(bare) if bare.shape[1] > bare.shape[0] else bare).save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()


def without_ink(pixels: np.ndarray) -> np.ndarray:
    """Return a straight page, uint8 (h, w, 3), with its ink, dark on light or light on dark, taken away."""
    import cv2

    right = light.turned(pixels, "recognise")
    side = round(AROUND * max(right.shape)) * 2 + 1
    shades = np.stack([light.paper(np.ascontiguousarray(right[..., c])) for c in range(3)], -1)
    dark = ((shades - right) / np.maximum(shades, light.DARKEST)).max(-1)
    inked = cv2.dilate((dark > INKED).astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    grain = np.where(inked[..., None], 0, right - shades)
    for step in range(1, 5):  # what stands so many pens away, as far as that is paper
        moved = np.roll(grain, (step * side, step * side), (0, 1))
        grain = np.where((inked & (grain == 0).all(-1))[..., None], moved, grain)
    share = cv2.GaussianBlur(inked.astype(np.float32), (0, 0), side / 3)[..., None]
    share = np.maximum(share, inked[..., None])
    bare = np.clip(np.rint(right * (1 - share) + (shades + grain) * share), 0, 255).astype(np.uint8)
    return bare if right is pixels else 255 - bare


def _straight(picture: Picture, level: LevelPage) -> np.ndarray:
    import cv2

    w, h = level.flattening.size
    scale = min(1.0, LONGEST / max(w, h))
    size = max(1, round(w * scale)), max(1, round(h * scale))
    shown = np.diag([picture.pixels.shape[1] / picture.size[0], picture.pixels.shape[0] / picture.size[1], 1.0])
    matrix = shown @ level.flattening.matrix @ np.diag([1 / scale, 1 / scale, 1.0])
    pixels = picture.pixels if picture.pixels.ndim == 3 else np.repeat(picture.pixels[..., None], 3, -1)
    way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = cv2.warpPerspective(pixels, matrix, size, flags=way, borderMode=cv2.BORDER_REPLICATE)
    there = cv2.resize(level.paper.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    rows, columns = np.flatnonzero(there.mean(1) > 0.5), np.flatnonzero(there.mean(0) > 0.5)
    return flat[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) and len(columns) else flat
