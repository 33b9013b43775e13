"""Look inside: one digit on its way through a network, layer by layer, live while its numbers are moved."""

import streamlit as st

from ui.frame import close_page, open_page
from ui.inside import menu, steps

open_page("Look inside")

st.title("Look inside")
entry, kind, reader = menu.choose()
st.markdown(steps.lead(entry, kind))
steps.show(entry, kind, reader)
if words := steps.missing(entry):
    st.markdown(words)
with st.expander("How to read this"):
    st.markdown(
        "**One step** is one layer with weights and what follows it. A convolutional layer makes images, which are "
        "called channels; a dense layer makes plain numbers. Blue is above 0, orange below, and the page's own colour "
        "is 0. **Batch norm** learned for each channel a scale and a shift; once training is over it is mere "
        "multiplication and addition, so it is folded into the weights before it, and what is shown comes after it."
        "\n\n"
        "**Lines** join a channel with those that feed it most and those it feeds most, by the sum of the squared "
        "weights between them. That is how much it can matter; a channel that is empty just now feeds nothing "
        "however large its weights are. What is behind the names *convolution*, *transposed convolution* and *ReLU* is "
        "drawn with many pictures in Dumoulin & Visin 2016, arXiv:1603.07285."
    )
close_page("Look inside")
