"""How do the models side by side come onto the page, and go on learning there?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.blocks.compare_models import compare_models_of
from core.library import Entry
from core.types import ModelError
from ui import forms, instead, lasts, state
from ui.cache import one_model, several_models
from ui.components.compare_models import CompareModelsReport, live_compare_models

LEARNING = 6.0  # seconds between newer weights: to draw all samples anew takes a core that the training may need
WAITS = "The models come alive as soon as each has learned for a moment."


def show(entries: tuple[Entry, ...]) -> CompareModelsReport | None:
    """Draw the models side by side and return where the walk was let go; while some still learn, on newest weights."""
    if len({entry.id for entry in entries}) < len(entries):
        st.info("Choose another model for one of the columns: a model is not compared with itself.")
        instead.offer("encodes" if entries[0].config.model.duels else "gan", entries[0])
        return None
    if any(entry.active for entry in entries):
        st.fragment(_learning, run_every=LEARNING)(entries)
        return None
    report = _mounted(entries)
    if report:
        state.write_address(**report.query())
    return report


def _learning(entries: tuple[Entry, ...]) -> None:
    # In an address while it learns a place would lead nowhere: the weights there will be others.
    _mounted(tuple(library.find(entry.id) for entry in entries))


def _mounted(entries: tuple[Entry, ...]) -> CompareModelsReport | None:
    key = "versus-" + "-".join(entry.id for entry in entries)
    try:
        block = several_models.compare_models(
            entries, lambda: compare_models_of(entries, notes=[notes(entry) for entry in entries])
        )
    except (ModelError, ValueError) as error:
        st.warning(forms.sentence(error))
        return None
    if block is None:
        st.caption(WAITS)
    return live_compare_models(block, key=key)


def notes(entry: Entry) -> tuple[str, ...]:
    """Return short facts that stand under a model's name: how long it learned, if that is over."""
    rows = one_model.history(entry)
    return (f"learned for {lasts.in_words(rows[-1]['seconds'])}",) if rows and not entry.active else ()
