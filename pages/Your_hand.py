"""Your hand: write each character that is asked for, and have models learn to write as you do."""

import streamlit as st

from ui.frame import close_page, open_page
from ui.heading import heading
from ui.your_hand import desk

open_page("Your hand")

heading("Your hand", "**Write** each character that is asked for: in minutes there is enough for a model of your hand.")
desk.show()
with st.expander("How to read this"):
    st.markdown(
        "**The pad** asks for all characters once before it asks for any a second time, so that you can stop when you "
        "like. It goes on when the pen has rested for a second; switch that off if you write slowly, and press *Keep "
        "it*. Letters stand on the full line, small ones end at the broken one.\n\n"
        "**Strokes are kept, not pictures.** Every character is drawn anew with one pen, so that a thick or a thin one "
        "on your screen makes no difference.\n\n"
        "**How many?** With a few of each a model repeats what it was shown. How much a letter varies in your hand "
        "only more of it can tell: what was never written cannot be learned."
    )
close_page("Your hand")
