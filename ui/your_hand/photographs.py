"""How does the way from photographs to letters go, step by step?"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.handwriting.hand import pages, sheets
from core.handwriting.hand.hands import Hand
from ui import state
from ui.your_hand import (
    bring,
    door,
    hand_menu,
    hand_step,
    letters_step,
    message_step,
    photo_step,
    print_sheet,
    text_step,
)
from ui.your_hand.state import STEPS, HandState

SHOWN: dict[str, Callable[[Hand], None]] = {
    "photo": photo_step.show,
    "text": text_step.show,
    "letters": letters_step.show,
    "hand": hand_step.show,
    "message": message_step.show,
}


def show() -> None:
    """Draw all of it below the choice of the way."""
    hand, known = hand_menu.opened(), state.of(HandState)
    any_ = hand is not None and (pages.pages(hand.path) or sheets.sheets(hand.path))
    if not hand or not any_:
        known.step = "photo"
        hand_menu.notes()
        bring.offer(first=True)
        print_sheet.offer()
        _privacy()
        door.note_address()
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="hand-way"):
        st.segmented_control(
            "Step", list(STEPS), required=True, format_func=STEPS.__getitem__, label_visibility="collapsed",
            **state.bind(HandState, "step"),
        )  # fmt: skip
        hand_menu.choose(hand)
    hand_menu.notes()
    SHOWN[known.step](hand)
    if known.step == "photo":
        _on(hand)
        print_sheet.offer()
        _privacy()
    door.note_address()


def _on(hand: Hand) -> None:
    if pages.pages(hand.path):
        st.button("On to the text", type="primary", icon=":material/arrow_forward:", key="hand-text", on_click=_go)
    else:
        text_step.offer_letters(hand)


def _go() -> None:
    state.of(HandState).step = "text"


def _privacy() -> None:
    st.caption(
        "Photographs stay on this server, without what a camera notes beside them such as where it was, and this page "
        "shows them to nobody but you. *Delete for good*, under the name of the hand, removes them all."
    )
