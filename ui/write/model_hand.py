"""What does a model write, and how is that to be read?"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import state
from ui.components.write import live_write
from ui.write import hand, models, place


def show(room: DeltaGenerator) -> None:
    """Draw the choice of a model into `room`, and what it writes."""
    entry = models.choose(room)
    directions = hand.directions_of(entry)
    place.follow(entry, directions)
    seen = live_write(hand.block_of(entry, directions), key=f"writer-{entry.id}")
    if seen:
        state.write_address(**seen.query())
    hand.measure(entry, directions)
    models.say_missing(entry)
    with st.expander("How to read this"):
        d = entry.config.model.latent_dim  # pyright: ignore[reportAttributeAccessIssue]  # what is told a class has it
        st.markdown(_words(hand.neatness(d)))


def _words(neatness: str) -> str:
    return (
        "The model is told a class and given **noise** z, numbers drawn from N(0, 1). The class says *what* is "
        "written, the noise *how*: with one noise for all, they come from one hand.\n\n"
        "- **Slant** and **weight** are straight ways through the noise. They were found by having the model write "
        "thousands of characters, measuring how far each leans (the shear of its ink, by image moments) and how thick "
        "its stroke is (twice the ink's area over the length of its outline), and fitting a line from z to the "
        "measure, within each class. R² is the share of the differences that the line foretells of characters it was "
        "not fitted to. The step taken is the shortest that changes the one and leaves the "
        "others.\n"
        "- **Size** and **roundness** are found so in models of letters: how far the ink lies from its middle, and how "
        "broad it is for its height once its slant is taken off: an o of 100 % is a circle. Where less than a fifth of "
        "the differences is foretold, there is no slider, and it is said.\n"
        f"- **Neatness** {neatness}\n"
        "- **Read as** is what a classifier of the same characters takes the ink for, and how surely. Where the ink "
        "lies farther from all it has learned than real images do, but for about one in a hundred, it reads as *no "
        "digit* or *no letter*. A reader learns that limit when its training ends; one from before that was so must "
        "call everything one of its classes.\n"
        "- **Mixed** tells the model shares of classes. It was never trained on a mix: what lies between two is "
        "what its network makes of the numbers in between."
    )
