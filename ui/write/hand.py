"""What does the writer know of a model's hand, and how is what it does not know yet found out?"""

from __future__ import annotations

import streamlit as st

from core.library import Entry
from core.tasks import DirectionsTask
from core.tasks.directions import open_directions
from core.types import ModelError
from core.writing import Directions
from ui import forms, kept
from ui.explore import watch
from ui.explore.asked import ask


def directions_of(entry: Entry) -> Directions | None:
    """Return the latent directions of a model as it is now, None while they are not measured."""
    if not entry.has_weights:
        return None
    try:
        return open_directions(entry)
    except ModelError as error:
        st.warning(forms.sentence(error))
        return None


def block_of(entry: Entry, directions: Directions | None) -> bytes | None:
    """Return the writer's block, None and a sentence where there is nothing to write with yet."""
    if entry.active and not (entry.path / "browser.bin").is_file():
        st.info("This model has only begun to learn: it writes as soon as it has weights.")
        return None
    try:
        return kept.writer(entry, directions)
    except (ModelError, ValueError) as error:
        st.warning(forms.sentence(error))
        return None


def measure(entry: Entry, directions: Directions | None) -> None:
    """Have the directions measured where they are not, once the model learns no more, and show how far that is."""
    if directions is not None or not entry.has_weights:
        return
    if entry.active:
        st.caption("It is still learning: its slant and weight are measured when it has learned to the end.")
        return
    task = DirectionsTask(model=entry.id)
    if watch.status_of(task) is None:
        watch.order(task, place="directions")  # whoever opens the page wants to lean
    ask(
        task, "Measure slant and weight", key="directions", icon=":material/format_italic:",
        help="A worker writes a few thousand characters, measures each, and finds the latent directions. Seconds.",
    )  # fmt: skip
