"""Does the board of a hand say what is there and what is missing, and is what it asks for written and printed?"""

from __future__ import annotations

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import own
from core.handwriting import pad
from core.types import ImageDataset
from tests.ui.conftest import come, remembered
from ui.your_hand import coverage
from ui.your_hand.coverage import CoverageState
from ui.your_hand.state import OTHERS, PAD, HandState, YourHandState


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    return tmp_path


def kept(text: str, *, labels: bool = True, records: bool = True) -> str:
    """Keep a set of one image a character; the later an image of a character, the less doubtful."""
    classes = tuple(sorted(set(text)))
    images = np.arange(len(text), dtype=np.uint8)[:, None, None].repeat(28, 1).repeat(28, 2) + 9
    told = np.array([classes.index(c) for c in text], np.int64)
    dataset = ImageDataset("Hand", images, told if labels else None, classes if labels else ())
    return own.save(dataset, [{"doubt": 1 / (n + 1)} for n in range(len(text))] if records else ())


def page(id: str, texts: tuple[str, ...], prints: bool) -> None:
    import streamlit as st

    from ui.your_hand import coverage

    def put(letters, words):
        st.session_state.put = (letters, words)

    coverage.show(id, texts=texts, to_sheet=put if prints else None)


def opened(id: str, *, texts: tuple[str, ...] = (), prints: bool = True) -> AppTest:
    at = AppTest.from_function(page, default_timeout=20, kwargs={"id": id, "texts": texts, "prints": prints})
    come(at)
    at.run()
    assert not at.exception
    return at


def said(at) -> str:
    kinds = ("warning", "markdown", "caption", "success", "subheader", "code")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind)).replace("\\", "")


def test_what_is_missing_is_asked_for_by_words_that_have_it():
    at = opened(kept("abcdefghijklmnoprstuvwxyz" * 5))
    assert not at.exception and "**125 letters** of 25 kinds" in said(at)
    assert "Twelve words that would fill most of it" in said(at)
    (words,) = at.code
    assert any("Q" in word for word in words.value.split()) and "Written once" in said(at)
    remembered(at, CoverageState).wanted = 1
    assert "35 %" in said(at.run())  # 25 of 72


def test_a_hand_that_has_all_is_told_so():
    every = "".join(c for group in coverage.coverage({}).groups.values() for c in group)
    at = opened(kept(every * 2))
    remembered(at, CoverageState).wanted = 2
    at = at.run()
    assert "Of every character there are 2 or more." in said(at) and not at.code


def test_words_and_letters_go_onto_a_sheet_where_one_is_printed():
    at = opened(kept("ab"))
    next(button for button in at.button if "sheet" in button.label).click().run()
    letters, words = at.session_state.put
    assert {"c", "Z", "9"} <= set(letters) and len(words) == 12 and all(len(word) > 1 for word in words)
    assert not any("sheet" in button.label for button in opened(kept("ab"), prints=False).button)


def test_the_pad_asks_for_what_is_missing():
    at = opened(kept("ab"))
    next(button for button in at.button if "pad" in button.label).click().run()
    asked = remembered(at, YourHandState)
    assert remembered(at, HandState).door == PAD and asked.alphabet == OTHERS
    assert pad.characters_of(asked.others)[:3] == ("c", "d", "e") and "Q" in asked.others


def test_ones_own_texts_serve_other_alphabets():
    at = opened(kept("жжжжжюя" + 5 * "0123456789"), texts=("моя юла",))
    assert "моя" in at.code[0].value and "юла" in at.code[0].value and not re.search("[A-Za-z]", at.code[0].value)


def test_the_least_doubtful_letter_is_the_example():
    counts, examples = coverage._seen(kept("aab"))
    assert counts == {"a": 2, "b": 1} and examples["a"][0, 0] == 10
    counts, examples = coverage._seen(kept("aac", records=False))
    assert examples["a"][0, 0] == 9


def test_a_set_without_labels_or_that_is_gone_is_said():
    assert "no labels" in said(opened(kept("ab", labels=False, records=False)))
    assert "not here" in said(opened("0" * 64))
