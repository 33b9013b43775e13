"""Is the page that somebody may try read as what it says, and can it be drawn anew?"""

from __future__ import annotations

import io

import pytest
from PIL import Image

from core import library
from core.cli import sample_page
from core.handwriting.hand import pages, sample
from core.handwriting.hand.reading import reading_of, texts_of
from core.handwriting.letters import reader
from core.handwriting.page.picture import open_picture
from core.library.folder import open_model
from core.transfer.page import read
from core.types import DataError


@pytest.fixture(scope="module")
def ink():
    entry = library.find(sample_page.MODEL)
    return open_model(entry), library.latents(entry), reader.shipped()


def test_as_many_words_are_found_in_each_line_as_it_says(tmp_path):
    jpeg, size = pages.photograph_of(open_picture(sample.photograph()))
    page = pages.bring(tmp_path, sample.NAME, jpeg, size)
    pages.type_lines(page, sample.lines())
    read(page)
    reading = reading_of(page)
    assert texts_of(page, reading) == list(sample_page.TEXT)
    assert list(reading.words) == [len(text.split()) for text in sample_page.TEXT]


def test_it_is_drawn_anew_with_where_its_lines_begin(ink):
    jpeg, lines = sample_page.drawn_page(*ink, texts=("so", "i do"), seed=1)
    grey = Image.open(io.BytesIO(jpeg)).convert("L")
    assert [line.text for line in lines] == ["so", "i do"]
    for line in lines:
        x, y = line.at
        around = grey.crop((round(x) - 10, round(y) - 50, round(x) + 40, round(y) + 10))
        assert around.getextrema()[0] < 90 < 160 < around.getextrema()[1], "ink on paper"


def test_a_character_that_the_model_has_never_seen_is_a_sentence(ink):
    with pytest.raises(DataError, match="no image of 'ß'"):
        sample_page.drawn_page(*ink, texts=("ß",))
