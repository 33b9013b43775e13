"""Which network is looked into: of which model, and which of the model's networks?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.blocks.inside import Kind
from core.blocks.inside_of_model import kinds_of
from core.library import Entry
from core.types import ModelError
from ui import forms, instead, state
from ui.frame import end_page
from ui.inside.state import InsideState

FIRST = ("mnist-cgan", "mnist-gan", "mnist-vae-16d")  # a generator makes the most of its noise
TITLES = {"encoder": "Encoder", "classifier": "Reader", "steps": "Step by step"}
PLACE = dict.fromkeys(("z", "y", "image", "ink", "seed", "label", "steps", "guidance"), "")


def choose() -> tuple[Entry, Kind, Entry | None]:
    """Draw the menus; return the model, which of its networks, and a reader of its images.

    Where there is no model at all, say how to get one and end the page.
    """
    mine = library.list_models(state.owner())
    models = {entry.id: entry for entry in mine if entry.has_weights}
    known, wanted = state.of(InsideState), state.parameter("model")
    if wanted:
        try:
            entry = library.find(wanted)
            models.setdefault(wanted, entry)
            known.model = wanted
        except ModelError as error:
            instead.refuse(forms.sentence(error), "inside")
            state.write_address(model="", part="", **PLACE)
    if not models:
        _none()
    first = next((id for id in FIRST if id in models), next(iter(models)))
    if known.model not in models:
        known.model = first
    if known.model != first:  # who comes back by the sidebar sees it, and so must whoever is sent the address
        state.write_address(model=known.model)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        bound = state.bind(InsideState, "model")
        noted = bound.pop("on_change")
        st.selectbox(
            "Model", list(models), format_func=lambda id: models[id].title, on_change=_switch, args=(noted,), width=320,
            **bound,
        )  # fmt: skip
        entry = models[known.model]
        reader = library.reader_for(entry.config.classes, entry.config.model.image_size, state.owner())
        if entry.config.model.reads:
            reader = entry
        kind = _kind(entry, kinds_of(entry, reader))
    instead.refused("inside", entry.title)
    instead.refused("inside part", f"its {kind}")
    return entry, kind, reader


def _kind(entry: Entry, kinds: tuple[Kind, ...]) -> Kind:
    """Draw the choice among a model's networks."""
    known, wanted = state.of(InsideState), state.parameter("part")
    if wanted in kinds:
        known.part = wanted
    elif wanted:
        reason = f"{entry.named} has no part {wanted[:20]!r} to look into: it has {_listed(kinds)}."
        instead.refuse(forms.plain(reason), "inside part", way="encodes" if wanted == "encoder" else "", entry=entry)
        state.write_address(part="", **PLACE)
    if known.part not in kinds:
        known.part = kinds[0]
    if known.part != kinds[0]:
        state.write_address(part=known.part)
    if len(kinds) > 1:
        bound = state.bind(InsideState, "part")
        noted = bound.pop("on_change")
        st.segmented_control(
            "Network", kinds, format_func=lambda kind: _title(entry, kind), on_change=_other, args=(noted,),
            required=True, **bound,
        )  # fmt: skip
    return known.part


def _title(entry: Entry, kind: Kind) -> str:
    return entry.config.model.drawn_by.capitalize() if kind == "decoder" else TITLES[kind]


def _listed(kinds: tuple[Kind, ...]) -> str:
    return ", ".join(kinds) if kinds else "none"


def _switch(noted) -> None:
    """Take over another model; what one was given means nothing to the next."""
    noted()
    instead.forget("inside")
    instead.forget("inside part")
    state.write_address(model=state.of(InsideState).model, part="", **PLACE)


def _other(noted) -> None:
    noted()
    instead.forget("inside part")
    state.write_address(model=state.of(InsideState).model, part=state.of(InsideState).part, **PLACE)


def _none() -> None:
    st.markdown("There is nothing to look into yet: train a model, it takes seconds, or bring one as a zip.")
    st.page_link("pages/Train.py", label="Train a model", icon=":material/school:")
    st.page_link("pages/Library.py", label="Upload a model", icon=":material/upload:")
    end_page("Look inside")
