"""Which model is explored: the one in the address, the one of last time, or the first there is?"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import library
from core.library import Entry
from core.types import ModelError
from ui import forms, instead, state
from ui.frame import end_page
from ui.map.state import MapState
from ui.shared import model_pad
from ui.shared.state import SharedState

FIRST = "mnist-vae-16d"  # its map has to be made, and shows the digits apart
PLACE = dict.fromkeys(("z", "y", "view", "sel", "map", "set", "points", "class", "on", "steps", "guidance"), "")


def choose(room: DeltaGenerator) -> Entry:
    """Draw the menu of models into `room` and return the chosen one; where there is none, say how to get one and end.

    What is wrong with a link is said where this is called.
    """
    models = {entry.id: entry for entry in library.list_models(state.owner()) if model_pad.can_draw(entry)}
    known, wanted = state.of(SharedState), state.parameter("model")
    if wanted:
        _follow(wanted, models)
    if not models:
        _none()
    if known.model not in models:
        known.model = FIRST if FIRST in models else next(iter(models))
    instead.refused("model", models[known.model].title)
    if known.model != FIRST:  # who comes back by the sidebar sees it, and so must whoever is sent the address
        state.write_address(model=known.model)
    bound = state.bind(SharedState, "model")
    noted = bound.pop("on_change")
    room.selectbox(
        "Model", list(models), format_func=lambda id: models[id].title, on_change=_switch, args=(noted,), **bound
    )
    return models[known.model]


def _follow(wanted: str, models: dict[str, Entry]) -> None:
    """Take the model of a link, or have it said why not."""
    way, entry = "", None
    try:
        entry = library.find(wanted)
        if not model_pad.can_draw(entry):
            way = "draws"
            raise ModelError(f"{entry.named} draws nothing: it reads images, and has no latent space to wander in.")
        models.setdefault(wanted, entry)
        state.of(SharedState).model = wanted
    except ModelError as error:
        instead.refuse(forms.sentence(error), "model", way=way, entry=entry)
        state.write_address(model="", **PLACE)


def _switch(noted) -> None:
    """Take over another model; a place in one means nothing in the next, a way of laying images out does."""
    noted()
    instead.forget("model")
    state.of(MapState).replay = ""
    state.write_address(model=state.of(SharedState).model, **PLACE)


def _none() -> None:
    instead.refused("model")
    st.markdown("There is no model here yet: train one, it takes seconds, or bring one as a zip.")
    st.page_link("pages/Train.py", label="Train a model", icon=":material/school:")
    st.page_link("pages/Library.py", label="Upload a model", icon=":material/upload:")
    end_page("Explore")
