"""Do letters come from photographs of a sheet under their names, with their ink and their place on the line?"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from core.handwriting.letters.letter_set import dataset_of
from core.handwriting.sheet.find import RESOLUTION, find_marks, is_sheet
from core.handwriting.sheet.read import read_photograph
from tests import sheets
from tests.core.handwriting.filled import CELLS, CROSSED, EMPTY, EXPECTED, PLAN, read, scanned, texts
from tests.core.handwriting.lettering import lettered

QUICK = replace(sheets.USUAL, longest=1600)


def test_a_photograph_gives_every_letter_under_its_name_with_its_ink(filled):
    photograph = sheets.photographed(filled[0], QUICK, np.random.default_rng(1))
    reading = read(photograph)
    (sheet,) = reading.sheets
    assert texts(reading) == EXPECTED and reading.remarks == ()
    assert [CELLS.index(cell) for cell in sheet.empty] == list(EMPTY)
    assert [CELLS.index(cell) for cell in sheet.crossed] == list(CROSSED)
    assert "1 of 2" in sheet.says() and "3 are empty" in sheet.says() and "2 are crossed out" in sheet.says()
    for one in sheet.written:
        true = filled[1][CELLS.index(one.cell)]
        rows, columns = np.nonzero(true)
        left, top = (round(v * sheets.RESOLUTION) for v in one.cell.box[:2])
        box = np.array([columns.min() + left, rows.min() + top, columns.max() + 1 + left, rows.max() + 1 + top])
        found = np.array([one.left, one.top, one.left + one.ink.shape[1], one.top + one.ink.shape[0]])
        assert np.abs(box / sheets.RESOLUTION - found / RESOLUTION).max() < 0.6, one.cell.text  # mm
        area = one.ink.sum() / RESOLUTION**2 / (true.sum() / sheets.RESOLUTION**2)
        assert 0.65 < area < 1.6, one.cell.text


def test_a_sheet_is_told_from_a_page_at_a_glance(filled, scan):
    photograph = sheets.photographed(filled[0], QUICK, np.random.default_rng(1))
    assert is_sheet(scan) and is_sheet(photograph)
    assert not is_sheet(lettered().grey) and not is_sheet(np.full((1600, 1200), 250, np.uint8))


def test_letters_stand_on_their_line(scan):
    reading = read(scan)
    by_text = {letter.text: letter for letter in reading.letters}
    assert abs(by_text["x"].low) < 0.15 and abs(by_text["x"].high - 1) < 0.25
    assert by_text["b"].high > 1.2 and abs(by_text["b"].low) < 0.15
    assert by_text["p"].low < -0.25 and abs(by_text["p"].high - 1) < 0.25
    assert by_text["."].high < 0.4
    word = reading.words[0]
    assert word.text == "čaj" and word.width > 1.5 and word.high > 1.1 and word.low < -0.2
    assert all(letter.doubt == 0 and letter.page == 0 and letter.ink.any() for letter in reading.letters)
    places = [(letter.line, letter.word, letter.place) for letter in reading.letters]
    assert places == sorted(set(places)) and places[:4] == [(0, 0, 0), (0, 0, 1), (0, 0, 2), (0, 1, 0)]
    assert {letter.place for letter in reading.letters} == set(range(4))


@pytest.mark.parametrize("turns", [1, 2])
def test_a_sheet_lies_any_way_up(scan, turns):
    assert texts(read(np.rot90(scan, turns).copy())) == EXPECTED


def test_ink_that_runs_into_the_next_cell_stays_with_its_letter(filled):
    page = filled[0].copy()
    left, _, right, _ = (round(v * sheets.RESOLUTION) for v in CELLS[EMPTY[0] - 1].box)
    y = round(CELLS[EMPTY[0] - 1].base * sheets.RESOLUTION) - 8
    cv2.line(page, (left + 45, y), (right + 25, y - 10), 40, 5, cv2.LINE_AA)  # into the cell that is empty
    (sheet,) = read(scanned(page)).sheets
    assert CELLS[EMPTY[0]] in sheet.empty
    one = next(one for one in sheet.written if one.cell is CELLS[EMPTY[0] - 1])
    assert (one.left + one.ink.shape[1]) / RESOLUTION > CELLS[EMPTY[0]].box[0] + 1.5


def test_coloured_ink_is_read_as_black_is(scan):
    blue = np.stack([scan, scan, np.maximum(scan, 200)], 2)
    assert [one.cell.text for one in read_photograph("blue", blue, PLAN)[0].written] == EXPECTED


def test_two_sheets_on_one_photograph_are_both_read(scan):
    other = sheets.written_on(PLAN, PLAN.sheets[1], sheets.by_font, np.random.default_rng(2))[0]
    both = np.concatenate([scan, np.full((len(scan), 40), 90, np.uint8), scanned(other)], 1)
    assert [len(marks.corners) for marks in find_marks(both)] == [4, 4]
    found = read_photograph("both", both, PLAN)
    assert [one.sheet.page for one in found] == [0, 1]
    assert [one.cell.text for one in found[0].written] == EXPECTED
    assert [one.cell for one in found[1].written] == list(PLAN.sheets[1].cells)


def test_thin_pale_strokes_of_a_coarse_photograph_are_seen():
    rng = np.random.default_rng(3)
    page, _ = sheets.written_on(PLAN, PLAN.sheets[0], sheets.by_font, rng, dark=(0.45, 0.5))
    photograph = sheets.photographed(page, replace(sheets.BAD, longest=1600), rng)
    assert len(texts(read(photograph))) >= 0.97 * len(CELLS)


def test_letters_of_sheets_are_a_data_set_as_those_of_pages_are(scan):
    reading = read(scan)
    dataset, records = dataset_of(reading.letters)
    assert dataset.classes == tuple(sorted(PLAN.letters)) and len(dataset) == len(records) == len(reading.letters)
    assert [dataset.classes[k] for k in dataset.labels] == [record["text"] for record in records]
    assert all(record["source"] == "0.jpg" for record in records)
