"""Library: what there is, and what can be done with it."""

import streamlit as st

from core import library
from core.types import ModelError
from ui import forms, shelf, state
from ui.frame import close_page, open_page

open_page("Library")

left, right = st.columns([3, 2], vertical_alignment="bottom")
left.title("Library")
with right.popover("Bring a model", icon=":material/upload:", width="stretch"):
    file = st.file_uploader("A model as a zip, as this page gives it", type="zip", key="bring", max_upload_size=20)
    if file and st.button("Take it in", type="primary", key="take-in"):
        try:
            entry = library.find(library.import_zip(file.getvalue(), state.visitor()))
            state.say_later(f"Taken in: {forms.plain(entry.title)}.")
            st.rerun()
        except ModelError as error:
            st.error(forms.sentence(error))

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
