"""How does a Streamlit page show paths through latent space, decoded in the browser?"""

from __future__ import annotations

from core.export.html import PAD
from ui.components.component import component

# Declared once, at import.
_STRIPS = component("latent_ink_strips", "paths/entry.js", styles=(*PAD, "paths/paths.css"))


def live_paths(block: bytes, *, key: str) -> None:
    """Show paths as strips of images and as films; the pad of their model lends the decoder and draws them as lines.

    block: from core.blocks.paths.paths_block; nothing is sent while it stays the same. key: one for each model.
    """
    _STRIPS(key=key, data=block)
