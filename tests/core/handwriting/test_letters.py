"""Is a page cut into the letters that it says, with a reader and without one, in any script?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.handwriting.letters import reader as readers
from core.handwriting.letters.letters import RIM, letters_of_pages
from core.handwriting.page.read import read_page
from core.types import DataError
from tests.core.handwriting.lettering import lettered, share_right

ELSEWHERE = str.maketrans("abcdefghijklmnopqrstuvwxyz", "აბგდევზთიკლმნოპჟრსტუფქღყშჩ")  # no reader here knows these


@pytest.fixture(scope="module")
def plain():
    made = lettered()
    return made, read_page(made.grey)


@pytest.fixture(scope="module")
def found(plain):
    made, page = plain
    return letters_of_pages([page], [made.text], sources=["page.png"], rounds=1)


def test_letters_are_found_where_they_were_written(plain, found):
    made, _ = plain
    assert [letter.text for letter in found.letters] == list("".join(made.text.split()))
    assert share_right(found.letters, made.spans) >= 0.97
    assert found.remarks == ()


def test_each_letter_says_what_it_is_and_where(plain, found):
    _, page = plain
    seen = {letter.text: letter for letter in found.letters if letter.of == "quick"}
    assert [seen[text].place for text in "quick"] == [0, 1, 2, 3, 4]
    assert seen["q"].low < -0.2 and seen["k"].high > 1.2 and abs(seen["u"].low) < 0.15
    assert seen["i"].high > 1.2  # with its dot
    for letter in found.letters:
        left, top, right, bottom = letter.box
        assert letter.ink.shape == (bottom - top, right - left)
        assert not (letter.ink & ~page.ink[top:bottom, left:right]).any()
        assert 0 <= letter.doubt <= 1 and letter.source == "page.png"
        assert letter.shade.shape == (bottom - top + 2 * RIM, right - left + 2 * RIM) and letter.shade.dtype == np.uint8
        inner = letter.shade[RIM:-RIM, RIM:-RIM]
        seen = page.darkness[top:bottom, left:right]
        assert np.abs(inner[letter.ink] / 248 - seen[letter.ink]).max() < 0.02  # as dark as the page
    assert json.loads(json.dumps(found.letters[0].record()))["of"] == "the"


def test_all_ink_of_the_words_is_some_letters_and_none_is_twos(plain, found):
    _, page = plain
    count = np.zeros(page.ink.shape, int)
    for letter in found.letters:
        left, top, right, bottom = letter.box
        count[top:bottom, left:right] += letter.ink
    words = np.isin(page.pieces, [k for line in page.lines for word in line.words for k in word.pieces])
    assert count.max() == 1 and (count[words] == 1).mean() > 0.99


@pytest.mark.long
def test_letters_are_found_without_a_reader_where_a_hand_joins_them_in_a_script_that_nobody_knows():
    made = lettered(joined=True)
    text = made.text.translate(ELSEWHERE)
    again = letters_of_pages([read_page(made.grey)], [text], reader=None, rounds=2)
    assert [letter.text for letter in again.letters] == list("".join(text.split()))
    assert share_right(again.letters, made.spans) >= 0.85
    assert again.reader is not None and "ა" in again.reader.classes


def test_same_page_same_letters(plain, found):
    made, page = plain
    again = letters_of_pages([page], [made.text], sources=["page.png"], rounds=1)
    assert [one.record() for one in again.letters] == [one.record() for one in found.letters]


def test_where_no_word_can_be_cut_it_is_said():
    bars = np.full((300, 600), 255, np.uint8)
    bars[60:220, 95:105] = bars[60:220, 125:135] = 0
    with pytest.raises(DataError, match="no word can be cut into the letters"):
        letters_of_pages([read_page(bars)], ["mmmmmmmmmm"])


def test_two_pages_learn_together_and_a_wrong_text_names_its_page(plain):
    made, page = plain
    with pytest.raises(DataError, match="page 2, 4 lines were found on the page, 2 are typed"):
        letters_of_pages([page, page], [made.text, "the quick\nbrown"], rounds=0)
    both = letters_of_pages([page, page], [made.text, made.text], rounds=0)
    assert [letter.page for letter in both.letters].count(1) == len(both) // 2


def test_the_reader_that_comes_along_knows_letters_digits_and_what_is_none():
    reader = readers.shipped()
    assert set("abcdefghijklmnopqrstuvwxyz0123456789") <= set(reader.classes) and readers.JUNK in reader.classes
    logits = reader.logits(np.zeros((3, 32, 32), np.uint8))
    assert logits.shape == (3, len(reader.classes)) and np.allclose(np.exp(logits).sum(1), 1, atol=1e-4)


def test_real_handwriting_is_cut_into_letters_and_few_are_doubtful(handwriting):
    truth = json.loads((handwriting / "pages" / "truth.json").read_text())["pages"]
    (told,) = [page for page in truth if page["file"] == "scan_inverted.png"]
    from core.handwriting.page.picture import open_picture

    page = read_page(open_picture((handwriting / "pages" / told["file"]).read_bytes()))
    made = letters_of_pages([page], ["\n".join(told["transcription"])], rounds=1)
    asked = "".join("".join(told["transcription"]).split())
    assert len(made) >= 0.97 * len(asked)
    assert np.mean([letter.doubt <= 0.9 for letter in made.letters]) > 0.8
