"""What has somebody written so far, and how do they take one back that went wrong?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.handwriting import pad
from core.handwriting.pad import MANNERS, Written
from core.images import to_png
from core.types import DataError
from ui import forms, notices, state
from ui.shared.ink_image import ink_image
from ui.your_hand.state import YourHandState

MOST_TILES = 40  # of one character
ZOOM = 2


def show(written: Sequence[Written]) -> None:
    """Draw how many there are of each character, and the images of one, each with a button that takes it back."""
    if not written:
        return
    known, counts = state.of(YourHandState), pad.counts(written)
    st.header("What you have written", anchor=False)
    names = sorted(counts)
    if known.shown not in names:
        known.shown = written[-1].character
    st.pills(
        "Look at", names, required=True, **state.bind(YourHandState, "shown"),
        format_func=lambda name: f"{forms.plain(name)} · {counts[name]}",
    )  # fmt: skip
    some = [one for one in written if one.character == known.shown]
    with st.container(horizontal=True, gap="small", key="your-hand-tiles"):
        for one in some[: -MOST_TILES - 1 : -1]:
            with st.container(width=28 * ZOOM + 64, gap=None):
                image = MANNERS[known.manner](one.strokes).repeat(ZOOM, 0).repeat(ZOOM, 1)
                ink_image(to_png(image), key=f"your-hand-{one.id}", alt=f"A {one.character} of yours", stretch=False)
                st.button(
                    "Take back", key=f"your-hand-out-{one.id}", icon=":material/close:", type="tertiary",
                    on_click=_take_back, args=(one.id,), help="It goes for good; write another.",
                )  # fmt: skip
    if len(some) > MOST_TILES:
        st.caption(f"The newest {MOST_TILES} of {len(some)}.")


def _take_back(id: str) -> None:
    try:
        pad.take_back(id, state.owner())
    except DataError as error:
        notices.say_later(forms.sentence(error), "your hand")
