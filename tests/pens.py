"""What do tests draw with? Strokes as a sheet of the browser tells of them."""

from __future__ import annotations

import itertools

import numpy as np


def stroke(*turns: tuple[float, float], points: int = 8) -> np.ndarray:
    """Return one stroke through these places of a sheet, float32 (n, 3), of the usual width."""
    places = [turns[0]]
    for (a, b), (c, d) in itertools.pairwise(turns):
        places += [(a + (c - a) * t, b + (d - b) * t) for t in np.linspace(0, 1, points)[1:]]
    return np.array([(x, y, 1) for x, y in places], np.float32)


SEVEN = stroke((0.3, 0.2), (0.7, 0.2), (0.45, 0.85))
TWO = stroke((0.3, 0.32), (0.36, 0.22), (0.5, 0.16), (0.63, 0.22), (0.67, 0.34), (0.46, 0.62), (0.3, 0.8), (0.72, 0.78))
