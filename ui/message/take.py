"""How does a visitor take a message home, and whose hand is it?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.blocks.message_kept import opened
from core.datasets import own
from core.export.message_files import Kind, file_of
from core.export.message_signs import ORIGIN
from core.handwriting.message.compose import compose
from core.handwriting.message.settings import ComposeConfig
from ui import state
from ui.components.message import WrittenMessage
from ui.message.state import MessageState

FILES: dict[Kind, tuple[str, str, str]] = {
    "png": ("PNG", "image/png", ":material/image:"),
    "svg": ("SVG", "image/svg+xml", ":material/polyline:"),
    "pdf": ("PDF", "application/pdf", ":material/picture_as_pdf:"),
}
MINE = "This is my own handwriting, or its writer has allowed me to write in it."
BOTH = "Both are my own handwriting, or their writers have allowed me to write in it."
Sets = tuple[str, str]  # ids of a hand and of one that blends with it, which is empty where there is none


def show(sets: Sets, written: WrittenMessage | None, sheet: bytes | None = None, *, of: Sequence[str]) -> bool:
    """Draw the files that a message can be taken along as, once somebody has said that the hands may be used.

    sheet: the photographed paper, if any. of: ids of the sets whose hands they are. Return whether somebody has.
    """
    owner, ids = state.owner(), list(of)
    allowed = all(own.is_allowed(id, owner) for id in ids)
    if not allowed:
        st.checkbox(BOTH if len(ids) > 1 else MINE, key=f"hand-is-mine-{'-'.join(ids)}", on_change=_allow, args=(ids,))
    ready = allowed and written is not None and written.complete
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="message-files"):
        for kind, (label, mime, icon) in FILES.items():
            zipped = written is not None and written.pages > 1 and kind != "pdf"
            data = (
                partial(made, sets, written.text, written.config, kind, _paper(), sheet) if ready and written else b""
            )
            st.download_button(
                label, data, file_name(written, f"{kind}.zip" if zipped else kind),
                "application/zip" if zipped else mime, icon=icon, key=f"message-{kind}", on_click="ignore",
                disabled=not ready,
                help="A zip: one file a page." if zipped else None,
            )  # fmt: skip
        st.checkbox("With the paper", help="White, with its lines; without it PNG and SVG are ink alone.",
                    **state.bind(MessageState, "paper"))  # fmt: skip
    st.caption(f"What every file says of itself: *{ORIGIN}*")
    return allowed


def made(sets: Sets, text: str, config: ComposeConfig, kind: Kind, paper: bool, sheet: bytes | None = None) -> bytes:
    """Return a message of a set's hand as a file, just as the browser shows it. Raises DataError if the set is gone."""
    return file_of(compose(text, opened(*sets), config), kind, paper=paper, own=sheet)


def _allow(ids: list[str]) -> None:
    for id in ids:
        own.allow(id, state.owner())


def _paper() -> bool:
    return state.of(MessageState).paper


def file_name(written: WrittenMessage | None, ending: str) -> str:
    """Return how a file of a message is called: by its first words."""
    words = re.sub(r"[^\w]+", "-", written.text if written else "").strip("-")[:40].strip("-")
    return f"{words or 'message'}.{ending}"
