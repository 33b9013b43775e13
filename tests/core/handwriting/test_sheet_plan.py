"""Are sheets laid out as their plan says, so that whoever has the plan knows what is printed where?"""

from __future__ import annotations

import numpy as np
import pytest

from core.config import ConfigError
from core.handwriting.sheet import marks as sheet_marks
from core.handwriting.sheet import printed_text
from core.handwriting.sheet.drawing import drawing
from core.handwriting.sheet.pdf import pdf, picture
from core.handwriting.sheet.plan import CELLS, MOST_SHEETS, SheetPlan
from core.types import DataError

PLANS = {
    "usual": SheetPlan(),
    "letter": SheetPlan(paper="letter"),
    "other alphabets": SheetPlan(letters=tuple("äéžЖыλψ"), words=("žluťoučký", "ab", "Жуковскийабвгдежзийкл")),
}


@pytest.fixture(params=PLANS)
def plan(request) -> SheetPlan:
    return PLANS[request.param]


def test_the_usual_plan_has_every_letter_eight_times_on_two_sheets():
    sheets = SheetPlan().sheets
    texts = [cell.text for sheet in sheets for cell in sheet.cells]
    assert len(sheets) == 2 and len(set(texts)) == 72
    assert {texts.count(text) for text in texts} == {8}
    assert {cell.text for cell in sheets[0].cells} == set(texts)  # one lost sheet loses no letter


def test_cells_lie_apart_on_the_paper_and_the_lines_within_them(plan):
    w, h = plan.size
    for sheet in plan.sheets:
        taken = np.zeros((round(h * 4), round(w * 4)), int)
        for cell in sheet.cells:
            left, top, right, bottom = cell.box
            assert 0 < left < right < w and top < cell.x_line < cell.base < bottom < h
            taken[round(top * 4 + 1) : round(bottom * 4 - 1), round(left * 4 + 1) : round(right * 4 - 1)] += 1
        assert taken.max() == 1


def test_every_letter_comes_often_enough_and_every_word_as_often_as_there_is_room():
    plan = PLANS["other alphabets"].replace(samples=9)
    cells = [cell for sheet in plan.sheets for cell in sheet.cells]
    assert plan.rounds == 3
    assert all(sum(cell.text == text for cell in cells) == 3 * CELLS for text in plan.letters)
    assert all(sum(cell.text == word for cell in cells) == 3 * 4 for word in plan.words)
    many = SheetPlan(words=tuple(f"word{n}" for n in range(30)))
    assert all(sum(c.text == word for sheet in many.sheets for c in sheet.cells) == 2 for word in many.words)
    assert len(many.sheets) == 4


def test_nothing_in_a_cell_is_darker_than_a_fifth(plan):
    for sheet in plan.sheets:
        page = picture(plan, sheet, 8.0)
        for cell in sheet.cells:
            left, top, right, bottom = (round(v * 8) for v in cell.box)
            assert page[top:bottom, left:right].min() >= 0.8 * 255
        assert page.min() == 0


def test_a_plan_goes_to_json_and_back_and_another_one_has_another_code(plan):
    assert SheetPlan.from_json(plan.to_json()) == plan
    codes = {plan.code, plan.replace(samples=12).code, plan.replace(letters=("q",)).code}
    assert len(codes) == 3 and max(codes) < 2**20


@pytest.mark.parametrize("page", [0, 1, 11])
def test_a_strip_says_plan_and_page_and_a_wrong_square_is_noticed(page):
    seen = sheet_marks.bits(0x9A3C1, page)
    assert sheet_marks.read_bits(seen) == (0x9A3C1, page)
    for n in range(len(seen)):
        wrong = seen.copy()
        wrong[n] = not wrong[n]
        assert sheet_marks.read_bits(wrong) is None
    assert sheet_marks.read_bits(np.zeros(32, bool)) is None and sheet_marks.read_bits(np.ones(32, bool)) is None


def test_marks_of_a_sheet_are_its_own():
    plan = SheetPlan()
    assert set(sheet_marks.corner_marks(plan, 0)) == {0, 1, 2, 3}
    assert not set(sheet_marks.corner_marks(plan, 0)) & set(sheet_marks.corner_marks(plan, 1))
    assert 4 * MOST_SHEETS <= 50


def test_letters_are_composed_and_each_comes_once():
    assert SheetPlan(letters=("e\u0301", "\u00e9", " ", "a")).letters == ("\u00e9", "a")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"letters": ("ab",)}, "single characters"),
        ({"letters": ("\u202e",)}, "can be printed"),
        ({"words": ("two words",)}, "no space"),
        ({"words": ("x" * 22,)}, "2 to 21"),
        ({"samples": 0}, "between 1 and 40"),
        ({"paper": "a5"}, "a4"),
        ({"version": 2}, "version"),
    ],
)
def test_a_bad_setting_gets_one_sentence(changes, says):
    with pytest.raises(ConfigError, match=says):
        SheetPlan(**changes)


def test_too_much_and_nothing_get_one_sentence():
    with pytest.raises(DataError, match="20 sheets"):
        _ = SheetPlan(letters=tuple(map(chr, range(0x400, 0x450))), samples=40).sheets
    with pytest.raises(DataError, match="a letter or a word"):
        _ = SheetPlan(letters=()).sheets


def test_what_the_font_has_not_is_named():
    with pytest.raises(DataError, match=r"ก \(U\+0E01\) cannot be printed"):
        pdf(SheetPlan(letters=("a", "ก")))


def test_letters_of_many_alphabets_have_outlines_of_their_own():
    found = [printed_text.outlines(text) for text in "aéЖλשあ字?"]
    assert all(found) and len({tuple(len(line) for line in lines) for lines in found}) == len(found)


def test_a_pdf_has_a_page_a_sheet_and_is_the_same_again():
    plan = SheetPlan(letters=("a", "б"), words=("дом",))
    data = pdf(plan)
    assert data.startswith(b"%PDF") and data == pdf(plan)
    assert data.count(b"/Type /Page\n") == len(plan.sheets) == 2
    assert b"595.2756 841.8898" in data  # A4 in points


def test_all_that_is_printed_lies_on_the_paper(plan):
    for sheet in plan.sheets:
        points = np.concatenate([line for shape in drawing(plan, sheet) for line in shape.outlines])
        assert (points >= 4).all() and (points <= np.array(plan.size) - 4).all()  # mm that printers leave white
