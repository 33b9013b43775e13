"""Where on a flat sheet was something printed, so that it is not taken for ink?"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.handwriting.sheet.drawing import drawing, guides
from core.handwriting.sheet.find import RESOLUTION
from core.handwriting.sheet.plan import Cell, Sheet, SheetPlan

AWAY = 0.45  # mm about printed names in which nothing is written
BESIDE = 1.5  # mm beside a cell to which a letter may run on
OFF = 0.2  # mm by which a faint line may lie beside its place
BLACK = 0.7  # grey below which print is as dark as ink


def pixels_of(cell: Cell) -> tuple[int, int, int, int]:
    """Return a cell's (left, top, right, bottom) in pixels of the flat sheet, right and bottom excluded."""
    left, top, right, bottom = (round(v * RESOLUTION) for v in cell.box)
    return left, top, right, bottom


@lru_cache(maxsize=6)
def printed_on(plan: SheetPlan, page: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return three masks of a flat sheet, bool (h, w), not to be changed.

    Where nothing can be written: on black print and beyond the cells; the faint lines; and the cells without either.
    """
    sheet, (w, h) = plan.sheets[page], plan.size
    shape = round(h * RESOLUTION), round(w * RESOLUTION)
    cells = _cells(sheet, shape)
    closed, lines = _closed(drawing(plan, sheet), cells), _lines(sheet, shape)
    return closed, lines, cells & ~closed & ~lines


def _cells(sheet: Sheet, shape: tuple[int, int]) -> np.ndarray:
    mask = np.zeros(shape, bool)
    for cell in sheet.cells:
        left, top, right, bottom = pixels_of(cell)
        mask[top:bottom, left:right] = True
    return mask


def _lines(sheet: Sheet, shape: tuple[int, int]) -> np.ndarray:
    mask = np.zeros(shape, bool)
    for line in guides(sheet):
        (left, top), (right, bottom) = (line.min(0) - OFF) * RESOLUTION, (line.max(0) + OFF) * RESOLUTION
        mask[int(top) : int(np.ceil(bottom)), int(left) : int(np.ceil(right))] = True
    return mask


def _closed(shapes: list, cells: np.ndarray) -> np.ndarray:
    import cv2

    black = np.zeros(cells.shape, np.uint8)
    for shape in shapes:
        if shape.grey < BLACK:
            lines = [np.round((line * RESOLUTION - 0.5) * 16).astype(np.int32) for line in shape.outlines]
            cv2.fillPoly(black, lines, 1, cv2.LINE_8, 4)
    away, beside = round(AWAY * RESOLUTION), round(BESIDE * RESOLUTION)
    round_about = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * away + 1, 2 * away + 1))
    field = cv2.dilate(cells.astype(np.uint8), np.ones((1, 2 * beside + 1), np.uint8))
    return (cv2.dilate(black, round_about) > 0) | (field == 0)
