"""Which questions can be put to models side by side? One panel each; only the one that is open is drawn."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from ui.compare_models.view import VersusView

LEARNING, DUEL = "How they learned", "The duel, step by step"
PANELS = {
    "VAE and GAN": "claims",
    "Scores": "scores",
    LEARNING: "training",
    "What each can do": "abilities",
    "Nearest training images": "nearest",
    DUEL: "duels",
}


def show(view: VersusView) -> None:
    """Draw the tabs under the models and the panel that is open; first how they learn, as long as they do."""
    panels = dict(PANELS)
    active = any(entry.active for entry in view.entries)
    if not any(entry.config.model.duels for entry in view.entries):
        del panels[DUEL]
    if active:
        panels = {LEARNING: panels.pop(LEARNING)} | panels
    tabs = st.tabs(list(panels), on_change="rerun", key=f"versus-panel-{len(panels)}-{active}")
    for tab, name in zip(tabs, panels.values(), strict=True):
        if tab.open:
            with tab:
                import_module(f"ui.compare_models.{name}").show(view)  # only what is open
