"""Which model writes: the one in the address, the one of last time, or the first that can be asked for a character?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.library import Entry
from core.types import ModelError
from ui import forms, state
from ui.frame import end_page

FIRST = ("mnist-cgan", "mnist-cvae")  # the sharper ink first
OF_A_MODEL = dict.fromkeys(("rolls", "slant", "weight", "mix"), "")  # what means another thing in another model


def can_write(entry: Entry) -> bool:
    """Say whether a model is told a class, so that it can be asked for a character."""
    return getattr(entry.config.model, "conditional", False) and hasattr(entry.config.model, "latent_dim")


def choose() -> Entry:
    """Draw the menu of models and return the chosen one; where there is none, say how to get one and end the page."""
    models = {entry.id: entry for entry in library.list_models(state.visitor()) if can_write(entry)}
    known, wanted = state.app_state(), state.parameter("model")
    if wanted:
        _follow(wanted, models)
    if refused := state.lingering("write model"):
        st.warning(refused)
    if not models:
        _none()
    first = next((name for name in FIRST if name in models), next(iter(models)))
    if known.write_model not in models:
        known.write_model = first
    if known.write_model != first:
        state.write_address(model=known.write_model)
    bound = state.bind("write_model")
    noted = bound.pop("on_change")
    st.selectbox(
        "Model", list(models), format_func=lambda id: models[id].title, on_change=_switch, args=(noted,),
        help="Models that are told the class: only these can be asked for a character.", **bound,
    )  # fmt: skip
    return models[known.write_model]


def _follow(wanted: str, models: dict[str, Entry]) -> None:
    """Take the model of a link, or say why not."""
    try:
        entry = library.find(wanted)
        if not can_write(entry):
            raise ModelError(f"{entry.title} is not told a class, so it cannot be asked for a character.")
        models.setdefault(wanted, entry)
        state.app_state().write_model = wanted
    except ModelError as error:
        state.linger(forms.sentence(error) + " Here is another one.", "write model")
        state.write_address(model="")


def _switch(noted) -> None:
    """Take over another model: the text stays, the hand's seed too."""
    noted()
    state.write_address(model=state.app_state().write_model, **OF_A_MODEL)


def _none() -> None:
    st.title("Nothing writes yet")
    st.markdown(
        "A model that writes has to be told which character is wanted: train one with the setting *conditional*, on "
        "data with classes. It takes a minute."
    )
    st.page_link("pages/2_Train.py", label="Train a model", icon=":material/school:")
    end_page("Write")
