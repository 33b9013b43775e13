"""How does a drawing on a screen become an image to learn from, whatever its size and its pen?

All are drawn anew with one pen, as browser/read/seen.js does: a small drawing would have thick strokes, and how large
somebody writes today is not their hand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.ink import MNIST_SHARE
from core.strokes import drawn

SIDE = 28  # pixels
WEIGHT = 2.52  # pixels: the middle of the pens that strangers' strokes are drawn anew with, core.augmentation.pen
FINER = 10  # times as fine it is drawn at first
DOT = 0.05  # of the sheet's side: what is smaller is not blown up


def redrawn(strokes: Sequence[np.ndarray], weight: float = WEIGHT) -> np.ndarray:
    """Draw strokes anew in the manner of MNIST, uint8 (28, 28), bright on 0. weight: pixels that the pen is wide."""
    scale, left, top = fit(strokes, weight)
    image = _raster(strokes, scale, left, top, weight)
    mass = image.astype(float)
    if not mass.any():
        return image
    total, at = mass.sum(), np.arange(SIDE) + 0.5
    points = np.concatenate(strokes)[:, :2] * scale + (left, top)
    low, high = points.min(0), points.max(0)
    across, down = (
        _kept(SIDE / 2 - float((mass.sum(axis) * at).sum() / total), low[i], high[i]) for i, axis in ((0, 0), (1, 1))
    )
    return _raster(strokes, scale, left + across, top + down, weight) if across or down else image


def on_the_line(strokes: Sequence[np.ndarray], weight: float = WEIGHT) -> np.ndarray:
    """Draw strokes anew as uint8 (28, 28), as high and as large as they stand on their sheet, and in the middle across.

    A c stays smaller than a C; what is wider than the sheet is high is cut off. weight: pixels that the pen is wide.
    """
    points = np.concatenate(strokes)[:, :2]
    scale = SIDE - weight
    left = SIDE / 2 - scale * float(points[:, 0].min() + points[:, 0].max()) / 2
    return _raster(strokes, scale, left, weight / 2, weight)


def fit(strokes: Sequence[np.ndarray], weight: float) -> tuple[float, float, float]:
    """Return pixels for one side of the sheet, and where its left and its top come to lie."""
    points = np.concatenate(strokes)[:, :2]
    low, high = points.min(0), points.max(0)
    scale = (SIDE * MNIST_SHARE - weight) / max(float((high - low).max()), DOT)
    left, top = SIDE / 2 - scale * (low + high) / 2
    return scale, float(left), float(top)


def _raster(strokes: Sequence[np.ndarray], scale: float, left: float, top: float, weight: float) -> np.ndarray:
    placed = [np.column_stack([(one[:, :2] * scale + (left, top)) / SIDE, np.ones(len(one))]) for one in strokes]
    fine = drawn([one.astype(np.float32) for one in placed], SIDE * FINER, nib=weight / SIDE)
    return fine.reshape(SIDE, FINER, SIDE, FINER).mean((1, 3)).round().astype(np.uint8)


def _kept(move: float, low: float, high: float) -> int:
    """Return a move in whole pixels that keeps the lines on the image."""
    whole = round(move)
    return int(max(min(0, np.ceil(-low)), min(whole, max(0, np.floor(SIDE - high)))))
