"""How does a Streamlit page show films of training, side by side and in step?"""

from __future__ import annotations

from core.export.html import PAD
from ui.components.component import component

# Declared once, at import.
_REELS = component("latent_ink_reels", "training_film/entry.js", styles=(*PAD, "training_film/training_film.css"))


def live_training_film(block: bytes, *, key: str) -> None:
    """Show films of training: play, scrub, and follow the newest frame while a run goes on.

    block: from core.blocks.training_film.training_film_block; the moment looked at stays while its id does. key: one
    for each place.
    """
    _REELS(key=key, data=block)
