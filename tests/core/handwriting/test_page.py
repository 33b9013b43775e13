"""Does a page become the lines and words that are written on it, where they stand?"""

from __future__ import annotations

import numpy as np
import pytest

from core.handwriting.page import read_page
from core.types import DataError
from tests.core.handwriting.paper import centres_of, counts_of, photographed, written


@pytest.fixture(scope="module")
def plain():
    return written()


def test_lines_and_words_are_found_where_they_are_written(plain):
    page = read_page(photographed(plain.grey))
    assert counts_of(page) == plain.counts
    assert np.abs(centres_of(page) - plain.middles).max() < 4
    assert page.size == plain.grey.shape[::-1]


def test_a_page_without_writing_is_said_in_one_sentence():
    for pixels in (np.full((800, 600), 230, np.uint8), np.zeros((800, 600), np.uint8)):
        with pytest.raises(DataError, match="no handwriting on it"):
            read_page(pixels)
