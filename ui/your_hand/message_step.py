"""The fifth step: what does a message look like in this hand, and what else can be done with its letters?"""

from __future__ import annotations

import streamlit as st

from core.datasets import own
from core.handwriting.hand.hands import Hand
from ui import forms, state
from ui.message import panel
from ui.your_hand import hand_step


def show(hand: Hand) -> None:
    """Draw the composer with the set of a hand, and below it where that leads."""
    id = hand_step.current(hand)
    if not id:
        return
    if own.ink_of(id).is_file():
        panel.show(id)
    name = own.noted(state.owner()).get(id, hand.name)
    n = len(own.load(id))
    st.markdown(f"**{forms.plain(name)}**, {n:,} images, is among your own images. It can teach any model:")
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="medium", key="hand-made"):
        st.page_link("pages/Train.py", label="Teach a model", icon=":material/school:", query_params={"data": id})
        st.page_link("pages/Write.py", label="Write on a page of its own", icon=":material/edit:",
                     query_params={"set": id})  # fmt: skip
