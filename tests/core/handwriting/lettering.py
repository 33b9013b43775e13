"""What do words look like of which a test knows where each letter stands?

Written letter by letter in the font that comes with Pillow, joined by a stroke low down where a hand would join them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

TEXT = (
    "the quick brown fox jumps over",
    "a lazy dog, and then it runs",
    "away from all of them, quite",
    "unasked; which is a pity for it.",
)
SIZE = 44


@dataclass(frozen=True)
class Lettered:
    """grey: uint8 (h, w), dark ink on white. spans: left and right of each letter, pixels, in the order of reading."""

    grey: np.ndarray
    text: str
    spans: tuple[tuple[int, int], ...]


def lettered(text: tuple[str, ...] = TEXT, *, joined: bool = False, seed: int = 0) -> Lettered:
    """Write lines of text, each letter a little higher or lower, nearer or farther."""
    rng = np.random.default_rng(seed)
    font = ImageFont.load_default(SIZE)
    page = Image.new("L", (1150, len(text) * 110 + 120), 255)
    pen = ImageDraw.Draw(page)
    spans = []
    for row, line in enumerate(text):
        x, y = 70.0, 60 + row * 110
        for word in line.split():
            for k, letter in enumerate(word):
                left, right = _ink(letter, font)
                up = int(rng.integers(-1, 2))
                pen.text((round(x) - left, y + up), letter, fill=0, font=font)
                if joined and k and letter.isalpha():
                    low = y + SIZE * 0.95
                    pen.line((spans[-1][1] - 4, low, round(x) + 4, low - 2), fill=0, width=4)
                spans.append((round(x), round(x) + right - left))
                x += right - left + rng.uniform(3, 6)
            x += SIZE * 0.6
    return Lettered(np.asarray(page), "\n".join(text), tuple(spans))


def _ink(letter: str, font: ImageFont.FreeTypeFont) -> tuple[int, int]:
    """Return where a letter's ink begins and ends, from where it is set; getbbox counts its bearings in."""
    room = Image.new("L", (2 * SIZE, 2 * SIZE))
    ImageDraw.Draw(room).text((SIZE // 2, 0), letter, fill=255, font=font)
    columns = np.flatnonzero((np.asarray(room) > 100).any(0))
    return int(columns[0]) - SIZE // 2, int(columns[-1]) + 1 - SIZE // 2


def share_right(letters, spans: tuple[tuple[int, int], ...]) -> float:
    """Return the share of letters whose box has its middle in the letter and most of the letter within it.

    What joins a letter to its neighbours may be on either side of the cut.
    """
    right = 0
    for letter, (left, end) in zip(letters, spans, strict=True):
        a, b = letter.box[0], letter.box[2]
        right += left - 1 <= (a + b) / 2 <= end + 1 and min(b, end) - max(a, left) > 0.7 * (end - left)
    return right / len(spans)
