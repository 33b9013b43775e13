"""Do printed lines and squares go, and what is written on them stay?"""

from __future__ import annotations

import numpy as np
import pytest

from core.handwriting.page.read import read_page
from core.handwriting.page.rulings import without_rulings
from core.handwriting.page.settings import PageConfig
from tests.core.handwriting.paper import bent, counts_of, photographed, ruled, turned, written

PAPERS = {
    "pale lines": {"step": 40, "shade": 190},
    "lines": {"step": 44, "shade": 120},
    "lines as dark as ink": {"step": 52, "shade": 20, "thick": 3},
    "squares": {"step": 30, "shade": 120, "squared": True},
    "dark squares": {"step": 36, "shade": 60, "squared": True},
}


@pytest.fixture(scope="module")
def plain():
    return written(size=40, width=1000)


@pytest.mark.parametrize("paper", PAPERS)
def test_words_are_found_on_printed_paper(plain, paper):
    page = read_page(photographed(ruled(plain.grey, **PAPERS[paper])))
    assert counts_of(page) == plain.counts


@pytest.mark.parametrize("paper", ["lines", "squares"])
def test_strokes_are_kept_and_rulings_are_not(plain, paper):
    page = read_page(photographed(ruled(plain.grey, **PAPERS[paper])), PageConfig(sheet=False, curved=False))
    assert page.ink.shape == plain.grey.shape
    ink = plain.grey < 128
    assert (page.ink & ink).sum() > 0.93 * ink.sum()
    assert (page.ink & (plain.grey > 250)).sum() < 0.2 * ink.sum()


def test_rulings_that_lie_askew_or_bend_go_as_well(plain):
    grey = ruled(plain.grey, step=44, shade=120)
    assert counts_of(read_page(photographed(turned(grey, 3)[0]))) == plain.counts
    assert counts_of(read_page(photographed(bent(grey, 22)[0]))) == plain.counts


def test_a_row_of_small_letters_is_no_ruling():
    small = written(size=28, width=700)
    assert counts_of(read_page(photographed(small.grey))) == small.counts


def test_without_its_setting_the_rulings_stay(plain):
    grey = ruled(plain.grey, step=44, shade=60)
    page = read_page(photographed(grey), PageConfig(rulings=False))
    assert counts_of(page) != plain.counts


def test_a_stroke_across_a_ruling_keeps_its_pixels_and_plain_ink_is_returned_as_it_is():
    ink = np.zeros((400, 600), bool)
    ink[150:250, 300:306] = True
    assert without_rulings(ink, ink, ink.astype(np.float32)) is ink
    both = ink.copy()
    both[200:202] = True
    left = without_rulings(both, both, both.astype(np.float32))
    assert (left & ink).sum() == ink.sum() and (left & ~ink).sum() <= 4
