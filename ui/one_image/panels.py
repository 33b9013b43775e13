"""What stands below the verdict, a tab each: what the VAE draws, its latents, the table, the confusions?"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.types import DataError, ModelError
from ui import forms
from ui.one_image import confusions_panel, latents_panel, table_panel, vae_panel
from ui.one_image.run import Run

# By the name of its tab; each draws what it needs of a run, or says that it is not there yet.
PANELS: dict[str, Callable[[Run], None]] = {
    "VAE": vae_panel.show,
    "Latents": latents_panel.show,
    "Table": table_panel.show,
    "Confusions": confusions_panel.show,
}


def show(run: Run) -> None:
    """Draw the tabs, of which only the open one is worked out."""
    tabs = st.tabs(list(PANELS), on_change="rerun", key="one-image-panels")
    for tab, draw in zip(tabs, PANELS.values(), strict=True):
        if tab.open:
            with tab:
                try:
                    draw(run)
                except (ModelError, DataError) as error:
                    st.warning(forms.sentence(error))
