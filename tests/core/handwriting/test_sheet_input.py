"""Does a sheet that is torn, photographed twice, of another plan or none at all say so, and are the others read?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.handwriting.sheet.marks import MARGIN, MARK
from core.handwriting.sheet.pdf import pdf
from core.handwriting.sheet.read import read_sheets
from core.types import DataError
from tests import sheets
from tests.core.handwriting.filled import CELLS, EXPECTED, PLAN, SCAN, pen, read, scanned, texts


def torn(grey: np.ndarray, *corners: str) -> np.ndarray:
    """Return a scan whose marks in these corners are torn off."""
    out, side = grey.copy(), round((MARGIN + MARK + 2) * SCAN)
    for corner in corners:
        rows = slice(0, side) if "top" in corner else slice(-side, None)
        out[rows, slice(0, side) if "left" in corner else slice(-side, None)] = 90
    return out


def test_one_mark_torn_off_is_told_and_does_not_matter(scan):
    corner = "right bottom"
    reading = read(torn(scan, corner))
    assert texts(reading) == EXPECTED
    assert reading.remarks == (f"0.jpg: the {corner} mark is not seen: the other three were enough.",)


def test_two_marks_torn_off_are_named(scan):
    with pytest.raises(
        DataError, match=r"only 2 of the sheet's four corner marks are seen.*left top and the right top"
    ):
        read(torn(scan, "left top", "right top"))


def test_a_sheet_photographed_twice_is_taken_once_and_one_written_twice_is_taken_twice(scan):
    again = sheets.written_on(PLAN, PLAN.sheets[0], pen, np.random.default_rng(5))[0]
    reading = read(torn(scan, "left top"), np.rot90(scan).copy(), scanned(again))
    assert sorted(texts(reading)) == sorted(EXPECTED + EXPECTED)
    assert reading.remarks == ("0.jpg shows the same sheet as 1.jpg: it is taken once, from the latter.",)


def test_what_is_no_sheet_is_told_and_the_others_are_read(scan):
    table = np.random.default_rng(0).integers(90, 110, (600, 450)).astype(np.uint8)
    files = [("table.jpg", sheets.jpeg(table)), ("sheet.pdf", pdf(PLAN)), ("good.jpg", sheets.jpeg(scan))]
    reading = read_sheets(files, PLAN)
    assert texts(reading) == EXPECTED
    assert len(reading.remarks) == 2
    assert "table.jpg: no printed sheet is seen" in reading.remarks[0] and "a PDF" in reading.remarks[1]
    with pytest.raises(DataError, match=r"table\.jpg: no printed sheet"):
        read_sheets(files[:2], PLAN)
    with pytest.raises(DataError, match="no photograph"):
        read_sheets([], PLAN)


def test_a_sheet_of_another_plan_is_refused_by_its_number(scan):
    with pytest.raises(DataError, match=f"not of this plan but of plan {PLAN.code:05x}"):
        read(scan, plan=PLAN.replace(letters=tuple("abegjopy.")))
    with pytest.raises(DataError, match=f"not one of the usual sheets but of plan {PLAN.code:05x}"):
        read(scan, plan=None)


def test_a_strip_that_is_covered_is_told(scan):
    covered = scan.copy()
    covered[round(6 * SCAN) : round(14 * SCAN), round(70 * SCAN) : round(140 * SCAN)] = 120
    reading = read(covered)
    assert texts(reading) == EXPECTED and "the strip at its top cannot be read" in reading.remarks[0]


def test_a_sheet_without_writing_says_so():
    page = sheets.written_on(PLAN, PLAN.sheets[1], lambda cell, rng: None, np.random.default_rng(0))[0]
    with pytest.raises(DataError, match="sheet 2, and nothing is written"):
        read(scanned(page))


def test_a_mark_that_lies_elsewhere_is_left_out(scan):
    side, at = round((MARGIN + MARK) * SCAN), round(60 * SCAN)
    moved = torn(scan, "right bottom")
    moved[at : at + side, -side:] = scan[-side:, -side:]  # a piece that was torn off and lies on the sheet
    one = read(moved).sheets[0]
    assert [w.cell.text for w in one.written if w.cell.box[0] < 120] == [
        cell.text for cell in CELLS if cell.box[0] < 120 and cell not in one.empty + one.crossed
    ]


def test_paper_that_is_bent_is_read_and_what_is_bent_too_much_is_refused(filled):
    def bent(by: float) -> np.ndarray:
        return sheets.photographed(filled[0], replace(sheets.USUAL, longest=1400, bend=by), np.random.default_rng(0))

    reading = read(bent(0.015))
    assert sorted(texts(reading)) == sorted(EXPECTED) and reading.sheets[0].flat.bend > 2
    with pytest.raises(DataError, match="blurred, covered or too bent"):
        read(bent(0.05))


def test_a_sheet_whose_edge_is_covered_is_read_with_a_word_of_caution(scan):
    covered = scan.copy()
    covered[round(30 * SCAN) : round(260 * SCAN), : round(11.5 * SCAN)] = 120  # a ruler along it
    reading = read(covered)
    assert texts(reading) == EXPECTED and "bent or covered" in reading.remarks[0]
