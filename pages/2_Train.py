"""Train: choose data and a model, watch it learn, and drag through what it knows meanwhile."""

import streamlit as st

from core import library
from core.jobs import client
from core.types import ModelError
from ui import forms, setup, state, watch
from ui.frame import close_page, end_page, open_page

open_page("Train")

run = state.parameter("run")
if run:
    try:
        watch.watch(library.find(run))
        end_page("Train")
    except ModelError as error:
        st.warning(forms.sentence(error) + " You can start another one here.")

st.title("Train a model")
st.markdown("Choose what it learns from and how. The settings below work as they are: just press start.")
watch.offer_unfinished()
# Above the settings it starts from, so that it is in sight at once; filled in when they are known.
launch = st.container()
config, seen = setup.draft()
objection = setup.objection(config, seen) if config and seen else ""
ready = bool(config and seen and not objection)
with launch.container(horizontal=True, vertical_alignment="bottom"):
    title = st.text_input(
        "Name", max_chars=80, key="new-title", help="How it is called in your library.",
        placeholder=library.default_title(config) if config else "My model",
    )  # fmt: skip
    start = st.button(
        "Start training", type="primary", icon=":material/play_arrow:", disabled=not ready or objection != ""
    )
if objection:
    launch.error(objection)
if ready:
    about = watch.lasts(setup.expected_seconds(config, seen))
    launch.caption(
        f"About {about} on this machine.",
        help="From the number of images, the size of the network and how fast this machine multiplies, or has trained "
        "before. It can be off by half, and trainings of others make it longer.",
    )
if start:
    try:
        state.write_address(run=client.submit(config, state.visitor(), title=title))
    except (ModelError, client.JobError) as error:
        st.error(forms.sentence(error))
    else:
        st.rerun()
close_page("Train")
