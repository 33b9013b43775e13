"""How does a letter look in its own box, whatever its size, its place on the line and the pen it was written with?

So that a model learns shapes: the longer side of the ink is always as long, and its stroke always as wide.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.datasets.boxes import SHARE, SIDE, STROKE
from core.handwriting.letters.letters import RIM, Letter
from core.skeleton import thinned

EDGE = 0.5  # of a stroke's own darkness, where its edge lies
DOT = 1.7  # strokes' widths, up to which ink is no longer than a dot is
LARGER = 1.4  # times as wide as its stroke in the end, that a dot is drawn at first


def boxed(letters: Sequence[Letter]) -> np.ndarray:
    """Return letters as images uint8 (n, 128, 128), bright ink on 0, their ink in the middle."""
    return in_boxes([_dark(one) for one in letters])


def in_boxes(dark: Sequence[np.ndarray]) -> np.ndarray:
    """Return ink as images uint8 (n, 128, 128), as `boxed` does. dark: each float32 (h, w), 1 for ink, 0.5 at its edge.

    Each must have some ink.
    """
    return np.stack([_boxed(one) for one in dark]) if len(dark) else np.zeros((0, SIDE, SIDE), np.uint8)


def _dark(letter: Letter) -> np.ndarray:
    """Return how much of each pixel of a letter and RIM around it is ink, float32 (h, w), 1 for all."""
    ink = np.pad(letter.ink, RIM)
    if letter.shade is None:
        return ink.astype(np.float32)
    shade = letter.shade.astype(np.float32)
    shade /= max(float(np.median(shade[ink])), 8)
    # What else is dark there is a neighbour's: the edge lies between a pixel of the letter's own ink and the next.
    return np.where(ink, np.clip(shade, EDGE + 0.05, 1), np.minimum(shade, EDGE - 0.05))


def _boxed(dark: np.ndarray) -> np.ndarray:
    import cv2

    rows, columns = np.nonzero(dark >= EDGE)
    middle = (rows.min() + rows.max()) / 2, (columns.min() + columns.max()) / 2
    longer = float(max(np.ptp(rows), np.ptp(columns)) + 1)
    width, long = STROKE * SIDE, SHARE * SIDE
    scale = long / longer
    first = _drawn(dark, middle, scale)
    stroke = _stroke(first) / scale  # in pixels of the page
    # The ends of a stroke move as its sides do.
    scale = (long - width) / (longer - stroke) if longer > DOT * stroke else LARGER * width / stroke
    ink = _drawn(dark, middle, scale) >= EDGE
    inside, outside = (cv2.distanceTransform(part.astype(np.uint8), cv2.DIST_L2, 5) for part in (ink, ~ink))
    depth = inside - outside + (width - scale * stroke) / 2
    line = thinned(ink)
    line.flat[np.argmax(inside)] = True
    line = cv2.distanceTransform((~line).astype(np.uint8), cv2.DIST_L2, 5)
    depth = np.maximum(depth, width / 2 - line)  # a hairline is a stroke, too
    return (np.clip(depth + 0.5, 0, 1) * 255).round().astype(np.uint8)


def _drawn(dark: np.ndarray, middle: tuple[float, float], scale: float) -> np.ndarray:
    """Return ink enlarged about a place of its own in the middle of the box, float32 (128, 128), smooth."""
    import cv2

    half = (SIDE - 1) / 2
    turn = np.array([[scale, 0, half - scale * middle[1]], [0, scale, half - scale * middle[0]]])
    if scale < 0.8:
        dark = cv2.GaussianBlur(dark, (0, 0), 0.4 / scale)
    large = cv2.warpAffine(dark, turn, (SIDE, SIDE), flags=cv2.INTER_CUBIC)
    return cv2.GaussianBlur(large, (0, 0), 0.4 * scale) if scale > 2 else large


def _stroke(field: np.ndarray) -> float:
    """Return how wide strokes are, pixels: twice as far as their middle usually is from their edge."""
    import cv2

    ink = np.pad(field >= EDGE, 1)
    deep = cv2.distanceTransform(ink.astype(np.uint8), cv2.DIST_L2, 5)
    line = thinned(ink)
    line.flat[np.argmax(deep)] = True  # of a dot thinning leaves nothing
    return max(1.0, 2 * float(np.median(deep[line])) - 1)
