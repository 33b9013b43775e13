"""How are the words of a hand's pages kept as a set of images, each word as a whole?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.datasets import own
from core.handwriting.hand import own_words
from core.handwriting.hand.hands import Hand
from core.handwriting.hand.own_words import WordsMade
from core.handwriting.letters.word_set import SIZE, SIZES
from core.owner import Owner
from ui import forms, state
from ui.shared import background
from ui.shared.awaited import awaited

TYPED, ALL = "typed", "all"
WHICH = {TYPED: "Those that are typed, by what they say", ALL: "All, without classes"}
MOST_REMARKS = 3


@dataclass
class WordsState:
    """size: pixels of an image's side. which: of WHICH. asked: the key of what is to be made, or was."""

    size: int = SIZE
    which: str = TYPED
    asked: tuple = ()


def panel(hand: Hand) -> None:
    """Draw it all, folded up; nothing where no page was read."""
    stamp, found, typed = own_words.stamp_of(hand)
    if not stamp:
        return
    with st.expander(
        "Keep the words as a data set", icon=":material/notes:", key="hand-words", on_change="rerun"
    ) as box:
        if box.open:
            _panel(hand, stamp, found, typed)


def _panel(hand: Hand, stamp: str, found: int, typed: int) -> None:
    known = state.of(WordsState)
    st.markdown(
        "**Each word is one image**, as it stands on the page: a model that learns from them draws whole words."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if typed:
            st.segmented_control(
                "Words", list(WHICH), required=True, format_func=WHICH.__getitem__, **state.bind(WordsState, "which")
            )
        st.segmented_control(
            "Pixels a side", list(SIZES), required=True, **state.bind(WordsState, "size"),
            help="Of a word at 28 pixels little more than its outline is left; 128 take longer to learn.",
        )  # fmt: skip
    only = bool(typed) and known.which == TYPED
    key = ("hand's words", hand.id, stamp, known.size, only)
    st.button(
        "Keep the typed words" if only else f"Keep {found:,} word{'' if found == 1 else 's'}", type="primary",
        icon=":material/notes:", key="hand-words-keep", disabled=known.asked == key, on_click=_ask, args=(key,),
    )  # fmt: skip
    if known.asked == key:
        _made(hand, key, known.size, only)


def _ask(key: tuple) -> None:
    state.of(WordsState).asked = key


def _made(hand: Hand, key: tuple, size: int, only: bool) -> None:
    """Have the set made, and lead on to where it is learned from."""
    owner = state.owner()
    task = background.errand(key, partial(_make, hand, owner, size, only), owner=owner)
    made: WordsMade | None = awaited(task, lambda error: st.error(forms.sentence(error)))
    if task.error or (made and not own.has(made.id, owner)):  # refused, or deleted meanwhile: it may be asked for anew
        background.forget(key)
        state.of(WordsState).asked = ()
    if made is None or not own.has(made.id, owner):
        return
    for remark in made.remarks[:MOST_REMARKS]:
        st.caption(forms.sentence(Exception(remark)))
    kinds = f" of {made.classes:,} kind{'' if made.classes == 1 else 's'}" if made.classes else " without classes"
    words = f"Images of {made.n:,} word{'' if made.n == 1 else 's'}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="hand-words-made"):
        st.markdown(f"**{words}**{kinds} are among your own images.", width="stretch")
        st.page_link(
            "pages/Train.py", label="Teach a model", icon=":material/school:",
            query_params={"data": made.id},
        )  # fmt: skip


def _make(hand: Hand, owner: Owner, size: int, only: bool, say: background.OnProgress) -> WordsMade:
    return own_words.make(hand, owner, size=size, typed_only=only, on_progress=say)
