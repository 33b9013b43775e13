"""How much does a visitor keep here, how long does it stay, and how does all of it go at once?"""

from __future__ import annotations

import math

import streamlit as st

from core import library
from core.holdings import held
from core.host.age import days_left
from core.host.everything import delete_all
from core.library import Entry
from core.limits import Limits
from core.words.nouns import counted
from ui import forms, notices, state

SOON = 7.0  # days before it goes, in which a card says so


def show() -> None:
    """Say what is kept beside what may be, when it goes, and offer to let all of it go."""
    limits, found = Limits.from_environment(), held(state.owner())
    if found == type(found)():
        return
    stays = f" What nobody opens for {counted(limits.unused_days, 'day')} goes." if limits.unused_days else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"You keep {found.says(limits)}.{stays}", width="stretch")
        if st.button("Delete all that is mine", icon=":material/delete_forever:", type="tertiary"):
            _delete_all()


def goes_soon(entry: Entry) -> str:
    """Return in a sentence when a model goes if nobody opens it, empty if that is not soon."""
    left = days_left(entry, Limits.from_environment().unused_days)
    if left > SOON:
        return ""
    return f"Unused for long: it goes in {counted(max(1, math.ceil(left)), 'day')} unless somebody opens it."


@st.dialog("Delete all that is yours, for good?")
def _delete_all() -> None:
    found = held(state.owner())
    own = library.models_of(state.owner())
    st.markdown(
        f"{counted(len(own), 'model')} with all they have learned, {counted(found.sets, 'set')} of images, "
        f"{counted(found.hands, 'hand')} with their pages, what you wrote on the pad, your notes, and how far "
        "you are in the lessons. Trainings stop, and links to any of it stop working. Nobody can bring it back."
    )
    if st.button("Delete everything", type="primary", key="do-delete-all", on_click=_delete_now):
        st.rerun()


def _delete_now() -> None:
    try:
        notices.say_later(delete_all(state.owner()))
    except OSError as error:
        notices.say_later(forms.sentence(error))
