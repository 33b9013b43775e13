"""How does a page look with its lines and words marked, for the eye to judge?"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

from core.handwriting.page.picture import Picture
from core.handwriting.parts import Page, Quad

LONGEST = 2000  # pixels of the longer side of the drawing
SHEET = (0, 150, 255)
LINES = ((220, 40, 40), (0, 140, 60), (60, 60, 230))  # of one line after the other


def drawn(picture: Picture, page: Page) -> bytes:
    """Return a PNG of the picture with the sheet's outline and each word's quad, one colour a line."""
    image = Image.fromarray(picture.pixels).convert("RGB")
    image.thumbnail((LONGEST, LONGEST))
    scale = np.array(image.size) / np.array(page.size)
    pen = ImageDraw.Draw(image)
    width = max(2, max(image.size) // 700)
    _outlined(pen, page.corners, scale, SHEET, width)
    for number, line in enumerate(page.lines):
        for word in line.words:
            _outlined(pen, word.quad, scale, LINES[number % len(LINES)], width)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _outlined(
    pen: ImageDraw.ImageDraw, quad: Quad, scale: np.ndarray, colour: tuple[int, int, int], width: int
) -> None:
    points = [(float(x * scale[0]), float(y * scale[1])) for x, y in quad]
    pen.line([*points, points[0]], fill=colour, width=width, joint="curve")
