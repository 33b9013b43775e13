"""What stands on the page: what is asked for, the pad, what was written, and what can be made of it?"""

from __future__ import annotations

import streamlit as st

from core.handwriting import pad
from core.handwriting.pad import Written
from core.types import DataError
from ui import forms, notices, state
from ui.components.your_hand import Change, live_hand
from ui.your_hand.pad import asked, learn, letters
from ui.your_hand.state import YourHandState

KEY, PLACE = "your-hand-pad", "your hand"
MOST_CHANGES = 400  # that are remembered, twice what the browser tells again


def show() -> None:
    """Draw all of the page between its heading and its end."""
    asked.follow()
    if note := notices.said_earlier(PLACE):
        st.info(note)
    characters, written = asked.choose(), pad.written(state.owner())
    if characters:
        _write(characters, written)
    letters.show(written)
    learn.offer(written)
    _forget(bool(written))


def _write(characters: tuple[str, ...], written: tuple[Written, ...]) -> None:
    known, counts = state.of(YourHandState), pad.counts(written)
    told = live_hand(characters, counts, wanted=known.wanted, taken=known.changes, key=KEY)
    if _take(told):
        st.rerun()  # the pad is told what has been taken


def _take(changes: tuple[Change, ...]) -> bool:
    """Make the changes that were not made yet, and say what is refused; tell whether there were any."""
    known, owner = state.of(YourHandState), state.owner()
    new = [change for change in changes if change.id not in known.changes]
    for change in new:
        try:
            if change.forget:
                pad.take_back(change.forget, owner)
            else:
                pad.add(change.id, change.character, change.strokes, owner)
        except DataError as error:
            notices.say_later(forms.sentence(error), PLACE)
    known.changes = (*known.changes, *(change.id for change in new))[-MOST_CHANGES:]
    return bool(new)


def _forget(any_: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            "What you write stays on this server, stroke by stroke, and this page shows it to nobody but you.",
            width="stretch",
        )
        with st.popover("Forget all", icon=":material/delete:", disabled=not any_):
            st.markdown("All that you have written here goes for good. Sets and models made of it stay.")
            st.button("Forget all for good", key="your-hand-forget", type="primary", on_click=_forget_all)


def _forget_all() -> None:
    pad.forget_all(state.owner())
    state.of(YourHandState).shown = ""
    notices.say_later("All that you have written is gone.", PLACE)
