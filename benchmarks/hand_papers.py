"""On what other papers and in what other light would the same hands have written, for benchmarks.hand_pages?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

PITCH = 1 / 34  # of the longer side: from ruling to ruling
THICK = 1 / 1100  # of it: a ruling; the pens of the pages are two to four times as thick
SHADE = 0.62  # of the light that a ruling throws back
SAG = 0.012  # of the height, by which lines bend
GUTTER = 0.06  # of the width of a column


@dataclass(frozen=True)
class Sheet:
    """pixels: uint8 (h, w) or (h, w, 3). quads: of its words, (n, 4, 2). light: the ink is lighter than the paper."""

    pixels: np.ndarray
    quads: np.ndarray
    light: bool


def ruled(sheet: Sheet, *, squared: bool = False) -> Sheet:
    """Print lines, or squares, that lie a third of a degree off, as a sheet does on a scanner."""
    h, w = sheet.pixels.shape[:2]
    side = max(h, w)
    step, thick, fall = side * PITCH, max(1, round(side * THICK)), np.tan(np.deg2rad(0.33))
    mask = np.zeros((h, w), np.uint8)
    for y in np.arange(-step, h + step, step):
        cv2.line(mask, (0, round(y)), (w, round(y + fall * w)), 255, thick, cv2.LINE_AA)
    if squared:
        for x in np.arange(-step, w + step, step):
            cv2.line(mask, (round(x), 0), (round(x - fall * h), h), 255, thick, cv2.LINE_AA)
    part = mask / 255 if sheet.pixels.ndim == 2 else mask[..., None] / 255
    v = 255 - sheet.pixels if sheet.light else sheet.pixels
    printed = (v * (1 - (1 - SHADE) * part)).astype(np.uint8)
    return Sheet(255 - printed if sheet.light else printed, sheet.quads, sheet.light)


def squared(sheet: Sheet) -> Sheet:
    return ruled(sheet, squared=True)


def two_columns(sheet: Sheet) -> Sheet:
    """Set what is written twice, side by side."""
    w = sheet.pixels.shape[1]
    low, high = sheet.quads.reshape(-1, 2).min(0), sheet.quads.reshape(-1, 2).max(0)
    gutter = round(GUTTER * (high[0] - low[0]))
    left, right = max(0, int(low[0]) - gutter), min(w, int(high[0]) + gutter)
    column = sheet.pixels[:, left:right]
    # A quad may stick out over the sheet's edge; ink that does is cut off.
    quads = sheet.quads - [left, 0]
    both = np.concatenate([quads, quads + [right - left, 0]])  # noqa: RUF005
    return Sheet(np.concatenate([column, column], 1), both, sheet.light)


def curved(sheet: Sheet) -> Sheet:
    """Bend the sheet: lines lie lower in their middle."""
    h, w = sheet.pixels.shape[:2]
    x = np.arange(w, dtype=np.float32)
    down = (SAG * h * (1 - (2 * x / w - 1) ** 2)).astype(np.float32)
    rows = np.arange(h, dtype=np.float32)[:, None] - down
    columns = np.ascontiguousarray(np.broadcast_to(x, (h, w)))
    pixels = cv2.remap(sheet.pixels, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    quads = sheet.quads.copy()
    quads[..., 1] += np.interp(quads[..., 0], x, down)
    return Sheet(pixels, quads, sheet.light)


def shaded(sheet: Sheet) -> Sheet:
    """Let the shadow of a hand fall across, light fall off to one side, and a lamp glare."""
    h, w = sheet.pixels.shape[:2]
    y, x = np.linspace(0, 1, h, dtype=np.float32)[:, None], np.linspace(0, 1, w, dtype=np.float32)
    edge = 0.5 + 0.5 * np.tanh((x + 0.4 * y - 0.7) / 0.012)
    light = (0.55 + 0.45 * edge) * (1 - 0.35 * y)
    glare = 55 * np.exp(-(((x - 0.75) / 0.18) ** 2) - ((y - 0.3) / 0.2) ** 2)
    if sheet.pixels.ndim == 3:
        light, glare = light[..., None], glare[..., None]
    return Sheet(np.clip(sheet.pixels * light + glare * light, 0, 255).astype(np.uint8), sheet.quads, sheet.light)


PAPERS: dict[str, Callable[[Sheet], Sheet]] = {
    "ruled": ruled,
    "squared": squared,
    "two columns": two_columns,
    "curved": curved,
    "shaded": shaded,
}
