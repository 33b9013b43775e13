"""Home: the live pad on a model that comes along, and the way of six steps."""

import streamlit as st

from ui import path, terms
from ui.frame import close_page, open_page
from ui.shared import model_pad

open_page("Home")

st.title("Where does a two become a three?")
terms.write(
    "A small network has looked at thousands of handwritten digits and given each a place on this map. "
    "**Drag the point** and watch one become another: every picture is drawn as you move, here in your browser."
)
path.show_way()
model_pad.show_first("mnist-vae-2d", key="home")
st.page_link(
    "pages/One_image.py", label="Or write a single character: is your hand recognised by that alone?",
    icon=":material/signature:",
)  # fmt: skip
with st.expander("What z, nats and σ mean"):
    terms.write(
        "- **z** is the place of the point, one number for each **latent dimension**. It is all that the network is "
        "told; the picture is what it makes of it.\n"
        "- **nats** measure information (1 nat is 1.44 bits): how much a dimension tells of an image at most, on "
        "average. One of nearly 0 nats tells next to nothing.\n"
        "- The circles lie 1, 2 and 3 standard deviations, **σ**, from the middle. New images are drawn from the "
        "normal distribution N(0, 1) in each dimension: on a map of two dimensions, 39, 86 and 99 % of its draws lie "
        "within them."
    )
close_page("Home")
