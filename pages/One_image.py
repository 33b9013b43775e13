"""One image: what can be learned of your hand from a single character, and what that is worth on strangers."""

import streamlit as st

from ui import terms
from ui.frame import close_page, open_page
from ui.heading import heading
from ui.one_image import desk, reading

open_page("One image")

heading("One image", "**Write one character**: can a network tell your hand from others' by that alone? Try it.")
desk.show()
with st.expander("How to read this"):
    terms.write(reading.words())
close_page("One image")
