"""Does a page have columns, to be read one after the other, and what stands over and under them?"""

from __future__ import annotations

import numpy as np

from core.handwriting.page.ink import Pieces, usual_height

GUTTER = 1.8  # usual heights of a piece, that the white between two columns is wide at least
LINES = 4  # usual heights of rows with ink, that either column has beside the other
TALL = 12  # usual heights, that the white is high at least
COARSE = 4  # pixels; at a quarter of the size it is seen as well
SHARE = 0.35  # of the writing's height, that it is high at least: words can stand under each other by chance
DEEPEST = 3  # times that columns are parted again


def blocks(found: Pieces) -> list[np.ndarray]:
    """Return the numbers of the pieces of each block, in the order of reading.

    First what stands over columns, then each, then what stands under them; a page without columns is one block.
    """
    numbers = found.numbers
    return _parted(found, numbers, usual_height(found), DEEPEST)


def _parted(found: Pieces, numbers: np.ndarray, height: float, deeper: int) -> list[np.ndarray]:
    gutter = _gutter(found, numbers, height) if deeper and height > 0 else None
    if gutter is None:
        return [numbers]
    x, top, bottom = gutter
    left, first, width, high, _ = found.stats[numbers].T
    middle = first + high / 2
    over, under = middle < top, middle >= bottom
    before = ~over & ~under & (left + width / 2 < x)
    behind = ~over & ~under & ~before
    parts = [numbers[over]]
    for side in (before, behind):
        parts += _parted(found, numbers[side], height, deeper - 1)
    return [part for part in [*parts, numbers[under]] if len(part)]


def _gutter(found: Pieces, numbers: np.ndarray, height: float) -> tuple[float, float, float] | None:
    """Return the middle, the first row and the row behind the last of the highest white between two columns."""
    ink = _coarse(found, numbers)
    size = height / COARSE
    wide = max(2, round(GUTTER * size))
    columns, rows = np.flatnonzero(ink.any(0)), np.flatnonzero(ink.any(1))
    if not len(columns) or np.ptp(rows) < TALL * size:
        return None
    total = np.cumsum(np.pad(ink, ((0, 0), (1, 0))), 1)
    best, most = None, max(TALL * size, SHARE * float(np.ptp(rows)))
    for x in range(columns[0] + wide, columns[-1] - wide):
        empty = total[:, x + wide // 2] == total[:, x - (wide - wide // 2)]
        top, bottom = _longest(empty[rows[0] : rows[-1] + 1])
        top, bottom = top + rows[0], bottom + rows[0]
        sides = (total[top:bottom, x] > 0).sum(), (total[top:bottom, -1] > total[top:bottom, x]).sum()
        if bottom - top > most and min(sides) >= LINES * size:
            best, most = (x, top, bottom), bottom - top
    if best is None:
        return None
    return tuple(COARSE * float(v) for v in best)


def _coarse(found: Pieces, numbers: np.ndarray) -> np.ndarray:
    """Return where any of the pieces has ink, bool (h / 4, w / 4)."""
    kept = np.zeros(len(found.stats), bool)
    kept[numbers] = True
    h, w = (side // COARSE * COARSE for side in found.labels.shape)
    ink = kept[found.labels[:h, :w]]
    return ink.reshape(h // COARSE, COARSE, w // COARSE, COARSE).any((1, 3))


def _longest(empty: np.ndarray) -> tuple[int, int]:
    """Return the first and the one behind the last of the longest run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], empty, [False]]).astype(np.int8)))
    if not len(edges):
        return 0, 0
    starts, ends = edges[::2], edges[1::2]
    k = int((ends - starts).argmax())
    return int(starts[k]), int(ends[k])
