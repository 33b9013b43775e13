"""Is known of a letter what its alphabet says, in whichever script?"""

from __future__ import annotations

import unicodedata

import pytest

from core.handwriting.letters.alphabet import body_of, extent_of, floats, known_as, letters_of, marks_of, width_of


def test_letters_keep_their_accents_however_they_were_typed():
    assert letters_of(unicodedata.normalize("NFD", "Příběhů")) == tuple("Příběhů")
    assert letters_of("q\u0301x") == ("q\u0301", "x")  # no sign of its own: the accent stays with its letter
    assert letters_of("co\u00adop") == tuple("coop")  # a soft hyphen is not written


@pytest.mark.parametrize(("letter", "body"), [("é", "e"), ("й", "и"), ("ά", "α"), ("ß", "ß"), ("ł", "ł"), ("i", "i")])
def test_the_body_of_a_letter_is_what_stands_on_the_line(letter, body):
    assert body_of(letter) == body


@pytest.mark.parametrize(
    ("letter", "must", "may"),
    [("i", 1, 0), ("ä", 1, 1), ("é", 1, 0), ("t", 0, 1), ("o", 0, 0), ("'", 1, 0), ("ё", 1, 1)],
)
def test_marks_above_are_counted(letter, must, may):
    assert marks_of(letter) == (must, may)


def test_sizes_tell_small_letters_from_tall_ones_in_any_script():
    assert extent_of("a") == extent_of("ж") == extent_of("ω") == (0.0, 1.0)
    assert extent_of("d")[1] > 1.5 and extent_of("λ")[1] > 1.5 and extent_of("Ж")[1] > 1.5
    assert extent_of("p")[0] < -0.5 and extent_of("р")[0] < -0.5
    assert width_of("m") > width_of("n") > width_of("i")
    assert floats("’") and not floats(",")


def test_letters_that_are_written_alike_are_known_as_ours():
    assert [known_as(letter) for letter in "осАé"] == ["o", "c", "А", "e"]
