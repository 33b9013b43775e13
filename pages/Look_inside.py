"""Look inside: one digit on its way through a network, layer by layer, live while its numbers are moved."""

import streamlit as st

from ui import terms
from ui.frame import close_page, open_page
from ui.inside import menu, steps

open_page("Look inside")

st.title("Look inside")
entry, kind, reader = menu.choose()
terms.write(steps.lead(entry, kind))
steps.show(entry, kind, reader)
steps.say_missing(entry, reader)
steps.explain(kind)
close_page("Look inside")
