"""How does a model of the library come onto the pad, and what stands there if it cannot?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.library import Entry
from core.tasks import MapTask
from core.types import ModelError
from ui import forms, state
from ui.cache import one_model
from ui.components.pad import Report, live_pad
from ui.shared import refiner


def show(
    entry: Entry, *, key: str, in_address: bool = True, images: MapTask | None = None, invites: bool = False
) -> Report | None:
    """Draw a model's pad and return what the visitor did on it; in its place a sentence if it has nothing to show.

    in_address: note in the page's address where the pad was let go and what is marked, so that the address leads back
    there; only such a pad reports anything. images: a map whose images to show instead of those kept with the model.
    invites: the point moves by itself until it is touched.
    """
    if not can_draw(entry):
        st.info(f"{entry.config.model.kind.capitalize()} models draw nothing: there is no latent space to wander in.")
        return None
    try:
        block = one_model.bundle(entry, images)
    except (ModelError, ValueError) as error:
        st.warning(forms.sentence(error))
        return None
    if block is None and not entry.active:
        st.info("This model has no weights yet, so there is nothing to drag.")
    elif in_address:
        # Not in a fragment: when a visitor lets go and follows a link at once, the fragment of the page they leave is
        # asked for on the page they come to, and that page stays empty.
        report = live_pad(block, key=key, invites=invites)
        refiner.offer(entry, report)
        state.write_address(**report.query())
        return report
    else:
        live_pad(block, key=key, on_release=None)
    return None


def show_first(name: str, *, key: str) -> None:
    """Draw the zoo's model of that name, else the first model that can be drawn, else say how to get one."""
    models = [entry for entry in library.list_models() if can_draw(entry)]
    entry = next((entry for entry in models if entry.id == name), models[0] if models else None)
    if entry is None:
        st.info("No model has come along with this copy of the code. Train one, it takes seconds: see below.")
        return
    show(entry, key=key, invites=True)


def is_drawn(entry: Entry) -> bool:
    """Say whether there are weights yet that the browser can draw by."""
    return (entry.path / "browser.bin").is_file()


def can_draw(entry: Entry) -> bool:
    """Say whether a model has a latent space, so that the pad can show it once it has weights."""
    return entry.config.model.draws
