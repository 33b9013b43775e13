"""How does a Streamlit page show paths through latent space, decoded in the browser?"""

from __future__ import annotations

import streamlit as st

from core.export import html
from core.export.html import LIVE, pad_style

# In the order they are joined: what the pad's parts are made of, what lends a pad's model, and the strips.
SHARED = html.SCRIPTS[: html.SCRIPTS.index("thumbs.js") + 1]
SCRIPTS = (*SHARED, "registry.js", "lent.js", "strips_lines.js", "strips_row.js", "strips.js")


def strips_script() -> str:
    """Return the JavaScript of the strips without the part that knows its host; it defines `mountStrips`."""
    return "\n".join((LIVE / name).read_text(encoding="utf-8") for name in SCRIPTS)


def strips_style() -> str:
    """Return its style sheet."""
    return pad_style() + (LIVE / "strips.css").read_text(encoding="utf-8")


# Declared once, at import.
_STRIPS = st.components.v2.component(
    "latent_ink_strips",
    css=strips_style(),
    js=f"{strips_script()}\n{(LIVE / 'strips_adapter.js').read_text(encoding='utf-8')}",
)


def live_strips(block: bytes, *, key: str) -> None:
    """Show paths as strips of images and as films; the pad of their model lends the decoder and draws them as lines.

    block: from core.export.strips.strips_block; nothing is sent while it stays the same. key: one for each model.
    """
    _STRIPS(key=key, data=block)
