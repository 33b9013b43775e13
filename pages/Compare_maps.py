"""Compare maps: two maps of the same images side by side, and what became of each image between them."""

import streamlit as st

from core.types import ModelError
from ui import forms, instead, state, terms
from ui.compare_maps import menu, numbers, pair, sides
from ui.components.compare_maps import live_compare_maps
from ui.frame import close_page, end_page, open_page

open_page("Compare maps")

st.title("Compare maps")
terms.write(
    "The same images, laid out in two ways: press **Travel**, and see which stay together and which are torn apart."
)
models = pair.models()
if not models:
    st.markdown("There is nothing to compare yet: no model here keeps images. Train one, it takes seconds.")
    instead.offer("encodes")
    end_page("Compare maps")
chosen = pair.current(models)
pair.refused(chosen)
menu.choose(chosen)
try:
    both = sides.opened(chosen)
    if both is None or not sides.comparable(chosen, *both):
        end_page("Compare maps")
    id, block, moved = sides.block_of(chosen, *both)
except (ModelError, ValueError) as error:
    st.error(forms.sentence(error))
    end_page("Compare maps")
seen = live_compare_maps(block, key="duo")
if seen and seen.pair == id:
    state.write_address(**seen.query())
if not any(side.standing_in for side in both):
    numbers.show(chosen, *both, moved)
menu.both(chosen)
with st.expander("How to read this"):
    terms.write(
        "Both maps show the same images, so whatever you point at, circle or zoom to on one is found on the other. "
        "The right map has been moved, turned, mirrored and scaled to lie on the left one as well as it can, because a "
        "map that is merely turned says the same. What still **travels** is what the two maps tell differently: where "
        "neighbours are torn apart, one of them must be wrong about who is near whom. Trustworthiness says which to "
        "doubt."
    )
close_page("Compare maps")
