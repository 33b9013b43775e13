"""The fourth step: what is there of a hand, what is missing, and which set of images does it make?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from core import library
from core.datasets import own
from core.handwriting.hand import found, own_set, pages
from core.handwriting.hand.hands import Hand
from core.handwriting.letters.letters import SURE, Letter
from core.owner import Owner
from ui import forms, state
from ui.shared import background
from ui.shared.awaited import awaited
from ui.your_hand import coverage, print_sheet, words_panel
from ui.your_hand.state import HandState

ALL, CERTAIN = "all", "sure"
TAKEN = {ALL: "All letters", CERTAIN: "Without doubtful ones"}


def show(hand: Hand) -> None:
    """Draw the letters there are as a board, and make the set of them."""
    id = current(hand)
    if id:
        texts = tuple(line.text for page in pages.pages(hand.path) for line in page.texts)
        coverage.show(id, texts=texts, to_sheet=print_sheet.ask_for)
    words_panel.panel(hand)
    if id:
        _on(id)


def current(hand: Hand) -> str:
    """Return the id of the set of a hand as it is now; draw the way to it, or how far it is, where there is none."""
    letters = _letters(hand)
    if letters is None:
        st.info("No letters yet: type what a page says, or bring a printed sheet that is filled in.")
        return ""
    owner = state.owner()
    if not letters:
        st.info("All letters are doubtful, or thrown away: look at them under 3 Letters.")
        return ""
    tag = own_set.tag_of(letters, hand.name)
    id = own_set.set_of(hand, tag, owner)
    if not id:
        make = partial(_make, hand, letters, owner)
        task = background.errand(("hand's set", hand.id, tag), make, owner=owner)
        id = awaited(task, lambda error: st.error(forms.plain(str(error)))) or ""
        if id and not own.has(id, owner):  # deleted meanwhile
            background.forget(("hand's set", hand.id, tag))
            return ""
    return id


def _letters(hand: Hand) -> tuple[Letter, ...] | None:
    """Draw the choice of which letters are taken; return them, None where there are none at all."""
    there = found.letters_of(hand.path)
    if there is None:
        return None
    letters = found.settled(there, found.mends_of(hand.path))
    if not any(letter.doubt > SURE for letter in letters):
        return letters
    st.segmented_control(
        "Taken into the set", list(TAKEN), required=True, format_func=TAKEN.__getitem__,
        **state.bind(HandState, "doubt"),
    )  # fmt: skip
    if state.of(HandState).doubt == CERTAIN:
        return tuple(letter for letter in letters if letter.doubt <= SURE)
    return letters


def _make(hand: Hand, letters: tuple[Letter, ...], owner: Owner, say: background.OnProgress) -> str:
    say("Making a set of the letters", 0.2)
    learned = {own.id_of(entry.config.dataset) for entry in library.list_models(owner)}
    return own_set.made(hand, letters, owner, in_use=learned)


def _on(id: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(
            "On to the message", type="primary", icon=":material/arrow_forward:", key="hand-message", on_click=_go
        )
        if own.has_boxes(id):
            st.page_link("pages/Train.py", label="Teach a model of this hand", icon=":material/school:",
                         query_params={"recipe": "my-hand", "data": id})  # fmt: skip


def _go() -> None:
    state.of(HandState).step = "message"
