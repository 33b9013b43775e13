"""How does a reader see a letter? In a frame whose base line is fixed, so that height and position count.

32 x 32 pixels, ten of them an x-height, the base line under row 21; across, the letter's box lies in the middle.
"""

from __future__ import annotations

import numpy as np

from core.handwriting.letters.cuts import CELLS, ROWS

SIDE = 32
FINER = 3  # cells of the fine grid a pixel
PER_X_HEIGHT = CELLS // FINER
BASE = 21  # rows above the base line
MOST_PARTS = 7  # of a letter


def framed(grid: np.ndarray, spans: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return images uint8 (n, 32, 32) of spans of parts, bright ink on 0, and their boxes, float (n, 4).

    grid: int (96, w), parts by cell (core.handwriting.letters.cuts). spans: int (n, 2), first part and last. A box is
    left, right, low and high in x-heights, left and right from the word's left, low and high above the base line;
    an empty span has a box of no size and a black image.
    """
    images = np.zeros((len(spans), SIDE, SIDE), np.uint8)
    boxes = np.zeros((len(spans), 4))
    columns = _columns(grid, int(spans.max(initial=0)))
    for n, (first, last) in enumerate(spans):
        left, right = columns[first : last + 1, 0].min(), columns[first : last + 1, 1].max()
        if right < left:
            continue
        part = grid[:, left : right + 1]
        mask = (part >= first) & (part <= last)
        rows = np.flatnonzero(mask.any(1))
        boxes[n] = left / CELLS, (right + 1) / CELLS, _height(rows[-1] + 1), _height(rows[0])
        images[n] = _centred(mask)
    return images, boxes


def _height(row: int) -> float:
    return (BASE * FINER - row) / CELLS


def _columns(grid: np.ndarray, most: int) -> np.ndarray:
    """Return first and last column of each part's ink, int (m + 1, 2); of one without any, w and -1."""
    found = np.tile([grid.shape[1], -1], (max(int(grid.max(initial=0)), most) + 1, 1))
    rows, columns = np.nonzero(grid)
    of = grid[rows, columns]
    np.minimum.at(found[:, 0], of, columns)
    np.maximum.at(found[:, 1], of, columns)
    return found


def _centred(mask: np.ndarray) -> np.ndarray:
    """Put bool (96, w) into the middle of a frame, uint8 (32, 32); what is wider is cut at both sides."""
    fine = np.zeros((ROWS, ROWS), np.uint8)
    width = mask.shape[1]
    if width > ROWS:
        cut = (width - ROWS) // 2
        mask = mask[:, cut : cut + ROWS]
    at = (ROWS - mask.shape[1]) // 2
    fine[:, at : at + mask.shape[1]] = mask
    return (fine.reshape(SIDE, FINER, SIDE, FINER).sum((1, 3)) * (255 // FINER**2)).astype(np.uint8)
