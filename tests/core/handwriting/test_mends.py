"""Is a letter what was last said of it, also after something was taken back?"""

from __future__ import annotations

import pytest

from core.handwriting.letters.mends import Mend, Mended, letter_named, mended

A, B = "a" * 16, "b" * 16


def mend(n: int, kind: str, letter: str = A, **more: str) -> Mend:
    return Mend(f"{n:016x}", letter, kind, **more)


def test_the_last_word_counts():
    assert mended([mend(1, "confirm")]) == {A: Mended(sure=True, out=False)}
    assert mended([mend(1, "label", text="o"), mend(2, "label", text="u")]) == {A: Mended("u", True, False)}
    assert mended([mend(1, "out"), mend(2, "back", B)]) == {A: Mended(out=True), B: Mended(out=False)}


def test_what_is_thrown_away_keeps_its_name_and_comes_back_with_it():
    said = [mend(1, "label", text="o"), mend(2, "out")]
    assert mended(said)[A] == Mended("o", True, True)
    assert mended([*said, mend(3, "back")])[A] == Mended("o", True, False)
    assert mended([*said, mend(3, "label", text="u")])[A].out is False


def test_what_is_undone_was_never_said_in_whichever_order_it_is_told():
    said, back = mend(1, "label", text="o"), mend(2, "undo", of=f"{1:016x}")
    assert mended([said, back]) == mended([back, said]) == {}
    assert mended([mend(0, "out"), said, back]) == {A: Mended(out=True)}


@pytest.mark.parametrize(("text", "letter"), [("e\u0301", "é"), (" й ", "й"), ("7", "7"), ("ნ", "ნ"), ("ß", "ß")])
def test_a_letter_of_any_script_is_one_with_its_accents(text, letter):
    assert letter_named(text) == letter


@pytest.mark.parametrize("text", ["", " ", "ab", "\u202e", "\n", "a" * 99, "e" + "\u0301" * 20, None, 7, "\ue000"])
def test_what_is_no_letter_is_none(text):
    assert letter_named(text) is None


def test_what_a_browser_tells_is_read_and_what_is_no_mend_is_none():
    good = {"id": A, "letter": B, "kind": "label", "text": "e\u0301"}
    assert Mend.read(good) == Mend(A, B, "label", "é")
    assert Mend.read({"id": A, "letter": B, "kind": "undo", "of": B}) == Mend(A, B, "undo", of=B)
    assert Mend.read({"id": A, "letter": B, "kind": "confirm", "text": "ignored"}) == Mend(A, B, "confirm")
    broken = [None, "x", {}, good | {"id": "x"}, good | {"letter": 3}, good | {"kind": "eat"}, good | {"text": "two"}]
    broken += [good | {"text": None}, {"id": A, "letter": B, "kind": "undo"}, good | {"kind": "undo", "of": "../x"}]
    broken += [good | {"kind": ["label"]}, good | {"id": A + "\n"}]
    assert [Mend.read(one) for one in broken] == [None] * len(broken)
