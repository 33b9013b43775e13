"""How is a model that somebody sent taken in, without costing anybody else anything?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.guard import confined
from core.owner import Owner
from core.types import ModelError
from ui import forms, notices, state
from ui.library.state import LibraryState
from ui.shared import background, model_pad
from ui.shared.awaited import awaited

TAKEN = "taken in"  # where it is said of which model
MOST_MEGABYTES, MOST_SECONDS = 1500, 120  # torch and a model of 64 MB


def offer() -> None:
    """Draw what opens the place for a model's zip; it closes when the model is taken in."""
    # Of another key it is another one, which is closed and empty.
    with st.popover(
        "Bring a model", icon=":material/upload:", width="stretch", key=f"bringing-{state.of(LibraryState).taken}"
    ):
        _model()


def told() -> None:
    """Say which model has just been taken in, and lead to it."""
    try:
        entry = library.find(notices.lingering(TAKEN))
    except ModelError:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(f"Taken in: {forms.plain(entry.title)}.", width="stretch")
        if entry.has_weights and model_pad.can_draw(entry):
            link = {"icon": ":material/explore:", "query_params": {"model": entry.id}}
            st.page_link("pages/Explore.py", label="Explore it", **link)


def _model() -> None:
    known = state.of(LibraryState)
    file = st.file_uploader(
        "A model as a zip, as this page gives it", type="zip", max_upload_size=20,
        key="bring" if not known.taken else f"bring-{known.taken}",
    )  # fmt: skip
    if file is None:
        known.taking = ""
        return
    if st.button("Take it in", type="primary", key="take-in"):
        background.forget(("model", file.file_id))  # pressed again, it is taken in again
        known.taking = file.file_id
    if known.taking != file.file_id:
        return
    owner, packed = state.owner(), file.getvalue()
    task = background.errand(("model", file.file_id), lambda say: _taken_in(owner, packed, say), owner=owner)
    if task.done:
        known.taking = ""
    found = awaited(task, lambda error: st.error(forms.sentence(error)))
    if found is not None:
        known.taken += 1
        notices.linger(found, TAKEN)
        st.rerun()


def _taken_in(owner: Owner, packed: bytes, say: background.OnProgress) -> str:
    limits = {"megabytes": MOST_MEGABYTES, "seconds": MOST_SECONDS}
    return confined.run("model", {"owner": owner.mark}, packed, on_progress=say, **limits)
