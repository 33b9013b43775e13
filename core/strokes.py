"""What has a hand drawn, stroke by stroke, and how does it look as an image?

The sheet in the browser (browser/draw/sheet.js) draws with the same round brush.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from core.types import DataError

NIB = 1 / 14  # of the sheet's side, the width of a stroke: as thick as MNIST's once the drawing is scaled down
SIDE = 280  # pixels of the image
FINER = 4  # times as fine it is drawn at first, for smooth edges
MOST_POINTS = 20_000
BEYOND = 2.0  # sides of the sheet, as far as a stroke may leave it
WIDTHS = (0.1, 4.0)  # of the nib, at a point
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"  # of a drawing in an address
TEXT_GRID, TEXT_EDGE, LONGEST_TEXT = 511, 0.125, 390  # as in browser/draw/text.js


def strokes_of(told: Any) -> tuple[np.ndarray, ...]:
    """Return the strokes that a browser tells of, each float32 (n, 3).

    A row is a point: x and y in sides of the sheet, 0 at the left and the top, and the width there in nibs.
    told: a list of strokes, each a flat list x, y, width, x, y, width, ... Raises DataError if it is something else,
    has more than 20,000 points, or a point lies more than two sides off the sheet.
    """
    try:
        strokes = tuple(np.asarray(stroke, np.float32).reshape(-1, 3) for stroke in told)
    except (TypeError, ValueError):
        raise DataError("the drawing is no list of strokes.") from None
    if sum(map(len, strokes)) > MOST_POINTS:
        raise DataError(f"a drawing must have at most {MOST_POINTS:,} points.")
    for stroke in strokes:
        places, widths = stroke[:, :2], stroke[:, 2]
        near = (places >= -BEYOND) & (places <= 1 + BEYOND)  # false for what is not a number
        if not (near.all() and ((widths >= WIDTHS[0]) & (widths <= WIDTHS[1])).all()):
            raise DataError("a point of the drawing lies off its sheet, or has no width that a pen has.")
    return tuple(stroke for stroke in strokes if len(stroke))


def from_text(text: str) -> tuple[np.ndarray, ...]:
    """Return the strokes that an address holds, each float32 (n, 3) as of `strokes_of`; `strokesText` writes them.

    The first sign is the width of the pen in sixteenths of a nib, then come three signs a point, a dot between strokes:
    18 bits, nine for x and nine for y, in steps across the sheet and an eighth of it around.
    Raises DataError if the text says no strokes.
    """
    if len(text) > LONGEST_TEXT or not re.fullmatch(
        r"[A-Za-z0-9_-](?:[A-Za-z0-9_-]{3})+(?:\.(?:[A-Za-z0-9_-]{3})+)*", text
    ):
        raise DataError("the address holds no drawing that can be read.")
    pen = round(max(1, SIGNS.index(text[0])) / 16, 2)
    found = []
    for part in text[1:].split("."):
        signs = np.array([SIGNS.index(sign) for sign in part]).reshape(-1, 3)
        bits = signs @ (4096, 64, 1)
        places = np.stack([bits // 512, bits % 512], 1) / TEXT_GRID * (1 + 2 * TEXT_EDGE) - TEXT_EDGE
        found.append(np.concatenate([places, np.full((len(signs), 1), pen)], 1).astype(np.float32))
    return tuple(found)


def drawn(strokes: Sequence[np.ndarray], side: int = SIDE, *, nib: float = NIB) -> np.ndarray:
    """Draw strokes with a round brush as uint8 (side, side), bright ink on 0 with smooth edges.

    strokes: as `strokes_of` returns them; one of a single point is a dot, what leaves the sheet is cut off. nib: width
    of the brush in sides.
    """
    fine = side * FINER
    image = Image.new("L", (fine, fine))
    pen = ImageDraw.Draw(image)
    ends: set[tuple[int, ...]] = set()  # round ends that are there: the next piece begins where one ended
    for stroke in strokes:
        places, widths = stroke[:, :2] * fine, stroke[:, 2] * nib * fine
        for i, ((x, y), width) in enumerate(zip(places.tolist(), widths.tolist(), strict=True)):
            before = max(i - 1, 0)
            # A piece is as wide as its ends are on average, here and in the browser.
            wide = (float(widths[before]) + width) / 2
            _piece(pen, ends, *places[before].tolist(), x, y, wide / 2)
    return np.asarray(image.reduce(FINER))


def _piece(
    pen: ImageDraw.ImageDraw, ends: set[tuple[int, ...]], x0: float, y0: float, x1: float, y1: float, r: float
) -> None:
    """Draw a line with round ends. r: half of its width."""
    r, x0, y0, x1, y1 = r - 0.5, x0 - 0.5, y0 - 0.5, x1 - 0.5, y1 - 0.5  # Pillow counts pixels, and the last one in
    for x, y in ((x0, y0), (x1, y1)):
        end = round(x - r), round(y - r), round(x + r), round(y + r)
        if end not in ends:
            ends.add(end)
            pen.ellipse(end, 255)
    length = math.hypot(x1 - x0, y1 - y0)
    if length:
        dx, dy = r * (y1 - y0) / length, r * (x0 - x1) / length
        corners = x0 + dx, y0 + dy, x1 + dx, y1 + dy, x1 - dx, y1 - dy, x0 - dx, y0 - dy
        pen.polygon([round(at) for at in corners], 255)
