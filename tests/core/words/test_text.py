"""Are names of every script names, and tables no programs?"""

import sys
from unicodedata import bidirectional

import pytest

from core.library.model_card import plain
from core.words.text import graphemes, harmless, isolated, odd_character, shortened, shown_name


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\t1", "\r1", "\n1", "\u3000=1", "\uff1d1"])
def test_what_a_spreadsheet_would_run_is_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a", "1", "a=b", "'=1", "é"])
def test_other_text_stays(text):
    assert harmless(text) == text


def test_names_of_every_script_are_names():
    for name in ("é", "\u0645\u06cc\u200c\u062e", "\U0001f469\u200d\U0001f3eb", "क्ष", "ok 1"):
        assert odd_character(name) is None
    for name in ("a\nb", "\u202ea", "a\u2069", "\ud800", "\x7f"):
        assert odd_character(name)


def test_a_name_in_a_sentence_is_short_and_printable():
    assert shown_name("a\x00b\u202e") == "a?b?"
    assert len(shown_name("x" * 300)) < 80
    assert len(shown_name("a" + "\u0301" * 9000)) < 80, "one letter with many marks is not the whole page"


FAMILY, FLAG = "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1eb\U0001f1f7"


@pytest.mark.parametrize(
    ("text", "n"),
    [("abc", 3), ("e\u0301a", 2), (FAMILY, 1), (FLAG + FLAG, 2), ("\u0645\u06cc\u200c\u0631", 3), ("1\ufe0f\u20e3", 1),
     ("\U0001f44d\U0001f3fd", 1), ("\u6f22\u5b57", 2), ("\u0928\u093f", 1), ("", 0)],
)  # fmt: skip
def test_characters_are_counted_as_eyes_count_them(text, n):
    assert len(graphemes(text)) == n and "".join(graphemes(text)) == text


def test_a_long_name_is_cut_between_characters():
    assert shortened(FAMILY * 4, 3) == FAMILY * 2 + "\u2026" and shortened(FAMILY * 3, 3) == FAMILY * 3


@pytest.mark.parametrize("name", ["\u05e9\u05dc\u05d5\u05dd 2", "\u0643\u062a\u0627\u0628", "\u0663", "a \u05d0"])
def test_a_name_from_the_right_keeps_to_itself_in_a_sentence(name):
    assert isolated(name) == f"\u2068{name}\u2069" and odd_character(name) is None
    assert plain(f"{name}!") == f"\u2068{name}\\!\u2069", "in markdown too"


@pytest.mark.parametrize("name", ["7", "Tiny", FAMILY, FLAG, "\u6f22\u5b57", "e\u0301"])
def test_other_names_stay(name):
    assert isolated(name) == name


def test_no_character_from_the_right_is_overlooked():
    turned = [sign for sign in map(chr, range(sys.maxunicode + 1)) if bidirectional(sign) in ("R", "AL", "AN")]
    assert turned and all(isolated(sign) != sign for sign in turned)
