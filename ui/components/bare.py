"""How does a page keep the toolbar off a drawing canvas, where it lies unseen over what is to be drawn?"""

from __future__ import annotations

from ui.components.component import component

_BARE = component("latent_ink_bare", "draw/bare.js")  # declared once, at import


def bare(place: str) -> None:
    """Keep the toolbar off the canvas in the container of the key `place`. Draws nothing that can be seen."""
    _BARE(key=f"bare-{place}", data={"place": place}, height=1)
