"""Home: the live pad on a model that comes along, and three ways on."""

import streamlit as st

from ui import pad
from ui.frame import close_page, open_page

open_page("Home")

st.title("Where does a two become a three?")
st.markdown(
    "A small network has looked at thousands of handwritten digits and given each a place on this map. "
    "**Drag the point** and watch one become another: every picture is drawn as you move, here in your browser."
)
pad.show_first("mnist-vae-2d", key="home")

with st.grid(3, min_column_width=240, gap="medium"):
    with st.container(border=True, height="stretch"):
        st.subheader("Play")
        st.markdown("Models with more dimensions, or ones that take the digit to write as a wish.")
        st.page_link("pages/1_Explore.py", label="Explore the models", icon=":material/explore:")
    with st.container(border=True, height="stretch"):
        st.subheader("Train")
        st.markdown("Choose data and a network, press start, and drag through what it knows while it learns.")
        st.page_link("pages/2_Train.py", label="Train a model", icon=":material/school:")
    with st.container(border=True, height="stretch"):
        st.subheader("Make it yours")
        st.markdown("Bring images of your own handwriting, and teach a model to write as you do.")
        st.page_link(
            "pages/2_Train.py", label="Start from my images", icon=":material/upload:", query_params={"data": "own"}
        )
close_page("Home")
