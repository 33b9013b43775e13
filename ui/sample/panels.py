"""Which questions can be put to the strategies? One panel each; only the one that is open is drawn."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from ui.sample.view import SampleView

PANELS = {
    "What to learn": "lessons",
    "Scores": "scores",
    "Paths": "paths",
    "Odd ones out": "odd",
    "Take it with you": "take",
}


def show(view: SampleView) -> None:
    """Draw the tabs under the samples and the panel that is open."""
    tabs = st.tabs(list(PANELS), on_change="rerun", key="sample-panel")
    for tab, name in zip(tabs, PANELS.values(), strict=True):
        if tab.open:
            with tab:
                import_module(f"ui.sample.{name}").show(view)  # only what is open: a panel may need scikit-learn
