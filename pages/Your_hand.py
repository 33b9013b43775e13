"""Your hand: from a photograph of a page, a printed sheet or the pad to letters that models can learn from."""

import streamlit as st

from ui import terms
from ui.frame import close_page, open_page
from ui.heading import heading
from ui.your_hand import door, photographs
from ui.your_hand.pad import desk
from ui.your_hand.reading import words
from ui.your_hand.state import PAD

open_page("Your hand")

heading(
    "Your hand", "**Photograph a page** that you have written: type what it says, and its letters are yours to teach."
)
door.follow()
way = door.choose()
if way == PAD:
    desk.show()
else:
    photographs.show()
with st.expander("How to read this"):
    terms.write(words(way))
close_page("Your hand")
