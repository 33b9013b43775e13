"""How does what was written become a set of images that a model can learn from?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.datasets import own
from core.handwriting import pad
from core.handwriting.pad import Written
from core.types import DataError
from ui import forms, notices, state
from ui.your_hand.pad import asked
from ui.your_hand.state import MANNERS, YourHandState

PLACE = "your hand's set"
LEAST = 2  # images: one is kept for the test


def offer(written: Sequence[Written]) -> None:
    """Draw what the images are to be like, the button that makes a set of them, and where the last one leads."""
    if len(written) < LEAST:
        return
    known, counts = state.of(YourHandState), pad.counts(written)
    st.header("Teach a model your hand", anchor=False)
    few = min(counts.values())
    one = len(counts) == 1
    st.markdown(
        f"**{len(written):,} images of {len(counts)} character{'' if one else 's'}**, at least {few} of each. "
        "As a set among your own images they can teach any model, be looked at on its map, and be written with."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.text_input("Name", max_chars=40, width=220, **state.bind(YourHandState, "name"))
        st.segmented_control(
            "A character in its image", list(MANNERS), required=True, format_func=MANNERS.__getitem__,
            help="28 x 28 pixels, drawn anew with one pen. Filling it, all are equally large: easier to learn.",
            **state.bind(YourHandState, "manner"),
        )  # fmt: skip
        st.button(
            "Make a set of them", key="your-hand-make", type="primary", icon=":material/dataset:", on_click=_make,
        )  # fmt: skip
    alike = asked.both_cases(tuple(counts))
    if alike and known.manner == "filled":
        pairs = ", ".join(f"{c} and {c.upper()}" for c in alike)
        st.caption(f"Filling the image, {pairs} differ hardly: as on the line they differ in size.")
    if refused := notices.said_earlier(PLACE):
        st.warning(refused)
    _leads(known)


def _leads(known: YourHandState) -> None:
    if not known.made or not own.has(known.made, state.owner()):
        return
    name = own.noted(state.owner()).get(known.made, known.name)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="your-hand-made"):
        st.markdown(f"**{forms.plain(name)}** is among your own images.", width="stretch")
        st.page_link(
            "pages/Train.py", label="Teach a model", icon=":material/school:", query_params={"data": known.made}
        )


def _make() -> None:
    known, owner = state.of(YourHandState), state.owner()
    try:
        name = known.name.strip() or YourHandState.name
        known.made = pad.kept(pad.written(owner), name, known.manner)
        own.note(known.made, name, owner)
    except (DataError, OSError) as error:
        notices.say_later(forms.sentence(error), PLACE)
