"""How much paper lies between two letters set side by side, whatever their slant?"""

from __future__ import annotations

import numpy as np

from core.handwriting.message.glyph import BANDS, Glyph

NEAR = 2  # bands, a quarter of an x-height: as far up and down as two letters see one another
APART = 0.05  # x-heights from the one's right end to the other's left, where they never see one another


def widened(side: np.ndarray, bands: int, *, left: bool) -> np.ndarray:
    """Return a side as it is seen from some bands above and below, float32 (bands,)."""
    out = side.copy()
    better = np.minimum if left else np.maximum
    for step in range(1, bands + 1):
        better(out[step:], side[:-step], out=out[step:])
        better(out[:-step], side[step:], out=out[:-step])
    return out


def white(before: np.ndarray, after: np.ndarray, *, near: int = NEAR) -> float:
    """Return by how much two letters are apart if both have their left at one place, x-heights, negative mostly.

    before: the right side of the one, after: the left side of the other, as of a Glyph. The nearest ink of like height
    counts.
    """
    seen = widened(after, near, left=True) - before
    nearest = float(seen.min())
    if np.isfinite(nearest):
        return nearest
    ends, begins = before[np.isfinite(before)], after[np.isfinite(after)]
    return float(begins.min() - ends.max()) - APART if len(ends) and len(begins) else 0.0


def between(one: Glyph, other: Glyph, *, near: int = NEAR) -> float:
    """Return the paper between two letters of one word as they were written, x-heights."""
    return white(one.right, other.left, near=near) + other.at - one.at


def far(bands: float) -> int:
    """Return how many bands so many x-heights are."""
    return round(bands * BANDS)
