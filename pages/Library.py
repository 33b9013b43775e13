"""Library: what there is, and what can be done with it."""

import streamlit as st

from core import library
from ui import forms, state
from ui.frame import close_page, open_page
from ui.library import bring, cards, keeping

open_page("Library")

left, right = st.columns([3, 2], vertical_alignment="bottom")
left.title("Library")
with right:
    bring.offer()
bring.told()

entries = library.list_models(state.owner())
own, zoo = [e for e in entries if not e.zoo], [e for e in entries if e.zoo]
st.header("Yours")
if own:
    cards.cards(own)
else:
    st.markdown("Nothing yet. What you train or bring appears here; only you, and those you give a link, can see it.")
    st.page_link("pages/Train.py", label="Train a model", icon=":material/school:")
for name, reason in library.broken(state.owner()):
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"{name[:8]}: {forms.plain(reason)}", width="stretch")
        st.button("Remove", key=f"remove-{name}", on_click=cards.remove, args=(name,))
keeping.show()
if zoo:
    st.header("Included")
    cards.cards(zoo)
close_page("Library")
