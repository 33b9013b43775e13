"""Library: what there is, and what can be done with it."""

import streamlit as st

from core import library
from ui import bring, forms, shelf, state
from ui.frame import close_page, open_page

open_page("Library")

left, right = st.columns([3, 2], vertical_alignment="bottom")
left.title("Library")
with right.popover("Bring a model", icon=":material/upload:", width="stretch"):
    bring.model()

entries = library.list_models(state.visitor())
own, zoo = [e for e in entries if not e.zoo], [e for e in entries if e.zoo]
st.header("Yours")
if own:
    shelf.cards(own)
else:
    st.markdown("Nothing yet. What you train or bring appears here; only you, and those you give a link, can see it.")
    st.page_link("pages/2_Train.py", label="Train a model", icon=":material/school:")
for name, reason in library.broken(state.visitor()):
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"{name[:8]}: {forms.plain(reason)}", width="stretch")
        st.button("Remove", key=f"remove-{name}", on_click=shelf.remove, args=(name,))
if zoo:
    st.header("Included")
    shelf.cards(zoo)
close_page("Library")
