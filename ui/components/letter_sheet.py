"""How does a Streamlit page show all letters of a hand, and learn what somebody says of them?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from core.blocks.letters import mends_block, name_of
from core.export.html import PAD
from core.handwriting.letters.mends import Mend, mended
from ui.components.channel import channel
from ui.components.component import component

# Declared once, at import.
_LETTERS = component(
    "latent_ink_letters",
    "letters/entry.js",
    styles=(*PAD, "letters/letters.css"),
    awaits="The letters are on their way.",
)


def live_letters(block: bytes, mends: Sequence[Mend], *, key: str, refused: Collection[str] = ()) -> tuple[Mend, ...]:
    """Show all letters and return what was said of them and is not among `mends` yet, the oldest first.

    block: from core.blocks.letters.letters_block; nothing is sent while it stays the same. mends: all that was said of
    these letters so far, the oldest first: they are shown as it makes them. refused: ids of mends that cannot be kept:
    they are neither told nor shown any more. key: one for each hand. Keep what is returned, then run the page again.
    """
    result = _LETTERS(key=key, data=block, on_mends_change=lambda: None).mends
    told, none = [], set()
    for one in result if isinstance(result, list) else ():
        if mend := Mend.read(one):
            told.append(mend)
        elif isinstance(one, Mapping) and isinstance(one.get("id"), str):
            none.add(one["id"])  # nobody will ever keep it
    kept = {mend.id for mend in mends} | set(refused)
    new, last = tuple(mend for mend in told if mend.id not in kept), f"{key}-said"
    if not new or last not in st.session_state:  # else the page runs again in a moment, and has more to say
        done = {mend.id for mend in told if mend.id in kept} | none
        st.session_state[last] = mends_block(name_of(block), mended(mends), done)
    channel(st.session_state[last], key=f"{key}-mends")
    return new
