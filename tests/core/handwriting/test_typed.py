"""Are words found and words typed paired, and is it said where they cannot be?"""

from __future__ import annotations

import numpy as np
import pytest

from core.handwriting.letters.alphabet import width_of
from core.handwriting.letters.typed import lines_of, matched
from core.handwriting.page.flatten import Flattening
from core.handwriting.parts import Line, Page, Word
from core.types import DataError


def page_of(*lines: str) -> Page:
    """A page whose words have the widths that their letters should have; | parts a word that was found as two."""
    found = []
    for row, line in enumerate(lines):
        x, words = 0.0, []
        for n, word in enumerate(line.replace("|", " ").split()):
            wide = 20 * (sum(map(width_of, word)) + 0.1 * (len(word) - 1))
            box = (round(x), 100 * row, round(x + wide), 100 * row + 40)
            words.append(Word(box, ((0.0, 0.0),) * 4, (n + 1,)))
            x += wide + 20
        found.append(Line(tuple(words), (0.0, 100.0 * row + 30), 20.0))
    empty = np.zeros((2, 2), np.int32)
    flat = Flattening(np.eye(3), (2, 2), ())
    corners = ((0.0, 0.0),) * 4
    return Page(empty > 0, empty, empty.astype(np.float32), tuple(found), 3.0, 20.0, 0.0, (2, 2), corners, flat)


def test_every_word_is_paired_where_counts_agree():
    told = matched(page_of("one two three", "four five"), "one two three\n\n  four five\n")
    assert [match.typed for match in told.matches] == [("one",), ("two",), ("three",), ("four",), ("five",)]
    assert [match.line for match in told.matches] == [0, 0, 0, 1, 1]
    assert told.remarks == ()


def test_a_word_found_in_two_pieces_is_taken_as_one_and_said():
    told = matched(page_of("one demon|strators three", "four"), "one demonstrators three\nfour")
    assert [len(match.words) for match in told.matches] == [1, 2, 1, 1]
    assert told.remarks == ("line 1: 3 words are typed, 4 were found; they were paired by their widths.",)


def test_a_speck_that_was_found_as_a_word_is_left_out():
    page = page_of("one two three .", "four five")
    told = matched(page, "one two three\nfour five")
    assert [match.typed for match in told.matches][:3] == [("one",), ("two",), ("three",)]
    assert len(told.matches) == 5 and told.matches[2].words == page.lines[0].words[2:3]


def test_two_words_found_as_one_are_shared():
    told = matched(page_of("oneofthemost three words"), "one ofthemost three words")
    assert told.matches[0].typed == ("one", "ofthemost")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one two three", "2 lines were found on the page, 1 is typed: line 2 of the page seems to have no other."),
        ("one two three\nwonderfully\nfour five", 'line 2 of the text, "wonderfully", seems to have no other.'),
        ("one two three\nfour", r"line 2: 1 word is typed, 2 were found; the text begins with \"four\"."),
        (
            "one two three extraordinarily overwhelming possibilities\nfour five",
            "line 1: 6 words are typed, 3 were found",
        ),
        ("  \n", "no text was typed"),
        ("one two three\nfour\x07 five", "line 2 of the text holds U\\+0007"),
    ],
)
def test_what_cannot_be_paired_is_one_sentence_with_its_line(text, said):
    with pytest.raises(DataError, match=said) as error:
        matched(page_of("one two three", "four five"), text)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


def test_text_has_a_limit():
    with pytest.raises(DataError, match="at most 20,000 characters"):
        lines_of("a" * 20_001)


def test_a_line_left_empty_is_left_out_and_the_others_keep_their_numbers():
    page = page_of("one two three", "four five", "six")
    found = matched(page, "one two three\n\nsix\n").matches
    assert [(match.line, match.typed) for match in found] == [
        (0, ("one",)),
        (0, ("two",)),
        (0, ("three",)),
        (2, ("six",)),
    ]
