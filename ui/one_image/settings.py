"""From which set does the network learn, and how many numbers has the VAE's latent space?"""

from __future__ import annotations

import streamlit as st

from core.one_image.sets import SETS, offered
from core.types import ModelError
from ui import state
from ui.one_image.state import DIMS, OneImageState


def show(character: str) -> None:
    """Draw the choices of a run that are not about its images."""
    known = state.of(OneImageState)
    refused = _refused(character)
    with st.expander("Settings of the learning"):
        st.selectbox(
            "The network learns from", list(SETS), format_func=lambda name: SETS[name].title,
            help="What stands for your hand, a thousand images of it. All sets take the same steps.",
            **state.bind(OneImageState, "chosen"),
        )  # fmt: skip
        st.caption(refused.get(known.chosen) or SETS[known.chosen].about)
        st.segmented_control(
            "Latent dimensions of the VAE", DIMS, required=True, **state.bind(OneImageState, "dims"),
            help="Two are a map that can be dragged, and draw less well.",
        )  # fmt: skip


def refusal(character: str) -> str:
    """Return why the chosen set cannot be had for this character, empty where it can."""
    return _refused(character).get(state.of(OneImageState).chosen, "")


def _refused(character: str) -> dict[str, str]:
    try:
        return offered(character)
    except ModelError:  # its model is not here
        return {name: "The model of many hands is not here." for name, one in SETS.items() if one.needs_style}
