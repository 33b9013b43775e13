"""Are drawn images as diverse and as sharp as those they were learned from, and new, or copies?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MOST = 200  # images of either kind that are compared


@dataclass(frozen=True)
class Likeness:
    """Drawn images beside fresh variations, as ratios: 1 is alike.

    diverse: mean distance of two of them. sharp: energy of edges by that of the ink, whatever its shade. novel:
    distance to the nearest image that was learned from.
    """

    diverse: float
    sharp: float
    novel: float


def likeness(drawn: np.ndarray, fresh: np.ndarray, learned: np.ndarray) -> Likeness:
    """Compare drawn images with fresh variations, and both with those learned from: uint8 (n, h, w) each."""
    a, b, seen = (part[:MOST].reshape(len(part[:MOST]), -1) / 255.0 for part in (drawn, fresh, learned))
    diverse = _apart(a, a).sum() / len(a) / (len(a) - 1) / (_apart(b, b).sum() / len(b) / (len(b) - 1))
    sharp = _edges(drawn[:MOST]) / max(1e-9, _edges(fresh[:MOST]))
    novel = _apart(a, seen).min(1).mean() / max(1e-9, _apart(b, seen).min(1).mean())
    return Likeness(float(diverse), float(sharp), float(novel))


def _edges(images: np.ndarray) -> float:
    """Return the sum of squared differences of neighbours over that of squared pixels, mean of uint8 (n, h, w)."""
    x = images / 255.0
    edges = np.square(np.diff(x, axis=1)).sum((1, 2)) + np.square(np.diff(x, axis=2)).sum((1, 2))
    return float((edges / np.square(x).sum((1, 2)).clip(1e-9)).mean())


def _apart(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    squares = (a * a).sum(1)[:, None] + (b * b).sum(1) - 2 * a @ b.T
    return np.sqrt(squares.clip(0))
