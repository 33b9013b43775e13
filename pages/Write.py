"""Write: type something and read it in a model's hand, or in one's own."""

import streamlit as st

from ui import terms
from ui.frame import close_page, open_page
from ui.heading import heading
from ui.write import model_hand, source

open_page("Write")

room = heading("Write", "Type something and a model writes it, or your own ink: lean it, thicken it, **sway** it.")
if source.choose() == source.INK:
    source.own_ink()
    with st.expander("How to read this"):
        terms.write(source.HOW)
else:
    model_hand.show(room)
close_page("Write")
