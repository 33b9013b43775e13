"""How is a model that somebody sent taken in, without costing anybody else anything?"""

from __future__ import annotations

import streamlit as st

from core import confined, library
from core.types import DataError
from ui import errands, forms, state
from ui.data import waiting

MOST_MEGABYTES, MOST_SECONDS = 1500, 120  # torch and a model of 64 MB


def model() -> None:
    """Draw the place for a model's zip; when it is taken in, say so and draw the page anew."""
    file = st.file_uploader("A model as a zip, as this page gives it", type="zip", key="bring", max_upload_size=20)
    known = state.app_state()
    if file is None:
        known.taking = ""
        return
    if st.button("Take it in", type="primary", key="take-in"):
        errands.forget(("model", file.file_id))  # pressed again, it is taken in again
        known.taking = file.file_id
    if known.taking != file.file_id:
        return
    token, packed = state.visitor(), file.getvalue()
    task = errands.errand(("model", file.file_id), lambda say: _taken_in(token, packed, say), owner=state.owner())
    if not task.done:
        st.fragment(waiting, run_every=0.4)(task)
        return
    known.taking = ""
    if task.error:
        if not isinstance(task.error, (DataError, OSError)):
            raise task.error
        st.error(forms.sentence(task.error))
        return
    state.say_later(f"Taken in: {forms.plain(library.find(task.result()).title)}.")
    st.rerun()


def _taken_in(token: str, packed: bytes, say: errands.OnProgress) -> str:
    data, limits = token.encode() + b"\n" + packed, {"megabytes": MOST_MEGABYTES, "seconds": MOST_SECONDS}
    return confined.run("model", {}, data, on_progress=say, **limits)
