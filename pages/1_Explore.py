"""Explore: any model of the library on the pad, its images laid out by any projection, and questions to the map."""

import streamlit as st

from ui import pad
from ui.explore import menu, models, panels, shown
from ui.frame import close_page, open_page
from ui.heading import heading

open_page("Explore")

entry = models.choose(
    heading(
        "Explore",
        "Wander through what a model has learned: **drag the ring**, or press **Play**, and the image at its place is "
        "drawn as it moves.",
    )
)
task, room = menu.choose(entry)
view = shown.view_of(entry, task)
report = pad.show(entry, key=f"pad-{entry.id}", images=task if view and view.own_images else None)
if view:
    shown.send(view)
    menu.standing(view, room)
    panels.show(shown.marked(view, report))
else:
    menu.say_missing(entry)
if entry.active:
    st.caption("This model is still learning: a map is made of the latents it has now, and each epoch has others.")
close_page("Explore")
