"""Which reader reads: the one in the address, the one of last time, or the first there is?"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import library
from core.library import Entry
from core.types import ModelError
from ui import forms, instead, state
from ui.frame import end_page
from ui.read.state import ReadState

FIRST = "mnist-classifier"
PLACE = "read model"  # of what is said about a link
MENU = "read-reader"


def reads(entry: Entry) -> bool:
    """Say whether a model is a reader that has learned something."""
    return entry.config.model.reads and entry.has_weights


def choose(room: DeltaGenerator) -> Entry:
    """Draw the menu of readers into `room` and return the chosen one; where there is none, say how to get one and end.

    What is wrong with a link is said where this is called.
    """
    readers = {entry.id: entry for entry in library.list_models(state.owner()) if reads(entry)}
    known, wanted = state.of(ReadState), state.parameter("model")
    if wanted:
        _follow(wanted, readers)
    if not readers:
        _none()
    first = FIRST if FIRST in readers else next(iter(readers))
    if known.reader not in readers:
        known.reader = first
    instead.refused(PLACE, readers[known.reader].title)
    if known.reader != first:  # who comes back by the sidebar sees it, and so must whoever is sent the address
        state.write_address(model=known.reader)
    st.session_state[MENU] = known.reader
    room.selectbox(
        "Reader", list(readers), format_func=lambda id: readers[id].title, key=MENU, on_change=_switch,
        help="Classifiers: that of the zoo, and those that you have trained.",
    )  # fmt: skip
    return readers[known.reader]


def _follow(wanted: str, readers: dict[str, Entry]) -> None:
    """Take the reader of a link, or have it said why not and which kind of model reads."""
    entry = None
    try:
        entry = library.find(wanted)
        if not reads(entry):
            learned = entry.config.model.reads
            raise ModelError(
                f"{entry.named} has not learned anything yet."
                if learned
                else f"{entry.named} draws images and does not read them."
            )
        readers.setdefault(wanted, entry)
        state.of(ReadState).reader = wanted
    except ModelError as error:
        instead.refuse(forms.sentence(error), PLACE, way="reads" if entry else "", entry=entry)
        state.write_address(model="")


def _switch() -> None:
    """Take over another reader: what is drawn stays."""
    chosen = st.session_state[MENU]
    if chosen is None:  # what a browser reports of a choice that it was not told yet
        return
    state.of(ReadState).reader = chosen
    instead.forget(PLACE)
    state.write_address(model=chosen)


def _none() -> None:
    instead.refused(PLACE)
    st.markdown("Nothing reads here yet: a reader is a classifier, which learns from images with classes, in seconds.")
    instead.offer("reads")
    end_page("Read")
