"""Explore: any model of the library on the pad."""

import streamlit as st

from core import library
from core.types import ModelError
from ui import forms, pad, shelf, state
from ui.frame import open_page

open_page("Explore")

models = {entry.id: entry for entry in library.list_models(state.visitor()) if pad.can_draw(entry)}
wanted = state.parameter("model")
if wanted:
    try:
        models.setdefault(wanted, library.find(wanted))
        state.app_state().model = wanted
    except ModelError as error:
        st.warning(forms.sentence(error) + " Here is another one.")
        state.write_address(model="", z="", y="", view="")
if not models:
    st.title("Nothing to explore yet")
    st.markdown("Train a model, it takes seconds, or bring one as a zip.")
    st.page_link("pages/2_Train.py", label="Train a model", icon=":material/school:")
    st.page_link("pages/3_Library.py", label="Upload a model", icon=":material/upload:")
    st.stop()
if state.app_state().model not in models:
    state.app_state().model = next(iter(models))


def choose() -> None:
    """Take over another model; a place in one means nothing in the next."""
    bound["on_change"]()
    state.write_address(model=state.app_state().model, z="", y="", view="")


bound = state.bind("model")
left, right = st.columns([3, 2], vertical_alignment="bottom")
left.title("Explore")
right.selectbox(
    "Model",
    list(models),
    format_func=lambda id: models[id].title,
    key=bound["key"],
    on_change=choose,
)
entry = models[state.app_state().model]
pad.show(entry, key=f"pad-{entry.id}")
with st.expander("What is this model?"):
    st.markdown(shelf.card_text(entry))
