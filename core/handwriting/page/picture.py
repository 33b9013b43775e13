"""What is a picture of a page before it is read, and how large may it be?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.datasets.decode import decode_colour
from core.handwriting.page.settings import LONGEST
from core.types import DataError

LEAST_SIDE = 40  # pixels; the single lines of a form are hardly lower
LEAST_LONGER_SIDE = 300


@dataclass(frozen=True, eq=False)
class Picture:
    """A photograph or scan, upright. pixels: uint8 (h, w), grey, or (h, w, 3). size: (width, height) as it was taken.

    Raises DataError if it is too small to hold a line of handwriting.
    """

    pixels: np.ndarray
    size: tuple[int, int]

    def __post_init__(self) -> None:
        shape = self.pixels.shape
        if self.pixels.dtype != np.uint8 or len(shape) not in (2, 3) or shape[2:] not in ((), (3,)):
            raise DataError(f"a picture must be uint8 (h, w) or (h, w, 3), got {self.pixels.dtype} {shape}.")
        if min(shape[:2]) < LEAST_SIDE or max(shape[:2]) < LEAST_LONGER_SIDE:
            raise DataError(
                f"it is too small to read words on: it must be at least {LEAST_LONGER_SIDE} pixels wide or high, and "
                f"{LEAST_SIDE} the other way, got {shape[1]} x {shape[0]}."
            )


def open_picture(data: bytes, longest: int = LONGEST) -> Picture:
    """Return the picture in an image file, turned upright as its camera noted, at most `longest` pixels a side.

    Raises DataError, a sentence about "it", for what is no image, damaged, too large or too small.
    """
    pixels, size = decode_colour(data, longest)
    return Picture(pixels, size)
