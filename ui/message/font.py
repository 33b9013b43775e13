"""How does a visitor make a font of a hand, try it, and take it along?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.blocks.hand_font import font_block
from core.blocks.message import stamp
from core.blocks.message_kept import opened, set_of
from core.datasets import own
from core.export.hand_font import MOST_NAME, font
from core.words.text import shortened
from ui import forms, state
from ui.components.hand_font import live_font
from ui.message.state import MessageState
from ui.shared import background
from ui.shared.awaited import awaited

MIME = "font/ttf"
INSTALL = (
    "**To install it**, open the file and press *Install*; programs then offer it by its name. Browsers and "
    "LibreOffice let letters take turns by themselves, Word once *Ligatures* and *Contextual alternates* are on under "
    "*Font, Advanced*."
)
HELP = "For any program that writes: three shapes or more of each letter, pieces of your words, kerning."
OnProgress = background.OnProgress


def show(id: str, *, allowed: bool) -> None:
    """Draw a name, a button that has the font made, and then the font to be tried and taken along.

    allowed: whether somebody has said that the hand may be used.
    """
    known, owner = state.of(MessageState), state.owner()
    st.subheader("As a font")
    if known.font != id:
        st.button("Make the font", icon=":material/font_download:", key="make-font", disabled=not allowed,
                  on_click=_want, args=(id,), help=HELP)  # fmt: skip
        return
    usual = shortened(own.noted(owner).get(set_of(id), "My hand"), MOST_NAME)
    name = st.text_input("Name of the font", usual, max_chars=MOST_NAME, width=320, key=f"font-name-{id}")
    task = background.errand(("font", id, stamp(), name), partial(made, id, name), owner=owner)
    data = awaited(task, lambda error: st.error(forms.sentence(error)))
    if data is None:
        return
    live_font(font_block(data), key=f"font-{id}")
    st.download_button(f"TTF, {len(data) / 1000:.0f} kB", data, f"{_plain(name)}.ttf", MIME, icon=":material/download:",
                       key="font-file", on_click="ignore", disabled=not allowed)  # fmt: skip
    st.markdown(INSTALL)


def made(id: str, name: str, on_progress: OnProgress) -> bytes:
    """Return the font of a set's hand. Raises DataError if the set is gone, or there is no font of it."""
    return font(opened(id).at(0), name, on_progress=on_progress)


def _want(id: str) -> None:
    state.of(MessageState).font = id


def _plain(name: str) -> str:
    """Return a name as a file may be called."""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in name).split()) or "hand"
