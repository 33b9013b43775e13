"""Is a word cut where letters may end, and is ink that belongs together kept together?"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.handwriting.letters.cuts import ABOVE, CELLS, cut
from core.handwriting.letters.frame import BASE, SIDE, framed
from core.handwriting.page.flatten import Flattening
from core.handwriting.parts import Line, Page, Word

X_HEIGHT, BASE_ROW, STROKE = 30, 80, 4


def page_of(ink: np.ndarray, slant: float = 0.0) -> tuple[Page, Line, Word]:
    """A page with one word on it, whose x-height is 30 pixels and whose base line is row 80."""
    from scipy import ndimage

    pieces, count = ndimage.label(ink, np.ones((3, 3)))
    corners = ((0.0, 0.0),) * 4
    word = Word((0, 0, ink.shape[1], ink.shape[0]), corners, tuple(range(1, count + 1)))
    line = Line((word,), (0.0, float(BASE_ROW)), float(X_HEIGHT))
    flat = Flattening(np.eye(3), ink.shape[::-1], ())
    page = Page(ink, pieces, ink.astype(np.float32), (line,), STROKE, X_HEIGHT, slant, ink.shape[::-1], corners, flat)
    return page, line, word


def blank(width: int = 160) -> np.ndarray:
    return np.zeros((120, width), bool)


def test_a_gap_costs_nothing_and_a_join_a_little():
    ink = blank()
    ink[50:80, 20:24] = ink[50:80, 60:64] = ink[50:80, 100:104] = True
    ink[76:80, 60:104] = True  # the second and the third are joined
    made, _ = cut(*page_of(ink)[:2], (page_of(ink)[2],), 3)
    cost = {round(at * X_HEIGHT + 20): c for at, c in zip(made.at, made.costs, strict=True)}
    gap = min((abs(x - 42), c) for x, c in cost.items())
    join = min((abs(x - 82), c) for x, c in cost.items())
    assert gap[0] < 8 and gap[1] == 0
    assert join[0] < 10 and 0.5 < join[1] < 1


def test_letters_that_overlap_but_do_not_touch_are_not_cut_through():
    ink = blank()
    for k in range(30):  # two strokes that lean over each other
        ink[50 + k, 40 - k // 2 : 44 - k // 2] = True
        ink[50 + k, 52 - k // 2 : 56 - k // 2] = True
    made, _ = cut(*page_of(ink)[:2], (page_of(ink)[2],), 2)
    first = made.part[ink & (np.arange(160)[None] < 48 - (np.arange(120)[:, None] - 50) / 2)]
    second = made.part[ink & (np.arange(160)[None] >= 48 - (np.arange(120)[:, None] - 50) / 2)]
    assert 0.0 in made.costs[1:-1]
    assert first.max() < second.min()


def test_a_slight_letter_between_two_others_is_cut_off_on_both_sides():
    ink = blank()
    ink[30:80, 20:24] = ink[30:80, 60:64] = ink[50:80, 80:84] = True  # tall, tall, and what follows
    ink[60:80, 40:44] = True  # an i without its dot, low enough that a cut would not part it
    made, _ = cut(*page_of(ink)[:2], (page_of(ink)[2],), 4)
    parts = [set(np.unique(made.part[50:80, x : x + 4])) - {0} for x in (20, 40, 60, 80)]
    assert [max(a) < min(b) for a, b in itertools.pairwise(parts)] == [True] * 3
    assert sorted(made.costs)[:5] == [0.0] * 5  # three gaps, two ends


def test_a_full_stop_under_the_bar_of_a_t_is_a_part_of_its_own():
    ink = blank()
    ink[30:80, 40:44] = ink[46:50, 30:64] = True
    ink[74:80, 56:62] = True
    made, _ = cut(*page_of(ink)[:2], (page_of(ink)[2],), 2)
    assert made.part[ink & (np.arange(120)[:, None] < 70)].max() < made.part[74:80, 56:62].min()


def test_slant_is_taken_out():
    ink = blank()
    for k in range(60):
        ink[20 + k, 60 - k // 2 : 64 - k // 2] = True
        ink[20 + k, 90 - k // 2 : 94 - k // 2] = True
    made, _ = cut(*page_of(ink, slant=26.6)[:2], (page_of(ink, slant=26.6)[2],), 2)
    assert made.at[-1] - made.at[0] == pytest.approx(34 / X_HEIGHT, abs=0.15)


def test_a_dot_is_put_aside_and_a_full_stop_is_not():
    ink = blank()
    ink[50:80, 20:24] = ink[38:42, 20:24] = ink[76:80, 60:64] = True
    made, _ = cut(*page_of(ink)[:2], (page_of(ink)[2],), 2)
    (mark,) = made.marks
    assert mark.low == pytest.approx(38 / X_HEIGHT, abs=0.05) and mark.width < 0.2
    assert (made.part[38:42, 20:24] == -1).all() and (made.part[76:80, 60:64] > 0).all()


def test_solid_ink_has_parts_enough_for_its_letters():
    ink = blank()
    ink[50:80, 20:140] = True
    made, _ = cut(*page_of(ink)[:2], (page_of(ink)[2],), 5)
    assert made.parts >= 5


@pytest.mark.parametrize("scale", [10, 30, 64])
def test_a_letter_looks_the_same_at_every_size(scale):
    ink = np.zeros((4 * scale, 3 * scale), bool)
    base = 2 * scale + scale // 2
    ink[base - scale : base, scale : scale + scale // 5 + 1] = True
    ink[base - scale // 5 - 1 : base, scale : 2 * scale] = True
    page, line, word = page_of(ink)
    line = Line((word,), (0.0, float(base)), float(scale))
    made, _ = cut(page, line, (word,), 1)
    (image,), (box,) = framed(made.grid, np.array([[1, made.parts]]))
    assert box[2] == pytest.approx(0, abs=0.06) and box[3] == pytest.approx(1, abs=0.12)
    assert image.shape == (SIDE, SIDE) and image[BASE - 1].max() > 200 and image[BASE + 1 :].max() == 0
    assert image[:10].max() == 0 and round(ABOVE * CELLS) == BASE * 3
