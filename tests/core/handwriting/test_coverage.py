"""Is what is missing of a hand what it is, and do the words that are asked for really have it?"""

from __future__ import annotations

import string
from collections import Counter

import pytest

from core.handwriting.letters.alphabet import letters_of
from core.handwriting.letters.coverage import OTHERS, coverage, listed, words_for
from core.handwriting.pad import DIGITS, LOWER, UPPER
from core.words.text import odd_character
from tests.core.handwriting.hands import drawn

RUSSIAN = "съешь ещё этих мягких французских булок, да выпей же чаю"


def filled(words: tuple[str, ...], need: dict[str, int]) -> int:
    there = Counter(c for word in words for c in letters_of(word))
    return sum(min(there[c], n) for c, n in need.items())


def test_every_letter_stands_at_the_beginning_within_and_at_the_end_of_listed_words():
    words = [word for word in listed() if word.isalpha()]
    for c in string.ascii_lowercase:
        assert sum(word[0] == c for word in words) >= 2 and sum(c in word[1:-1] for word in words) >= 3, c
        assert any(word[-1] == c for word in words), c
    assert all(any(word[0] == c for word in words) for c in string.ascii_uppercase)
    for c in DIGITS:
        assert sum(c in word for word in listed()) >= 4, c
    assert len(set(listed())) == len(listed()) and not any(odd_character(word) for word in listed())
    assert all(word.isascii() or "€" in word for word in listed()) and max(map(len, listed())) <= 14


def test_what_is_there_what_is_few_and_what_is_missing():
    found = coverage({"a": 7, "b": 2, "é": 1, "Z": 0}, 5)
    assert found.few == ("b", "é") and "a" not in found.missing + found.few
    assert {"c", "Z", "0", "."} <= set(found.missing) and found.groups[OTHERS] == ("é",)
    every = 26 + 26 + 10 + len(found.groups["Signs"]) + 1
    assert found.share == pytest.approx((5 + 2 + 1) / (5 * every))
    assert coverage(drawn(50)[1]).counts == dict(Counter(letter.text for letter in drawn(50)[1]))


def test_a_hand_of_another_alphabet_is_not_asked_for_ours():
    found = coverage(dict.fromkeys("жшю7", 9))
    assert "a-z" not in found.groups and set(found.missing) >= set("012345689") and not set(found.missing) & set(LOWER)
    assert "a-z" in coverage({"7": 9, "é": 1, "q": 1}).groups and "a-z" in coverage({"7": 9}).groups
    asked = words_for(found.missing, found.counts)
    assert asked.words and not any(c in LOWER + UPPER for word in asked.words for c in word)


@pytest.mark.parametrize("wanted", [1, 3, 5])
@pytest.mark.parametrize("missing", ["qjxz", LOWER, UPPER, DIGITS, ".,!?-'", "éaQ7&"])
def test_words_really_have_what_they_are_said_to_give(missing, wanted):
    asked = words_for(missing, {"a": 1}, wanted=wanted)
    there = Counter(c for word in asked.words for c in letters_of(word))
    assert asked.gives == {c: there[c] for c in there if c in missing and (c != "a" or wanted > 1)}
    assert len(asked.words) <= 12 and len(set(asked.words)) == len(asked.words)
    known = {c for word in listed() for c in word}
    assert asked.alone == tuple(c for c in missing if c not in known)
    lower = {word.lower() for word in listed()}
    assert all(word.lower() in lower for word in asked.words)  # a listed one, perhaps with a capital


def test_they_fill_more_than_as_many_words_by_chance():
    need = dict.fromkeys(LOWER + UPPER + DIGITS, 3)
    asked = words_for(need, {}, wanted=3)
    by_order = [filled(listed()[start : start + 12], need) for start in range(0, 600, 12)]
    assert filled(asked.words, need) > 1.3 * max(by_order)
    assert len({c for word in words_for(UPPER, {}, wanted=1).words for c in word} & set(UPPER)) == 26
    assert {c for word in words_for(LOWER, {}, wanted=1).words for c in word} == set(LOWER)


def test_a_letter_is_asked_for_with_other_letters_beside_it():
    asked = words_for("r", {}, wanted=6)
    beside = {
        (before, after)
        for word in asked.words
        for before, c, after in zip(" " + word, word, word[1:] + " ", strict=False)
        if c == "r"
    }
    assert len(beside) >= 5 and sum(asked.gives.values()) >= 6


def test_another_alphabet_is_written_by_words_of_ones_own_texts_and_what_none_has_by_itself():
    asked = words_for("фжґ", {}, wanted=1, texts=[RUSSIAN])
    assert asked.alone == ("ґ",) and filled(asked.words, {"ф": 1, "ж": 1}) == 2
    assert all(word in RUSSIAN.split() for word in asked.words)
    assert "Выпей" in words_for("В", {}, wanted=1, texts=[RUSSIAN]).words
    unknown = words_for("ф", {}, texts=["ф\u202eф " + "ф" * 40])
    assert unknown.words == () and unknown.alone == ("ф",)


def test_nothing_is_asked_for_where_nothing_is_missing():
    assert words_for("ab", {"a": 5, "b": 9}) == words_for("", {}) == type(words_for("", {}))((), {}, ())


def test_same_hand_same_words():
    assert words_for(LOWER, {"e": 3}) == words_for(LOWER, {"e": 3})
