"""Which questions can be put to the map? One panel each; only the one that is open is drawn."""

from __future__ import annotations

import streamlit as st

from core.words.nouns import noun_of, one
from ui.map.view import MapView

PANELS = {
    "Marked images": "selection",
    "Clusters": "clusters",
    "Can it be trusted?": "trust",
    "Draw {one}": "draw",
    "Settings side by side": "multiples",
}


def show(view: MapView) -> None:
    """Draw the tabs under the pad and the panel that is open."""
    noun = one(noun_of(view.entry.config.classes))
    tabs = st.tabs([title.format(one=noun) for title in PANELS], on_change="rerun", key="explore-panel")
    for tab, name in zip(tabs, PANELS.values(), strict=True):
        if tab.open:
            with tab:
                _panel(name).show(view)


def _panel(name: str):
    from importlib import import_module

    return import_module(f"ui.map.{name}")  # only what is open: a panel may need scikit-learn or a canvas
