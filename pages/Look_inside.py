"""Look inside: one digit on its way through a network, layer by layer, live while its numbers are moved."""

import streamlit as st

from ui.frame import close_page, open_page
from ui.inside import menu, steps

open_page("Look inside")

st.title("Look inside")
entry, kind, reader = menu.choose()
st.markdown(steps.lead(entry, kind))
steps.show(entry, kind, reader)
steps.say_missing(entry, reader)
with st.expander("How to read this"):
    st.markdown(
        "**One step** is a layer with weights and what follows it: a convolutional layer makes images, its channels; a "
        "dense one plain numbers. Blue is above 0, orange below. **Batch norm** is mere multiplication and addition "
        "once training is over, and so is folded into the weights before it.\n\n"
        "**Lines** join a channel with those that feed it most and those it feeds most, by the sum of the squared "
        "weights between them: how much it can matter. A channel that is empty just now feeds nothing. Convolutions "
        "are drawn with many pictures in Dumoulin & Visin 2016, arXiv:1603.07285."
    )
close_page("Look inside")
