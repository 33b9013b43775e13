"""What does a page look like that a test has written itself, and where do its words stand?

Written in the font that comes with Pillow, leaning, each word a little off its place, as a hand does.
"""

from __future__ import annotations

from collections.abc import Callable
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
Moved = Callable[[np.ndarray], np.ndarray]  # where points (n, 2) of the page have come to
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


def turned(grey: np.ndarray, degrees: float) -> tuple[np.ndarray, Moved]:
    """Turn a page so that its lines fall to the right by so many degrees."""
    h, w = grey.shape
    image = Image.fromarray(grey).rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=255)
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    middle = np.array([w, h]) / 2
    return np.asarray(image), lambda points: (points - middle) @ np.array([[c, s], [-s, c]]) + middle


def bent(grey: np.ndarray, rows: float) -> tuple[np.ndarray, Moved]:
    """Bend a page so that its lines lie lower at both ends than in the middle by so many rows."""
    from scipy import ndimage

    h, w = grey.shape
    x = np.arange(w)
    down = rows * (2 * x / w - 1) ** 2
    at = np.broadcast_to(np.arange(h)[:, None] - down, (h, w))
    moved = ndimage.map_coordinates(grey, [at, np.broadcast_to(x, (h, w))], order=1, cval=255)
    return moved, lambda points: points + np.stack([0 * points[:, 0], np.interp(points[:, 0], x, down)], 1)


def on_a_table(grey: np.ndarray) -> tuple[np.ndarray, np.ndarray, Moved]:
    """Photograph a page from the side on brown wood: pixels, the sheet's corners (4, 2), and where a point comes to."""
    import cv2

    h, w = grey.shape
    rng = np.random.default_rng(1)
    grain = np.cumsum(rng.normal(0, 3, (h + 300, 1)), 0) + rng.normal(0, 4, (h + 300, w + 300))
    table = np.clip(np.array([120, 80, 45]) + grain[..., None], 10, 160).astype(np.uint8)
    corners = np.array([(90, 120), (w + 160, 80), (w + 200, h + 210), (60, h + 180)], float)
    square = np.array([(0, 0), (w - 1, 0), (w - 1, h - 1), (0, h - 1)], np.float32)
    there = cv2.getPerspectiveTransform(square, corners.astype(np.float32))
    size = (w + 300, h + 300)
    sheet = cv2.warpPerspective(photographed(grey), there, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((h, w), 255, np.uint8), there, size)[..., None] / 255
    pixels = (mask * sheet + (1 - mask) * table).astype(np.uint8)
    return pixels, corners, lambda points: cv2.perspectiveTransform(points[None].astype(np.float32), there)[0]


def ruled(grey: np.ndarray, *, step: int, shade: int, thick: int = 2, squared: bool = False) -> np.ndarray:
    """Print lines, or squares, on the paper of a page."""
    printed = grey.copy()
    for first in range(thick):
        printed[step // 2 + first :: step] = np.minimum(printed[step // 2 + first :: step], shade)
        if squared:
            printed[:, step // 2 + first :: step] = np.minimum(printed[:, step // 2 + first :: step], shade)
    return printed
