"""Compare models: a VAE and a GAN, or any two to four models, side by side, live, with honest scores."""

import streamlit as st

from ui import terms
from ui.compare_models import chosen, menu, panels, stage, start, training
from ui.compare_models.view import VersusView
from ui.frame import close_page, end_page, open_page

open_page("Compare models")

st.title("Compare models")
terms.write("The same noise goes into all of them at once: **drag on a pad**, and see what each makes of it.")
found = chosen.models()
entries = chosen.current(found) if found else ()
if found:
    menu.choose(found, entries)
else:
    st.markdown("There is nothing to compare yet: no model here draws anything. Train a pair.")
with st.container(horizontal=True, vertical_alignment="center"):
    menu.more(found, entries)
    fresh = st.toggle(
        "Train a pair", key="versus-start-" + "-".join(entry.id for entry in entries),  # folded up when a pair has come
        help="Two models on the same data with the same budget, at the same time, to watch side by side.",
    )  # fmt: skip
if fresh:
    with st.container(border=True):
        start.offer()
if not found:
    end_page("Compare models")
training.standing(entries)
report = stage.show(entries)
panels.show(VersusView(entries=entries, report=report))
close_page("Compare models")
