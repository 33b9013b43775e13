"""A text is matched to classes character by character, a mix sums to 1, and what is neither gets a sentence."""

import pytest

from core.writing import WritingError, labels_of, mix_text, read_mix

DIGITS = tuple("0123456789")
LETTERS = ("A", "b", "B", "Ä", "seven")


def test_characters_become_classes_by_name_first_and_then_by_another_case():
    assert labels_of("6 46", DIGITS) == (6, -1, 4, 6)
    assert labels_of("bBaä", LETTERS) == (1, 2, 0, 3)
    assert labels_of("7" * 64, DIGITS) == (7,) * 64


def test_a_character_is_what_eyes_take_for_one():
    family, flag, accented = "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1eb\U0001f1f7", "x\u0301"
    assert labels_of(f"{flag}{family} {accented}", (family, flag, accented)) == (1, 0, -1, 2)
    assert labels_of(family * 64, (family,)) == (0,) * 64


@pytest.mark.parametrize(
    ("text", "classes", "said"),
    [
        ("", DIGITS, "There is nothing to write yet: this model knows 0 to 9."),
        ("  \t", DIGITS, "There is nothing to write yet: this model knows 0 to 9."),
        ("1a2b1a", DIGITS, "This model has never learned “a” and “b”: it knows 0 to 9."),
        ("\U0001f600", DIGITS, "This model has never learned “\U0001f600”: it knows 0 to 9."),
        ("7", LETTERS, "This model has never learned “7”: it knows A, b, B and Ä."),
        ("1" * 10_000, DIGITS, "At most 64 characters are written at a time, got 10,000."),
        ("x", ("one", "two"), "This model has never learned “x”: it knows no class that can be typed."),
    ],
)
def test_what_cannot_be_written_is_said_in_one_sentence(text, classes, said):
    with pytest.raises(WritingError) as refused:
        labels_of(text, classes)
    assert str(refused.value) == said


def test_a_mix_is_read_as_it_was_written():
    mix = read_mix("3:0.5,8:0.5", 10)
    assert sum(mix) == 1 and mix[3] == mix[8] == 0.5
    third = (1 / 3, 0.0, 2 / 3)
    assert mix_text(third) == "0:0.333,2:0.667" and read_mix(mix_text(third), 3) == pytest.approx(third, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3:0.5,8:0.6", "must sum to 1, got 1.1"),
        ("3:0.2", "must sum to 1, got 0.2"),
        ("3:1.5,8:-0.5", "must be between 0 and 1, got '1.5'"),
        ("3:nan", "must be between 0 and 1, got 'nan'"),
        ("10:1", "from 0 to 9, got '10'"),
        ("3:0.5,3:0.5", "each class once"),
        ("three", "must be written as 3:0.5,8:0.5, got 'three'"),
        ("", "must be written as"),
    ],
)
def test_what_is_no_mix_is_refused_in_one_sentence(text, said):
    with pytest.raises(WritingError, match=said):
        read_mix(text, 10)
