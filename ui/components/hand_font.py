"""How does a Streamlit page let a visitor try the font of a hand, with words of their own?"""

from __future__ import annotations

from core.export.html import PAD
from ui.components.component import component

_FONT = component("latent_ink_hand_font", "hand_font/entry.js", styles=(*PAD, "hand_font/hand_font.css"))


def live_font(block: bytes, *, key: str) -> None:
    """Show a field whose words are written in a font. block: from core.blocks.hand_font; key: one for each hand."""
    _FONT(key=key, data=block)
