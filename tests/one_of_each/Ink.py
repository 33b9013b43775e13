"""Ink: how many models are there, and which has most to say?"""

import streamlit as st

from ui.frame import close_page, open_page
from ui.heading import heading
from ui.shared import model_menu

open_page("Ink")

entry = model_menu.choose(heading("Ink", "A page that says what a model is called."))
st.markdown(f"This one is a {entry.config.model.title}.")
close_page("Ink")
