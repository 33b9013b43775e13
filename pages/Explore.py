"""Explore: any model of the library on the pad, its images laid out by any projection, and questions to the map."""

import streamlit as st

from ui.frame import close_page, open_page
from ui.heading import heading
from ui.map import menu, on_pad, panels
from ui.shared import model_menu, model_pad

open_page("Explore")

entry = model_menu.choose(
    heading(
        "Explore",
        "Wander through what a model has learned: **drag the ring**, or press **Play**, and the image at its place is "
        "drawn as it moves.",
    )
)
task, room = menu.choose(entry)
view = on_pad.view_of(entry, task)
report = model_pad.show(entry, key=f"pad-{entry.id}", images=task if view and view.own_images else None)
if view:
    on_pad.send(view)
    menu.standing(view, room)
    panels.show(on_pad.marked(view, report))
else:
    menu.say_missing(entry)
if entry.active:
    st.caption("This model is still learning: a map is made of the latents it has now, and each epoch has others.")
close_page("Explore")
