"""What has somebody written on the sheet that the tests read, and how is it scanned?"""

from __future__ import annotations

import cv2
import numpy as np

from core.handwriting.sheet.plan import Cell, SheetPlan
from core.handwriting.sheet.read import SheetReading, read_sheets
from tests import sheets

PLAN = SheetPlan(letters=(*"abegjopx.", "é", "Ж"), words=("čaj",))
CELLS = PLAN.sheets[0].cells
SCAN = 5.0  # pixels per mm of what a scanner gives
EMPTY, CROSSED = (3, 17, 40), (5, 30)  # numbers of cells
EXPECTED = [cell.text for n, cell in enumerate(CELLS) if n not in EMPTY + CROSSED]


def pen(cell: Cell, rng: np.random.Generator) -> np.ndarray | None:
    """Write in a cell of the first sheet, but for those that stay empty and those that are crossed out."""
    number = CELLS.index(cell) if cell in CELLS else -1
    if number in EMPTY:
        return None
    ink = sheets.by_font(cell, rng)
    if number in CROSSED:
        h, w = ink.shape
        cv2.line(ink, (3, 4), (w - 4, h - 5), 1.0, 4, cv2.LINE_AA)
        cv2.line(ink, (w - 4, 4), (3, h - 5), 1.0, 4, cv2.LINE_AA)
    return ink


def scanned(page: np.ndarray) -> np.ndarray:
    scale = SCAN / sheets.RESOLUTION
    return cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def read(*pictures: np.ndarray, plan: SheetPlan | None = PLAN) -> SheetReading:
    return read_sheets([(f"{n}.jpg", sheets.jpeg(grey)) for n, grey in enumerate(pictures)], plan)


def texts(reading: SheetReading) -> list[str]:
    return [letter.text for letter in reading.letters + reading.words]
