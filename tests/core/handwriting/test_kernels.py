"""Do the textbook's kernels do what they say, in pixels and in x-heights?"""

from __future__ import annotations

import numpy as np
import pytest

from core.config import ConfigError
from core.handwriting.page.kernels import letters, sizes
from core.handwriting.page.read import read_page
from core.handwriting.page.settings import KernelConfig, PageConfig
from tests.core.handwriting.paper import counts_of, photographed, written


@pytest.fixture(scope="module")
def pages():
    plain = written()
    pixels = photographed(plain.grey)
    widths = (1, 14, 400)
    return plain, {w: read_page(pixels, PageConfig(kernels=KernelConfig(word_width=w, word_height=12))) for w in widths}


def test_a_fitting_kernel_finds_words_a_narrow_one_letters_a_wide_one_lines(pages):
    plain, read = pages
    assert counts_of(read[14]) == plain.counts
    assert sum(counts_of(read[1])) > 2 * sum(plain.counts)
    assert counts_of(read[400]) == (1,) * len(plain.counts)


def test_a_kernel_one_pixel_high_leaves_the_dots_of_letters_alone(pages):
    plain, _ = pages
    page = read_page(photographed(plain.grey), PageConfig(kernels=KernelConfig(word_width=14)))
    assert sum(counts_of(page)) > sum(plain.counts)


def test_kernels_in_x_heights_fit_pages_of_any_size():
    kernels = KernelConfig(unit="x-heights", word_width=0.9, word_height=0.6)
    for size in (28, 64):
        plain = written(size=size, width=25 * size)
        assert counts_of(read_page(photographed(plain.grey), PageConfig(kernels=kernels))) == plain.counts


def test_sizes_are_told_both_ways():
    found = sizes(KernelConfig(), 20.0)
    assert found.word == (30, 1) and found.word_heights == (1.5, 0.05)
    assert found.letter == (2, 1) and found.letter_heights == (0.1, 0.05)
    assert sizes(KernelConfig(unit="x-heights", word_width=2, word_height=0.05), 20.0).word == (40, 1)


def test_letters_are_what_the_ellipse_joins(pages):
    _, read = pages
    page = read[14]
    word = page.lines[0].words[2]  # "brown", whose letters stand apart
    boxes = letters(page, word, KernelConfig())
    assert len(boxes) == 5
    assert min(box[0] for box in boxes) == word.box[0] and max(box[2] for box in boxes) == word.box[2]
    assert sum(page.ink_of(word)[:, a - word.box[0] : c - word.box[0]].any() for a, _, c, _ in boxes) == 5
    assert len(letters(page, word, KernelConfig(letter_width=40, letter_height=3))) == 1


def test_settings_are_strict():
    for wrong in ({"threshold": 2.0}, {"gap": 0.0}, {"ink": "blue"}, {"nothing": 1}):
        with pytest.raises(ConfigError):
            PageConfig(**wrong)
    config = PageConfig(kernels=KernelConfig(word_width=12))
    assert PageConfig.from_json(config.to_json()) == config


def test_a_lower_threshold_takes_more_for_ink(pages):
    plain, _ = pages
    pixels = photographed(plain.grey)
    amounts = [np.count_nonzero(read_page(pixels, PageConfig(threshold=t)).ink) for t in (0.3, 0.45, 0.8)]
    assert amounts[0] > amounts[1] > amounts[2]
