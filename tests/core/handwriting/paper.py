"""What does a page look like that a test has written itself, and where do its words stand?

Written in the font that comes with Pillow, leaning, each word a little off its place, as a hand does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

TEXT = (
    "the quick brown fox jumps",
    "over a lazy dog and then",
    "runs away from all of them",
    "because nobody was asked,",
    "which is a pity for dogs.",
    "One more line ends it all",
)
LEAN = 0.2  # columns that a stroke goes to the right on each row


@dataclass(frozen=True)
class Written:
    """grey: uint8 (h, w), dark ink on white. boxes: float (n, 4) of left, top, right, bottom, in the order of reading.

    counts: words of each line.
    """

    grey: np.ndarray
    boxes: np.ndarray
    counts: tuple[int, ...]

    @property
    def middles(self) -> np.ndarray:
        """Middles of the words, (n, 2) of x and y."""
        return (self.boxes[:, :2] + self.boxes[:, 2:]) / 2


def written(
    text: tuple[str, ...] = TEXT,
    *,
    size: int = 36,
    width: int = 900,
    at: tuple[int, int] = (80, 70),
    pitch: float = 2.2,
) -> Written:
    """Write lines of text. size: of the font, pixels; pitch: of the lines, in sizes; at: where the first one begins."""
    rng = np.random.default_rng(0)
    font = ImageFont.load_default(size)
    height = round(2 * at[1] + len(text) * pitch * size)
    page = Image.new("L", (width, height), 0)
    boxes = []
    for number, line in enumerate(text):
        x, y = float(at[0]), at[1] + number * pitch * size
        for word in line.split():
            ink = _word(word, font, size)
            left, top, right, bottom = ink.getbbox()
            place = (round(x), round(y + rng.uniform(-0.05, 0.05) * size))
            page.paste(255, place, ink.crop((left, 0, right, ink.height)))
            boxes.append((place[0], place[1] + top, place[0] + right - left, place[1] + bottom))
            x += right - left + size * rng.uniform(0.6, 0.9)
    grey = 255 - np.asarray(page)
    return Written(grey, np.array(boxes, float), tuple(len(line.split()) for line in text))


def _word(word: str, font: ImageFont.FreeTypeFont, size: int) -> Image.Image:
    room = Image.new("L", (round(font.getlength(word)) + 2 * size, round(1.6 * size)), 0)
    ImageDraw.Draw(room).text((size, 0.1 * size), word, fill=255, font=font)
    return room.transform(room.size, Image.Transform.AFFINE, (1, LEAN, -LEAN * size, 0, 1, 0), Image.Resampling.BICUBIC)


def photographed(grey: np.ndarray, *, seed: int = 0, noise: float = 3) -> np.ndarray:
    """Return a page as a camera has it: paper not quite white, a little grain, uint8 (h, w, 3)."""
    rng = np.random.default_rng(seed)
    light = 40 + grey * (180 / 255) + rng.normal(0, noise, grey.shape)
    return np.clip(np.stack([light, light, 0.95 * light], -1), 0, 255).astype(np.uint8)


def counts_of(page) -> tuple[int, ...]:
    """Return how many words a page that was read has on each line."""
    return tuple(len(line.words) for line in page.lines)


def centres_of(page) -> np.ndarray:
    """Return the middle of each word's quad in the photograph, (n, 2)."""
    return np.array([np.mean(word.quad, 0) for line in page.lines for word in line.words])
