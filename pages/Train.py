"""Train: choose data and a model, watch it learn, and drag through what it knows meanwhile."""

import streamlit as st

from ui.frame import close_page, open_page
from ui.train import launch, watch

open_page("Train")

run = watch.wanted()
# Two places, and the one that is not wanted emptied at once: what stood there would stay below the other for as long
# as that takes to be drawn, with a second button to start.
choice, seen = (st.empty(), st.container()) if run else (st.container(), st.empty())
with seen if run else choice:
    if run:
        watch.watch(run)
    else:
        launch.offer()
close_page("Train")
