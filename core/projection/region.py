"""Which points did a lasso catch?"""

from __future__ import annotations

import numpy as np


def inside(polygon: np.ndarray, xy: np.ndarray) -> np.ndarray:
    """Return which places (n, 2) lie inside a polygon (m, 2), bool (n,); closed, by the even-odd rule.

    Raises ValueError for fewer than 3 corners or values that are not finite.
    Source: Shimrat 1962, doi:10.1145/368637.368653 (a ray to the right crosses the border an odd number of times).
    """
    polygon, xy = np.asarray(polygon, np.float64), np.asarray(xy, np.float64)
    if polygon.ndim != 2 or polygon.shape[1] != 2 or len(polygon) < 3 or not np.isfinite(polygon).all():
        raise ValueError(f"polygon must be at least 3 finite corners (m, 2), got shape {polygon.shape}.")
    if xy.ndim != 2 or xy.shape[1] != 2:
        raise ValueError(f"xy must have shape (n, 2), got {xy.shape}.")
    caught = np.zeros(len(xy), bool)
    x, y = xy.T
    for (x0, y0), (x1, y1) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        if y0 == y1:
            continue  # a level side is never crossed
        between = (y0 > y) != (y1 > y)  # half-open: a corner counts for one of its two sides
        caught ^= between & (x < x0 + (y - y0) * ((x1 - x0) / (y1 - y0)))
    return caught
