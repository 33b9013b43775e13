"""Is what nobody wrote told from writing, and writing never refused for it?"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.hand_nothing import TEXTURES, worse
from core.handwriting.page.ink import levels
from core.handwriting.page.mend import PageMends, Stroke
from core.handwriting.page.pen import drawn_by_a_pen, unevenness
from core.handwriting.page.picture import Picture
from core.handwriting.page.read import read_page
from core.types import DataError
from tests.core.handwriting.lettering import lettered
from tests.core.handwriting.paper import photographed, written


@pytest.mark.long
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", TEXTURES)
def test_a_picture_on_which_nobody_wrote_is_said_in_one_sentence(name, seed):
    with pytest.raises(DataError, match=r"^there is no handwriting on it[^.]*\.$"):
        read_page(TEXTURES[name](np.random.default_rng(seed), 900, 1200))


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("turn", [0, 1])
def test_a_photograph_of_a_temple_or_a_flower_is_none(which, turn):
    from sklearn.datasets import load_sample_images

    with pytest.raises(DataError, match="there is no handwriting on it"):
        read_page(np.ascontiguousarray(np.rot90(load_sample_images().images[which], turn)))


@pytest.mark.long
def test_writing_is_read_in_the_worst_of_photographs_too():
    for pixels in (lettered().grey, lettered(("and so",)).grey, written(("Hi",)).grey):
        picture = photographed(pixels)
        for name, changed in (("as it is", picture), *worse(picture)):
            assert read_page(changed).lines, name


def test_one_large_letter_is_writing(size=900):
    import cv2

    sheet = np.full((size, size), 240, np.uint8)
    cv2.ellipse(sheet, (size // 2, size // 2), (180, 220), 0, 30, 330, 20, 34)
    assert len(read_page(sheet).lines) == 1


def test_who_has_painted_ink_on_a_picture_knows_better():
    picture = Picture(TEXTURES["face"](np.random.default_rng(0), 900, 1200), (1200, 900))
    stroke = Stroke(True, np.array([(100.0, 100.0), (300.0, 100.0)]), 9.0)
    assert read_page(picture, mends=PageMends((stroke,))).lines


def test_strokes_of_one_width_are_even_and_blots_among_them_do_not_count():
    import cv2

    pieces = np.zeros((300, 600), np.uint8)
    for x in range(20, 580, 40):
        cv2.line(pieces, (x, 40), (x + 20, 120), 1, 5)
    assert unevenness(pieces.astype(np.int32)) < 0.4
    labels = cv2.connectedComponents(pieces)[1]
    labels[150:290, 20:160] = labels.max() + 1
    assert unevenness(labels) < 0.4 and drawn_by_a_pen(labels, 5, 50)
    widths = np.zeros((600, 600), np.uint8)
    for k in range(1, 25):
        cv2.circle(widths, (60 + 110 * (k % 5), 60 + 110 * (k // 5)), k * k // 11 + 1, 1, -1)
    uneven = cv2.connectedComponents(widths)[1]
    assert unevenness(uneven) > 1 and not drawn_by_a_pen(uneven, 8, 60)
    assert unevenness(np.zeros((20, 20), np.int32)) == 0


def test_a_hair_is_no_stroke():
    pieces = np.zeros((100, 100), np.int32)
    pieces[50] = 1
    assert not drawn_by_a_pen(pieces, 1, 101) and drawn_by_a_pen(pieces, 1, 19)


def test_letters_too_small_to_be_read_are_said():
    import cv2

    small = cv2.resize(written(size=12, width=1200).grey, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)
    with pytest.raises(DataError, match=r"its small letters are [123]\.\d pixels high: take the picture from nearer"):
        read_page(small)


@pytest.mark.parametrize(("shade", "taken"), [(0.25, True), (0.1, False)])
def test_dark_blots_beside_pale_writing_are_taken_for_all_the_ink_only_where_there_is_hardly_other(shade, taken):
    dark = np.zeros((720, 720), np.float32)
    dark[np.arange(720) % 12 < 4] = shade  # pale strokes all over
    dark[:30, :160] = 1.0
    _, overall = levels(dark)
    assert (overall < 0.5) is taken
