"""How does the GAN among the models learn, half-step by half-step?"""

from __future__ import annotations

import streamlit as st

from ui.compare_models.view import VersusView
from ui.shared.duel import panel


def show(view: VersusView) -> None:
    """Draw the duel of the first GAN, or of the one that is chosen."""
    gans = {entry.id: entry for entry in view.entries if entry.config.model.duels}
    first = next(iter(gans))
    if len(gans) > 1:
        first = st.selectbox(
            "Whose duel", list(gans), key="versus-duel", format_func=lambda id: gans[id].title, width=320
        )
    panel.show(gans[first])
