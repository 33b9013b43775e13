"""Are names of every script names, and tables no programs?"""

import pytest

from core.text import harmless, odd_character, shown_name


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
