"""Is what a browser reports of a page taken for what it is, and sent what changed apart from what did not?"""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.handwriting.ops import Join, Turn, Undo
from core.packed import unpack
from ui.components.page_lines import Texts
from ui.components.page_photo import ops_of

TURN, JOIN = Turn("0" * 16, "r1", 1), Join("1" * 16, "r1", 3.0, 4.0)


def test_ops_are_told_in_their_order_each_once_and_what_is_none_is_left_out():
    told = [TURN.told(), "no op", JOIN.told(), {"kind": "turn"}, TURN.told(), Undo("2" * 16, "r1", "0" * 16).told()]
    assert ops_of(told) == (TURN, JOIN, Undo("2" * 16, "r1", "0" * 16))
    assert ops_of(None) == ops_of({"kind": "turn"}) == ops_of("turn") == ()


def test_texts_are_a_line_each():
    told = {"reading": "r1", "texts": ["  over a \n lazy\tdog ", "", "x" * 5000]}
    assert Texts.from_state(told) == Texts("r1", ("over a lazy dog", "", "x" * 1000))


@pytest.mark.parametrize("told", [
    None, [], {}, {"reading": "r1"}, {"reading": "a b", "texts": []}, {"reading": "r1", "texts": "text"},
    {"reading": "r1", "texts": [1]}, {"reading": "r1", "texts": [None]}, {"reading": "r1", "texts": [""] * 501},
], ids=str)  # fmt: skip
def test_what_are_no_texts_is_none(told):
    assert Texts.from_state(told) is None


def page() -> None:
    import numpy as np
    import streamlit as st

    from core.blocks.page import lines_block, photo_block
    from core.handwriting.ops import Turn
    from core.handwriting.page.read import read_page
    from tests.core.handwriting.paper import written
    from ui.components.page_lines import live_lines
    from ui.components.page_photo import live_photo

    pixels = written(("over a lazy dog", "runs away from all", "of them all")).grey
    read = read_page(np.ascontiguousarray(pixels))
    ops = [Turn("0" * 16, "r1", 1)]
    st.session_state.ops = live_photo(photo_block(pixels, read, reading="r1", threshold=0.45), ops, key="photo")
    st.session_state.told = live_lines(lines_block(read, reading="r1"), ops, ["over a lazy dog"], key="lines")


def test_both_are_sent_a_large_block_and_a_small_one_that_changes():
    at = AppTest.from_function(page)
    at.session_state["photo"] = {"ops": [JOIN.told(), {"kind": "join"}]}
    at.session_state["lines"] = {"ops": [], "texts": {"reading": "r1", "texts": ["over a lazy dog", "runs"]}}
    at.run(timeout=60)
    assert not at.exception
    sent = [unpack(one.proto.bytes) for one in at.get("bidi_component")]
    assert [sorted(block) for block in sent] == [
        ["about"], ["about", "photo", "shares"], ["about"], ["about", "ink"],
    ]  # fmt: skip
    assert at.session_state.ops == (JOIN,)
    assert at.session_state.told.texts == Texts("r1", ("over a lazy dog", "runs"))
