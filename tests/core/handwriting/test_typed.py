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
    told = matched(page_of("one two three", "four five").lines, "one two three\n\n  four five\n")
    assert [match.typed for match in told.matches] == [("one",), ("two",), ("three",), ("four",), ("five",)]
    assert [match.line for match in told.matches] == [0, 0, 0, 1, 1]
    assert told.remarks == ()


def test_a_word_found_in_two_pieces_is_taken_as_one_and_said():
    told = matched(page_of("one demon|strators three", "four").lines, "one demonstrators three\nfour")
    assert [len(match.words) for match in told.matches] == [1, 2, 1, 1]
    said = "line 1: 3 words are typed, 4 were found; they were paired by how they look."
    assert [str(remark) for remark in told.remarks] == [said]


def test_a_speck_that_was_found_as_a_word_is_left_out():
    page = page_of("one two three .", "four five")
    told = matched(page.lines, "one two three\nfour five")
    assert [match.typed for match in told.matches][:3] == [("one",), ("two",), ("three",)]
    assert len(told.matches) == 5 and told.matches[2].words == page.lines[0].words[2:3]


def test_two_words_found_as_one_are_shared():
    told = matched(page_of("oneofthemost three words").lines, "one ofthemost three words")
    assert told.matches[0].typed == ("one", "ofthemost")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one two three", "2 lines were found on the page, 1 is typed: line 2 of the page seems to have no other."),
        ("one two three\nwonderfully\nfour five", 'line 2 of the text, "wonderfully", seems to have no other.'),
        (
            "extraordinarily overwhelming possibilities i\nfour five",
            'line 1: 4 words are typed, 3 were found, and they do not fit; the text begins with "extraordinarily".',
        ),
        ("  \n", "no text was typed"),
        ("one two three\nfour\x07 five", "line 2 of the text holds U\\+0007"),
    ],
)
def test_what_cannot_be_paired_is_one_sentence_with_its_line(text, said):
    with pytest.raises(DataError, match=said) as error:
        matched(page_of("one two three", "four five").lines, text)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


def test_text_has_a_limit():
    with pytest.raises(DataError, match="at most 20,000 characters"):
        lines_of("a" * 20_001)


def test_a_line_left_empty_is_left_out_and_the_others_keep_their_numbers():
    page = page_of("one two three", "four five", "six")
    found = matched(page.lines, "one two three\n\nsix\n").matches
    assert [(match.line, match.typed) for match in found] == [
        (0, ("one",)),
        (0, ("two",)),
        (0, ("three",)),
        (2, ("six",)),
    ]


LONG = "a quick brown fox jumps over the extraordinary dog"


def test_of_a_line_that_lacks_a_word_all_others_are_known_and_it_is_said():
    page = page_of(LONG, "four five")
    text = LONG.replace("extraordinary ", "")
    told = matched(page.lines, f"{text}\nfour five")
    line = page.lines[0].words
    found = {line.index(match.words[0]): match.typed for match in told.matches if match.line == 0}
    assert all(found[n] == (word,) for n, word in enumerate(LONG.split()) if n in found) and len(found) >= 7
    assert 7 not in found, "the ink of what was forgotten is nobody's"
    assert [match.typed for match in told.matches if match.line == 1] == [("four",), ("five",)]
    (remark,) = told.remarks
    assert remark.line == 0 and "8 words are typed, 9 were found" in remark.said


def test_a_word_too_many_is_named_and_left_out():
    told = matched(page_of(LONG, "four five").lines, LONG.replace("fox", "fox incomprehensibly") + "\nfour five")
    (remark,) = told.remarks
    assert '"incomprehensibly" is left out, as no word found is surely it' in str(remark)
    assert len([match for match in told.matches if match.line == 0]) == 9


def test_words_that_reach_up_or_down_are_told_from_those_as_wide():
    def standing(word: Word, top: int) -> Word:
        return Word((word.box[0], top, word.box[2], word.box[3] - 10), word.quad, word.pieces)

    first, second = (line for line in page_of("aaaa ccoo", "x x x x x x").lines)
    tall = standing(first.words[1], -8)
    high = Line((standing(first.words[0], 10), tall), first.base, first.x_height)
    low = Line(tuple(standing(word, 110) for word in second.words), second.base, second.x_height)
    told = matched((high, low), "hdbk\nx x x x x x")
    assert [match.words for match in told.matches if match.line == 0] == [(tall,)]
