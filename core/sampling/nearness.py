"""Which latents lie nearest to which, exactly?"""

from __future__ import annotations

import numpy as np

from core.sampling.base import one_thread

CELLS = 2**20  # compared at once: 8 MB


def nearest(points: np.ndarray, asked: np.ndarray, k: int, itself: np.ndarray) -> np.ndarray:
    """Return which k of points (n > k, d) lie nearest to each of asked (m, d), int64 (m, k), in no order.

    itself: which of the points each of them is, (m,): no point is its own neighbour.
    """
    centre = points.mean(0)
    points, asked = points - centre, asked - centre
    rows = max(1, CELLS // len(points))
    found = np.empty((len(asked), k), np.int64)  # filled, as a list of slices would keep all that they are cut from
    with one_thread():
        for first in range(0, len(asked), rows):
            piece = slice(first, first + rows)
            # The length of what is asked is the same in its whole row: it does not change the order.
            squares = asked[piece] @ (-2 * points.T)
            squares += np.square(points).sum(1)
            squares[np.arange(len(squares)), itself[piece]] = np.inf
            found[piece] = np.argpartition(squares, k - 1, axis=1)[:, :k]
    return found
