"""How is text of many alphabets printed without a font file of its own?

OpenCV carries a font with Latin, Greek, Cyrillic, Hebrew, Arabic, Chinese and Japanese signs. A text is drawn large
with it, and its outlines are followed: what is printed is sharp at any size.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.types import DataError
from core.words.text import isolated

EM = 120  # pixels at which a text is drawn before its outline is followed
WEIGHTS = {False: 400, True: 700}
UNKNOWN = "?"  # what the font shows in place of a sign that it has not


def check_printable(texts: tuple[str, ...]) -> None:
    """Raise DataError that names the first text with a sign that cannot be printed."""
    for text in texts:
        missing = next((sign for sign in text if sign != UNKNOWN and not _known(sign)), None)
        if missing:
            raise DataError(
                f"{isolated(missing)} (U+{ord(missing):04X}) cannot be printed: of alphabets the font has Latin, "
                "Greek, Cyrillic, Hebrew, Arabic, Chinese and Japanese alone."
            )


def width(text: str, *, bold: bool = False) -> float:
    """Return how wide a text is, in ems."""
    return _drawn(text, bold)[1]


@lru_cache(maxsize=2048)
def outlines(text: str, *, bold: bool = False) -> tuple[np.ndarray, ...]:
    """Return the closed outlines of a text, each (n, 2), in ems from the left end of its base line, x right, y down.

    What lies inside of an odd number of them is ink.
    """
    import cv2

    mask, _ = _drawn(text, bold)
    found, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    simple = (cv2.approxPolyDP(line, 0.6, True)[:, 0] for line in found)
    return tuple((line - (EM, 2 * EM)) / EM for line in simple if len(line) > 2)


@lru_cache(maxsize=2048)
def _drawn(text: str, bold: bool) -> tuple[np.ndarray, float]:
    """Return the text drawn, uint8 (h, w), 255 where there is ink, one em from the left, and its width in ems."""
    import cv2

    image = np.zeros((3 * EM, (len(text) + 4) * EM), np.uint8)
    end, _ = cv2.putText(image, text, (EM, 2 * EM), (255,), cv2.FontFace("uni"), EM, WEIGHTS[bold])
    return np.where(image > 127, np.uint8(255), np.uint8(0)), (end[0] - EM) / EM


@lru_cache(maxsize=4096)
def _known(sign: str) -> bool:
    """Tell whether the font has a sign. What belongs to the sign before it has no picture of its own."""
    mask, unknown = _drawn(sign, False)[0], _drawn(UNKNOWN, False)[0]
    return not np.array_equal(mask, unknown)
