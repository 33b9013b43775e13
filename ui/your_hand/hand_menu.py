"""Whose handwriting is it about, and how is it called, begun and deleted?"""

from __future__ import annotations

import streamlit as st

from core.handwriting.hand import hands
from core.handwriting.hand.hands import Hand
from core.types import DataError
from ui import forms, notices, state
from ui.your_hand.state import HandState

PLACE = "your hand's pages"


def opened() -> Hand | None:
    """Return the hand that is open, of those that the visitor keeps; None where there is none.

    One of a link that is not theirs, or is gone, is said to be so.
    """
    known, owner = state.of(HandState), state.owner()
    mine = hands.hands(owner)
    found = next((hand for hand in mine if hand.id == known.hand), None)
    if found is None and known.hand:
        notices.linger("The handwriting of this link is not yours, or it is gone.", PLACE)
    if found is None:
        found = mine[0] if mine else None
    known.hand = found.id if found else ""
    return found


def choose(hand: Hand | None) -> None:
    """Draw which hand it is, where there are several, and what can be done with it."""
    if hand is None:
        return
    mine = {one.id: one.name for one in hands.hands(state.owner())}
    if len(mine) > 1:
        st.selectbox(
            "Whose hand", list(mine), format_func=mine.__getitem__, width=200, label_visibility="collapsed",
            **state.bind(HandState, "hand"),
        )  # fmt: skip
    with st.popover(forms.plain(hand.name) if len(mine) == 1 else "This hand", icon=":material/person:"):
        st.text_input("Name", hand.name, key=f"hand-name-{hand.id}", max_chars=hands.MOST_NAME,
                      on_change=_rename, args=(hand,))  # fmt: skip
        st.button("Begin another hand", icon=":material/person_add:", key="hand-another", on_click=_begin)
        st.markdown("**Delete** the photographs, what you typed, and the letters. Sets and models of them stay.")
        st.button("Delete for good", key="hand-delete", type="primary", icon=":material/delete:",
                  on_click=_delete, args=(hand,))  # fmt: skip


def notes() -> None:
    """Draw what there is to say about what was brought, opened or deleted."""
    if note := notices.lingering(PLACE) or notices.said_earlier(PLACE):
        st.warning(note)


def begun(name: str = "My hand") -> Hand:
    """Return the hand that is open, or one of this name that is begun for what somebody brings. Raises DataError."""
    hand = opened() or hands.begin(name, state.owner())
    state.of(HandState).hand = hand.id
    return hand


def _begin() -> None:
    owner = state.owner()
    try:
        hand = hands.begin(f"Hand {len(hands.hands(owner)) + 1}", owner)
    except DataError as error:
        notices.say_later(forms.sentence(error), PLACE)
        return
    known = state.of(HandState)
    known.hand, known.page, known.step = hand.id, "", "photo"


def _rename(hand: Hand) -> None:
    try:
        hands.rename(hand, st.session_state[f"hand-name-{hand.id}"], state.owner())
    except DataError as error:
        notices.say_later(forms.sentence(error), PLACE)


def _delete(hand: Hand) -> None:
    try:
        hands.delete(hand, state.owner())
    except DataError as error:
        notices.say_later(forms.sentence(error), PLACE)
        return
    known = state.of(HandState)
    known.hand, known.page, known.step = "", "", "photo"
    notices.say_later("It is gone, with its photographs.", PLACE)
