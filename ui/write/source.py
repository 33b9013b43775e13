"""Who writes on the Write page: a model, or somebody's own ink?"""

from __future__ import annotations

import streamlit as st

from ui import notices, state
from ui.message import link, panel, sets
from ui.write.state import WriteState

MODEL, INK = "model", "ink"
SOURCES = {MODEL: "A model", INK: "Own ink"}
PLACE = "write set"
HOW = (
    "The message is made of pieces of what you wrote yourself, one to five letters that followed one another on your "
    "pages: the cheapest way through each word, with few pieces, of like places in a word, whose strokes meet, and "
    "none that was just used. Letters stand as far apart as on the page, by the paper between them at like heights.\n\n"
    "- **Neatness**: how much letters and lines vary; in the middle about as much as on the page.\n"
    "- **Blended with** another hand of yours, each letter stays the one's or the other's; what is measured (slant, "
    "pen, spaces, lines) lies between. A letter of a shape between two would be nobody's: only a model draws such, at "
    "nine places of the way, both ends among them, and it is said which letters stay as they were written.\n"
    "- **Another** makes other choices among pieces that cost about the same.\n"
    "- A character that was never written is **marked**, and a box stands for it. What could be built of other letters "
    "is offered by name, and done only once you allow it."
)
BLENDED = (
    "Slant, pen and spaces go from the one hand to the other as you slide. Each letter is the one's or the other's, "
    "unless a model draws them: then it lies between."
)
OF_A_WRITER = dict.fromkeys(
    (*link.NAMES, "model", "set", "other", "hand", "rolls", "heat", "mix"), ""
)  # read otherwise by others


def choose() -> str:
    """Draw the choice, where there is one, and return it; a link to a set that is not theirs is said to be so."""
    known, mine = state.of(WriteState), sets.with_ink(state.owner())
    if known.source == INK and known.set and known.set not in mine:
        notices.linger("The handwriting that you were writing in was deleted.", PLACE)
        known.set = ""
    _follow(mine)
    if said := notices.lingering(PLACE):
        st.warning(said)
    if not mine:
        known.source = MODEL
        return MODEL
    bound = state.bind(WriteState, "source")
    noted = bound.pop("on_change")
    st.segmented_control(
        "Who writes", list(SOURCES), required=True, format_func=SOURCES.__getitem__, label_visibility="collapsed",
        on_change=_switch, args=(noted,), **bound,
    )  # fmt: skip
    return known.source


def own_ink() -> None:
    """Draw the choice of one's own hand, where there are several, and the message in it."""
    known, mine = state.of(WriteState), sets.with_ink(state.owner())
    if known.set not in mine:
        known.set = next(iter(mine))
    state.write_address(set=known.set)
    if len(mine) > 1:
        with st.container(horizontal=True, gap="small"):
            st.selectbox("Hand", list(mine), format_func=mine.__getitem__, width=320, **state.bind(WriteState, "set"))
            others = {"": "No other", **{id: name for id, name in mine.items() if id != known.set}}
            if known.other not in others:
                known.other = ""
            st.selectbox("Blended with", list(others), format_func=others.__getitem__, width=320, help=BLENDED,
                         **state.bind(WriteState, "other"))  # fmt: skip
    else:
        known.other = ""
    state.write_address(other=known.other)
    panel.show(known.set, known.other)


def _follow(mine: dict[str, str]) -> None:
    """Take what a link asks for, once."""
    known, wanted = state.of(WriteState), state.parameter("set")
    if not wanted or wanted == known.followed:
        return
    known.followed = wanted
    if wanted in mine:
        known.source, known.set = INK, wanted
        if (other := state.parameter("other")) and other in mine and other != wanted:
            known.other = other
    else:
        notices.linger("The handwriting of this link is not yours, or it keeps no ink, or it is gone.", PLACE)
        state.write_address(set="")


def _switch(noted) -> None:
    """Take over another writer: what the address said was meant for the one before."""
    noted()
    state.of(WriteState).followed = ""
    state.write_address(**OF_A_WRITER)
