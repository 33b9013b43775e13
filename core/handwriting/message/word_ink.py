"""What does the ink of one word look like, level, smooth and each letter apart, whatever the page was photographed at?

The edge of a stroke lies where it is half as dark as the stroke itself is there: so hairlines stay whole beside heavy
strokes, and an enlarged scan stays smooth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.alphabet import extent_of, floats
from core.handwriting.letters.letters import RIM, Letter

FINE = 56  # pixels an x-height, of the field
EDGE = 0.5  # of a stroke's own darkness, where its edge lies
REACH, REACH_AT_MOST = 0.15, 0.6  # x-heights along which a stroke's darkness is evened, the latter for hairlines
HAIRLINE = 0.45  # of a hand's darkness thereabouts, from which on it is a stroke of its own
BLUR = 0.035  # x-heights that are smoothed
BLUR_OF_BITS = 0.06  # where only bits are known
THIN = 0.3  # of a stroke's width: more of a blur would take hairlines away
ABOUT = 0.3  # x-heights of paper around a word
MOST_OFF = 0.3  # x-heights that a word may stand off its line's base


@dataclass(frozen=True, eq=False)
class WordInk:
    """A word's ink. field: float32 (h, w), ink above EDGE, FINE pixels an x-height.

    of: int16 (h, w), to which letter a pixel is nearest, counted from 1. base: row of the base line.
    """

    field: np.ndarray
    of: np.ndarray
    base: float

    @property
    def ink(self) -> np.ndarray:
        return self.field > EDGE


def x_height_of(letter: Letter) -> float:
    """Return how many pixels of its page an x-height is, where a letter stands."""
    return (letter.box[2] - letter.box[0]) / letter.width


def base_of(letter: Letter) -> float:
    """Return the row of its page on which a letter's base line lies."""
    return letter.box[3] + letter.low * x_height_of(letter)


def word_ink(letters: Sequence[Letter]) -> WordInk:
    """Return the ink of letters that were written side by side, in their order."""
    import cv2

    unit = float(np.median([x_height_of(one) for one in letters]))
    boxes = np.array([one.box for one in letters])
    pad = RIM + 2 + round(ABOUT * unit)
    left, top = (int(v) - pad for v in boxes[:, :2].min(0))
    shape = int(boxes[:, 3].max()) - top + pad, int(boxes[:, 2].max()) - left + pad
    number, shade = _laid_out(letters, left, top, shape)
    field = _even(number > 0, shade, unit)
    slope, base = _level(letters, boxes)
    scale = FINE / unit
    # Level: a column falls by what the base line has risen there.
    base -= top - slope * left
    turn = np.array([[scale, 0, 0], [-slope * scale, scale, 0]], np.float64)
    turn[:, 2] = (scale - 1) / 2 * np.array([1, 1])
    high = max(0.0, slope * shape[1] * scale)
    turn[1, 2] += high
    size = round(shape[1] * scale), round(shape[0] * scale + abs(slope) * shape[1] * scale)
    blurred = cv2.GaussianBlur(field, (0, 0), 0.3 / scale) if scale < 0.9 else field
    large = cv2.warpAffine(blurred, turn, size, flags=cv2.INTER_CUBIC)
    blur = BLUR_OF_BITS if letters[0].shade is None else BLUR
    large = cv2.GaussianBlur(large, (0, 0), min(blur, THIN * _stroke(number > 0) / unit) * FINE)
    off = _off(letters)
    return WordInk(large, _nearest(number, len(letters), turn, size), (base + 0.5) * scale + high - 0.5 + off * FINE)


def _laid_out(letters: Sequence[Letter], left: int, top: int, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers of letters from 1, int16 (h, w), and how dark it is, float32 (h, w) up to 1."""
    number, shade = np.zeros(shape, np.int16), np.zeros(shape, np.float32)
    for k, one in enumerate(letters, 1):
        x, y = one.box[0] - left, one.box[1] - top
        h, w = one.ink.shape
        number[y : y + h, x : x + w][one.ink] = k
        if one.shade is None:
            shade[y : y + h, x : x + w][one.ink] = 1
        else:
            part = shade[y - RIM : y + h + RIM, x - RIM : x + w + RIM]
            np.maximum(part, one.shade * np.float32(1 / 255), out=part)
    return number, shade


def _even(mask: np.ndarray, shade: np.ndarray, unit: float) -> np.ndarray:
    """Return how dark it is beside the stroke's own middle, float32 (h, w), 0 away from the ink."""
    import cv2

    from core.skeleton import thinned

    level = np.full(shade.shape, np.float32(max(0.03, float(np.median(shade[mask])))))
    strokes = mask
    for sigma in (REACH_AT_MOST * unit, REACH * unit):
        middle = thinned(strokes).astype(np.float32)
        weight = cv2.GaussianBlur(middle, (0, 0), sigma)
        sure = np.minimum(1, weight * (8 * sigma))  # of a stroke that runs through here, about 0.4 / sigma
        level += sure * (cv2.GaussianBlur(shade * middle, (0, 0), sigma) / np.maximum(weight, 1e-6) - level)
        strokes = mask | (shade > HAIRLINE * level)
    return np.clip(shade / np.maximum(level, 0.03), 0, 1.25).astype(np.float32)


def _stroke(mask: np.ndarray) -> float:
    """Return how wide strokes are, pixels: a long stroke has half its width of ink for each pixel of its edge."""
    import cv2

    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    return 2 * float(mask.sum()) / max(float(mask.sum() - inner.sum()), 1.0)


def _level(letters: Sequence[Letter], boxes: np.ndarray) -> tuple[float, float]:
    """Return the slope of a word's base line, and its row at column 0 of the page."""
    x, rows = boxes[:, [0, 2]].mean(1), np.array([base_of(one) for one in letters])
    slope = float(np.polyfit(x, rows, 1)[0]) if np.ptp(x) > 1 else 0.0
    slope = float(np.clip(slope, -0.1, 0.1))
    return slope, float(np.median(rows - slope * x))


def _off(letters: Sequence[Letter]) -> float:
    """Return how far under its line's base a word stands, x-heights, by most of its letters; the fewer the less."""
    feet = [-one.low for one in letters if extent_of(one.text)[0] == 0 and one.text.isalnum() and not floats(one.text)]
    feet = [foot for foot in feet if abs(foot) < 2 * MOST_OFF]
    if not feet:
        return 0.0
    return float(np.clip(np.median(feet), -MOST_OFF, MOST_OFF)) * len(feet) / (len(feet) + 1)


def _nearest(number: np.ndarray, count: int, turn: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return the nearest letter of each pixel of the field, int16 (h, w)."""
    import cv2

    if count == 1:
        return np.ones(size[::-1], np.int16)
    _, spot = cv2.distanceTransformWithLabels(
        (number == 0).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    letter = np.zeros(int(spot.max()) + 1, np.int16)
    letter[spot[number > 0]] = number[number > 0]
    nearest = letter[spot]
    best, found = np.full(size[::-1], -1.0, np.float32), np.ones(size[::-1], np.int16)
    for k in range(1, count + 1):
        share = cv2.warpAffine((nearest == k).astype(np.float32), turn, size, flags=cv2.INTER_LINEAR)
        better = share > best
        best[better], found[better] = share[better], k
    return found
