"""How does a Streamlit page show a photographed page and its ink, and learn what is mended there?"""

from __future__ import annotations

from collections.abc import Sequence

from core.blocks.page import state_block
from core.export.html import PAD
from core.handwriting.ops import Op, op_of
from ui.components.channel import channel
from ui.components.component import component

# Declared once, at import.
_PHOTO = component(
    "latent_ink_page_photo",
    "page/entry_photo.js",
    styles=(*PAD, "page/page.css"),
    awaits="The photograph is on its way.",
)


def live_photo(block: bytes, ops: Sequence[Op], *, key: str) -> tuple[Op, ...]:
    """Show a photograph with its sheet's corners and its ink; return the ops that were told, the oldest first.

    block: from core.blocks.page.photo_block; nothing is sent while it stays the same. ops: all that were taken already,
    the page's history: what is not among them is told again, and what is may be, too. key: with the same one the view
    stays when the page is read anew.
    """
    channel(state_block("photo", block, ops), key=f"{key}-state")
    return ops_of(_PHOTO(key=key, data=block, on_ops_change=lambda: None).ops)


def ops_of(told: object) -> tuple[Op, ...]:
    """Return the ops in what a browser told, each once, the oldest first; what is none is left out."""
    found = (op for op in map(op_of, told if isinstance(told, list) else ()) if op)
    return tuple({op.id: op for op in found}.values())
