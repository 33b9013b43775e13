"""How does a Streamlit page show films of training, side by side and in step?"""

from __future__ import annotations

import streamlit as st

from core.export.html import LIVE, pad_style

# In the order they are joined.
SCRIPTS = ("runtime.js", "theme.js", "dom.js", "reel_frames.js", "reel.js")


def reel_script() -> str:
    """Return the JavaScript of the films without the part that knows its host; it defines `mountReels`."""
    return "\n".join((LIVE / name).read_text(encoding="utf-8") for name in SCRIPTS)


def reel_style() -> str:
    """Return its style sheet."""
    return pad_style() + (LIVE / "reel.css").read_text(encoding="utf-8")


# Declared once, at import.
_REELS = st.components.v2.component(
    "latent_ink_reels",
    css=reel_style(),
    js=f"{reel_script()}\n{(LIVE / 'reel_adapter.js').read_text(encoding='utf-8')}",
)


def live_reels(block: bytes, *, key: str) -> None:
    """Show films of training: play, scrub, and follow the newest frame while a run goes on.

    block: from core.export.reel.reel_block; the moment looked at stays while its id does. key: one for each place.
    """
    _REELS(key=key, data=block)
