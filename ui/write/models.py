"""Which model writes: the one in the address, the one of last time, or the first that can be asked for a character?"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import library
from core.library import Entry
from core.types import ModelError
from ui import forms, instead, notices, state
from ui.frame import end_page
from ui.shared import model_pad
from ui.write.state import WriteState

FIRST = ("mnist-cgan", "mnist-cvae")  # the sharper ink first
PLACE = "write model"  # of what is said about a link
# What means another thing in another model.
OF_A_MODEL = dict.fromkeys(("rolls", "slant", "weight", "roundness", "size", "mix"), "")


def can_write(entry: Entry) -> bool:
    """Say whether a model is told a class, so that it can be asked for a character."""
    return entry.config.model.conditional and entry.config.model.draws


def choose(room: DeltaGenerator) -> Entry:
    """Draw the menu of models into `room` and return the chosen one; where there is none, say how to get one and end.

    What is wrong with a link is said where this is called.
    """
    models = {entry.id: entry for entry in library.list_models(state.owner()) if can_write(entry)}
    known, wanted = state.of(WriteState), state.parameter("model")
    if wanted:
        _follow(wanted, models)
    if not models:
        _none()
    first = next((name for name in FIRST if name in models), next(iter(models)))
    if known.model not in models:
        known.model = first
    instead.refused(PLACE, models[known.model].title)
    if known.model != first:
        state.write_address(model=known.model)
    bound = state.bind(WriteState, "model")
    noted = bound.pop("on_change")
    room.selectbox(
        "Model", list(models), format_func=lambda id: models[id].title, on_change=_switch, args=(noted,),
        help="Models that are told the class: only these can be asked for a character.", **bound,
    )  # fmt: skip
    return models[known.model]


def _follow(wanted: str, models: dict[str, Entry]) -> None:
    """Take the model of a link, or have it said why not and which kind of model writes."""
    entry = None
    try:
        entry = library.find(wanted)
        if not can_write(entry):
            raise ModelError(f"{entry.named} is not told a class, so it cannot be asked for a character.")
        models.setdefault(wanted, entry)
        state.of(WriteState).model = wanted
    except ModelError as error:
        instead.refuse(forms.sentence(error), PLACE, way="told" if entry else "", entry=entry)
        state.write_address(model="")


def _switch(noted) -> None:
    """Take over another model: the text stays, the hand's seed too."""
    noted()
    instead.forget(PLACE)
    state.write_address(model=state.of(WriteState).model, **OF_A_MODEL)


def _none() -> None:
    instead.refused(PLACE)
    st.markdown("Nothing writes here yet: a model that writes has to be told which character is wanted.")
    if not notices.lingering(PLACE):  # else it has just been said
        instead.offer("told", _own())
    end_page("Write")


def say_missing(entry: Entry) -> None:
    """Say why none of the visitor's own models is in the menu, if they have some, and what would be."""
    mine = _own()
    if mine is None or entry.owner == state.owner():
        return
    st.caption(f"{forms.plain(mine.title)} is not in the menu: it was not told which character it learned from.")
    instead.offer("told", mine)


def _own() -> Entry | None:
    """Return the visitor's newest model if none of theirs can write: one that does can learn from the same images."""
    own = [entry for entry in library.models_of(state.owner()) if model_pad.can_draw(entry)]
    return own[0] if own and not any(map(can_write, own)) else None
