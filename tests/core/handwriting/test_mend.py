"""Does what somebody mends on a page stay where they mended it, however the page was photographed?"""

from __future__ import annotations

import numpy as np
import pytest

from core.handwriting.page.level import level_page
from core.handwriting.page.mend import NO_MENDS, PageMends, Regroup, Stroke
from core.handwriting.page.picture import Picture
from core.handwriting.page.read import read_level, read_page
from core.handwriting.page.settings import PageConfig
from core.types import DataError
from tests.core.handwriting.lettering import lettered
from tests.core.handwriting.paper import bent, counts_of, on_a_table, photographed, written


@pytest.fixture(scope="module")
def seen():
    """A page photographed from the side on a table: pixels, what was read, and where a point of the page lies."""
    plain = written()
    pixels, _, there = on_a_table(plain.grey)
    return pixels, read_page(pixels), plain, lambda points: there(np.asarray(points, float))


def mended(pixels, *regroups, strokes=()):
    return read_page(pixels, mends=PageMends(tuple(strokes), regroups))


def test_the_way_to_the_page_is_the_way_back():
    page = read_page(photographed(bent(written().grey, 26)[0]))
    points = np.random.default_rng(0).uniform((50, 50), np.array(page.flattening.size) - 50, (40, 2))
    assert page.flattening.bend
    assert np.abs(page.flattening.to_page(page.flattening.to_photo(points)) - points).max() < 0.05


def test_words_are_joined_at_a_gap_and_parted_again(seen):
    pixels, page, plain, there = seen
    right, left = plain.boxes[7, 2], plain.boxes[8, 0]  # between two words of the second line
    gap = tuple(there([((right + left) / 2, plain.middles[7, 1])])[0])
    before = counts_of(page)
    joined = mended(pixels, Regroup("join", gap))
    assert counts_of(joined) == (before[0], before[1] - 1, *before[2:])
    again = mended(pixels, Regroup("join", gap), Regroup("split", gap))
    assert [w.box for line in again.lines for w in line.words] == [w.box for line in page.lines for w in line.words]


def test_a_word_is_parted_between_letters_and_within_their_ink():
    letters = lettered(("somewhere else", "entirely written"), joined=True)
    page = read_page(letters.grey)
    assert counts_of(page) == (2, 2)
    x = (letters.spans[3][1] + letters.spans[4][0]) / 2  # some | where, with a stroke across
    found = mended(letters.grey, Regroup("split", (x, letters_row(page))))
    assert counts_of(found) == (3, 2)
    some, where = found.lines[0].words[:2]
    assert some.box[2] <= x + 8 and where.box[0] >= x - 8
    assert found.ink_of(some).sum() + found.ink_of(where).sum() == page.ink_of(page.lines[0].words[0]).sum()


def letters_row(page) -> float:
    box = page.lines[0].words[0].box
    return (box[1] + box[3]) / 2


def test_a_point_by_no_word_changes_nothing(seen):
    pixels, page, *_ = seen
    beyond = [Regroup(kind, point) for kind in ("join", "split") for point in ((5.0, 5.0), (1e6, -1e6))]
    assert counts_of(mended(pixels, *beyond)) == counts_of(page)


def test_paper_takes_a_word_away_and_ink_makes_one(seen):
    pixels, page, plain, there = seen
    left, _, right, _ = plain.boxes[5]
    y = plain.middles[5, 1]
    over = there(np.stack([np.linspace(left + 15, right - 15, 20), np.full(20, y)], 1))
    gone = mended(pixels, strokes=[Stroke(False, over, 60.0)])
    assert counts_of(gone)[1] == counts_of(page)[1] - 1
    beside = there([(760, plain.middles[0, 1] - 10), (760, plain.middles[0, 1] + 12)])
    more = mended(pixels, strokes=[Stroke(True, beside, 5.0)])
    assert counts_of(more)[0] == counts_of(page)[0] + 1
    undone = mended(pixels, strokes=[Stroke(True, beside, 5.0), Stroke(False, beside, 30.0)])
    assert counts_of(undone) == counts_of(page)


def test_all_painted_over_is_no_handwriting():
    grey = written().grey
    h, w = grey.shape
    over = Stroke(False, np.array([(0.0, h / 2), (w, h / 2)]), 2.0 * h)
    with pytest.raises(DataError, match="no handwriting"):
        mended(grey, strokes=[over])


def test_a_level_page_is_read_as_the_photograph_is(seen):
    pixels, page, *_ = seen
    settings = PageConfig()
    level = level_page(Picture(pixels, pixels.shape[1::-1]), settings)
    again = read_level(level, settings, NO_MENDS)
    assert [w.quad for line in again.lines for w in line.words] == [w.quad for line in page.lines for w in line.words]


def test_of_two_columns_the_one_that_was_pointed_at_is_mended():
    left, right = (written(("the quick brown", "fox jumps over") * 4, width=520, at=(40, 70)).grey for _ in range(2))
    page = read_page(np.hstack([left, right]))
    assert counts_of(page) == (3,) * 16
    line = page.lines[9]  # the second of the right column
    gap = (line.words[0].box[2] + line.words[1].box[0]) / 2, line.row_at(line.words[1].box[0]) - 10
    photo = tuple(page.flattening.to_photo(np.array([gap]))[0])
    joined = read_page(np.hstack([left, right]), mends=PageMends(regroups=(Regroup("join", photo),)))
    assert counts_of(joined) == (*(3,) * 9, 2, *(3,) * 6)
