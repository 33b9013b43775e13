"""Sample: one to four strategies to draw by, their images side by side, on one map, with honest numbers."""

import streamlit as st

from ui.frame import close_page, open_page
from ui.heading import heading
from ui.map import on_pad
from ui.sample import columns, menu, panels, strategies
from ui.sample.view import SampleView
from ui.shared import model_menu, model_pad

open_page("Sample")

entry = model_menu.choose(
    heading(
        "Sample",
        "A strategy says where in latent space to draw, and the model makes an image of each place: press **Draw "
        "again** and see how well they come out.",
    )
)
wish, task = menu.choose(entry)
view = on_pad.view_of(entry, task) if task else None
drawn = columns.made(entry, wish)
report = columns.show(entry, wish, drawn, view)
menu.say_missing(entry, wish, drawn)
marked = model_pad.show(entry, key=f"pad-{entry.id}")
picked = marked.selection.picked if marked and marked.selection else None
if strategies.follow(wish, picked):
    st.rerun()
if view:
    on_pad.send(view)
    view = on_pad.marked(view, marked)
panels.show(
    SampleView(
        entry=entry,
        map=view,
        columns=drawn,
        n=wish.n,
        temperature=wish.temperature,
        label=wish.label,
        seed=wish.seed,
        report=report,
        **menu.drawn_by(entry, marked),
    )
)
close_page("Sample")
