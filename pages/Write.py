"""Write: type something and read it in a model's hand, leaning, thick, neat, or mixed."""

import streamlit as st

from ui import state
from ui.components.write import live_write
from ui.frame import close_page, open_page
from ui.heading import heading
from ui.write import hand, models, place

open_page("Write")

entry = models.choose(heading("Write", "Type something and the model writes it; lean it, thicken it, **sway** it."))
directions = hand.directions_of(entry)
place.follow(entry, directions)
seen = live_write(hand.block_of(entry, directions), key=f"writer-{entry.id}")
if seen:
    state.write_address(**seen.query())
hand.measure(entry, directions)
models.say_missing(entry)
with st.expander("How to read this"):
    st.markdown(
        "The model is told a class and given **noise** z, numbers drawn from N(0, 1). The class says *what* is "
        "written, the noise *how*: with one noise for all, they come from one hand.\n\n"
        "- **Slant** and **weight** are straight ways through the noise. They were found by having the model write "
        "thousands of characters, measuring how far each leans (the shear of its ink, by image moments) and how thick "
        "its stroke is (twice the ink's area over the length of its outline), and fitting a line from z to the "
        "measure, within each class. R² is the share of the differences that the line foretells of characters it was "
        "not fitted to. The step taken is the shortest that changes the one and leaves the other.\n"
        f"- **Neatness** {hand.neatness(entry.config.model.latent_dim)}\n"
        "- **Read as** is what a classifier of the same characters takes the ink for, and how surely. Where the ink "
        "lies farther from all it has learned than real images do, but for about one in a hundred, it reads as *no "
        "digit* or *no letter*. A reader learns that limit when its training ends; one from before that was so must "
        "call everything one of its classes.\n"
        "- **Mixed** tells the model shares of classes. It was never trained on a mix: what lies between two is "
        "what its network makes of the numbers in between."
    )
close_page("Write")
