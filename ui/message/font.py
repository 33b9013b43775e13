"""How does a visitor make a font of a hand, try it, and take it along?"""

from __future__ import annotations

import streamlit as st

from core.blocks.hand_font import font_block
from core.blocks.message_kept import set_of
from core.datasets import own
from core.export.hand_font import MOST_NAME
from core.tasks import FontTask
from core.words.text import shortened
from ui import state
from ui.components.hand_font import live_font
from ui.map import forming
from ui.message.state import MessageState
from ui.shared.ask_worker import ask

MIME = "font/ttf"
INSTALL = (
    "**To install it**, open the file and press *Install*; programs then offer it by its name. Browsers and "
    "LibreOffice let letters take turns by themselves, Word once *Ligatures* and *Contextual alternates* are on under "
    "*Font, Advanced*."
)
HELP = "For any program that writes: three shapes or more of each letter, pieces of your words, kerning."


def show(id: str, *, allowed: bool, share: float = 0.0) -> None:
    """Draw a name, a button that has the font made, and then the font to be tried and taken along.

    allowed: whether somebody has said that the hand may be used. share: of the way to a hand that letters lead to.
    """
    known = state.of(MessageState)
    st.subheader("As a font")
    usual = shortened(own.noted(state.owner()).get(set_of(id), "My hand"), MOST_NAME)
    linked = shortened(state.parameter("font"), MOST_NAME)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="message-font"):
        name = st.text_input("Name of the font", linked or usual, max_chars=MOST_NAME, width=320, key=f"font-name-{id}")
        state.write_address(font="" if name == usual else name)
        task = FontTask(writer=id, name=name, share=share)
        if known.font and known.font != task.key():
            forming.abandon(known.font)
        known.font = task.key()
        data = task.kept() if allowed else None
        if data is None:
            ask(
                task, "Make the font", key="make-font", icon=":material/font_download:", help=HELP, disabled=not allowed
            )
            return
    live_font(font_block(data), key=f"font-{id}")
    st.download_button(f"TTF, {len(data) / 1000:.0f} kB", data, f"{_plain(name)}.ttf", MIME, icon=":material/download:",
                       key="font-file", on_click="ignore")  # fmt: skip
    st.markdown(INSTALL)


def _plain(name: str) -> str:
    """Return a name as a file may be called."""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in name).split()) or "hand"
