"""The fifth step: what can be done with the letters of a hand?"""

from __future__ import annotations

import streamlit as st

from core.datasets import own
from core.handwriting.hand.hands import Hand
from ui import forms, state
from ui.your_hand import hand_step


def show(hand: Hand) -> None:
    """Draw where the set of a hand leads."""
    id = hand_step.current(hand)
    if not id:
        return
    name = own.noted(state.owner()).get(id, hand.name)
    n = len(own.load(id))
    st.markdown(f"**{forms.plain(name)}**, {n:,} images, is among your own images. It can teach any model:")
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="medium", key="hand-made"):
        st.page_link("pages/Train.py", label="Teach a model", icon=":material/school:", query_params={"data": id})
        st.page_link("pages/Explore.py", label="Explore its map", icon=":material/explore:")
        st.page_link("pages/Write.py", label="Write with it", icon=":material/edit:")
