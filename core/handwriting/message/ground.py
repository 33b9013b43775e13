"""What is the paper that a message is written on, and which lines are printed on it?"""

from __future__ import annotations

import io

import numpy as np

from core.handwriting.message.message import Message, MessagePage
from core.types import DataError

SQUARE = 5.0  # mm of a square's side
SHEET = 1600  # pixels of the height of a photographed paper in a file
WIDTH, COLOUR = 0.18, "#c3d2e8"  # mm; of lines that are paler than any ink


def printed(message: Message, page: MessagePage) -> np.ndarray:
    """Return the lines as x0, y0, x1, y1 in mm, float (n, 4); none on plain paper."""
    w, h = message.paper
    if message.config.ground == "ruled":
        return np.array([(0, y, w, y) for y in page.ruling], float).reshape(-1, 4)
    if message.config.ground == "squared":
        rows = [(0, y, w, y) for y in np.arange(SQUARE, h, SQUARE)]
        return np.array([*rows, *((x, 0, x, h) for x in np.arange(SQUARE, w, SQUARE))], float)
    return np.zeros((0, 4))


def sheet_of(message: Message, own: bytes | None, size: tuple[int, int]) -> np.ndarray | None:
    """Return the photographed paper as large as a page, uint8 (h, w, 3); None where a message is on white.

    own: the paper as core.datasets.own keeps it, a JPEG. size: (width, height) in pixels; what is wider or higher than
    a page is cut off at both sides. Raises DataError if the message is to be on it, and there is none.
    """
    from PIL import Image, ImageOps

    if message.config.ground != "own":
        return None
    if own is None:
        raise DataError("no photographed paper is kept with this hand: choose plain, ruled or squared paper.")
    return np.asarray(ImageOps.fit(Image.open(io.BytesIO(own)).convert("RGB"), size))


def sheet_jpeg(message: Message, own: bytes | None) -> bytes | None:
    """Return the photographed paper as a JPEG in the shape of a page, as `sheet_of` does."""
    from PIL import Image

    w, h = message.paper
    sheet = sheet_of(message, own, (round(SHEET * w / h), SHEET))
    if sheet is None:
        return None
    stream = io.BytesIO()
    Image.fromarray(sheet).save(stream, "JPEG", quality=85)
    return stream.getvalue()
