"""Does every dot, bar and accent go to its own letter?"""

from __future__ import annotations

from core.handwriting.letters.cuts import Mark
from core.handwriting.letters.marks import belong


def mark(left: float, right: float) -> Mark:
    return Mark((left, right), 1.2, 1.4, (1,))


def spans(word: str, **none):
    return [None if letter in "'" else (n * 1.0, n * 1.0 + 0.8) for n, letter in enumerate(word)]


def test_a_dot_goes_to_its_i_even_if_it_flew_on():
    assert belong([mark(1.9, 2.05)], "din", spans("din")) == [1]


def test_a_bar_goes_to_the_t_and_the_dot_to_the_i_beside_it():
    assert belong([mark(0.1, 1.3), mark(1.3, 1.45)], "tie", spans("tie")) == [0, 1]
    assert belong([mark(0.3, 0.45), mark(0.9, 1.9)], "ite", spans("ite")) == [0, 1]


def test_an_apostrophe_stands_between_its_neighbours():
    assert belong([mark(2.3, 2.4)], "it's", [(0, 0.8), (1, 1.8), None, (2.6, 3.4)]) == [2]


def test_two_dots_are_one_letters():
    assert belong([mark(1.1, 1.2), mark(1.5, 1.6)], "fär", spans("fär")) == [1, 1]


def test_a_mark_of_no_letters_own_goes_to_what_is_below_and_a_speck_far_away_to_nobody():
    assert belong([mark(1.2, 1.5)], "one", spans("one")) == [1]
    assert belong([mark(9.0, 9.1)], "one", spans("one")) == [-1]
