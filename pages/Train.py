"""Train: choose data and a model, watch it learn, and drag through what it knows meanwhile."""

import streamlit as st

from ui.frame import close_page, open_page
from ui.train import here, launch, watch

open_page("Train")

run = watch.wanted()
in_browser = "" if run else here.wanted()
# Two places, and the one that is not wanted emptied at once: what stood there would stay below the other for as long
# as that takes to be drawn, with a second button to start.
choice, seen = (st.empty(), st.container()) if run or in_browser else (st.container(), st.empty())
with seen if run or in_browser else choice:
    if run:
        watch.watch(run)
    elif in_browser:
        here.show(in_browser)
    else:
        launch.offer()
close_page("Train")
