"""Read: draw, and a network says what it is, while you draw; with every step of what it sees to switch off."""

import streamlit as st

from ui import terms
from ui.frame import close_page, open_page
from ui.heading import heading
from ui.read import desk, menu, picture

open_page("Read")

room = heading("Read", "**Draw** on the sheet: a network in your browser reads it, stroke by stroke.")
row = room.container(horizontal=True, vertical_alignment="bottom")
reader = menu.choose(row)
picture.offer(row)
desk.show(reader)
picture.deliver()
with st.expander("How to read this"):
    terms.write(
        "**The bars** are the network's probabilities: for every class a share, and together 1. That they sum to 1 is "
        "built in: also for a scribble one of them must be the largest. A reader that learned what its own images are "
        "like measures besides how far a drawing lies from all of them, and says *none* where it lies too far.\n\n"
        "**Side by side** several digits are read one by one, cut where their strokes neither touch nor lie above one "
        "another: 10 is a 1 and a 0. What touches, crosses or is one line is cut between strokes or at a column with "
        "little ink, if that leaves characters that the network is sure of. About half of such numbers are read "
        "rightly, so leave some paper between digits.\n\n"
        "**What the network sees** is not the sheet. Its images all had their ink cut out, scaled to the same size and "
        "put with its centre of mass in the middle, and so must a drawing: a network that was never shown a small "
        "digit in a corner does not know that there is such a thing. Switch a step off, put the same strokes in a "
        "corner, small, or turned, and see which step was the cure for what. Against turning there is none here: a "
        "turned 6 *is* a 9.\n\n"
        "**Which pixels spoke** is found by covering: a small square of what goes in becomes paper, and the odds of "
        "the verdict fall or rise; a pixel's colour is the mean over the squares that lie on it (Zeiler & Fergus 2014, "
        "[arXiv:1311.2901](https://arxiv.org/abs/1311.2901)). Paper speaks, too, such as the gaps on the left that "
        "make a 3 no 8. This does not show it.\n\n"
        "**What you tell it** is kept as it went in, with the class that you named. Tuning shows it to a copy of the "
        "reader over and over, varied a little, among many images of those that it learned from, so that these are "
        "hardly forgotten. What it is worth only drawings can say that the tuned reader has not seen: so each is held "
        "out once. A drawing told wrongly may make it worse, and the test images show by how much."
    )
close_page("Read")
