"""How does a film stand on a page so that it moves? Streamlit's own image would shrink it to its first frame."""

from __future__ import annotations

from ui.components.component import component

_MOVING = component(
    "latent_ink_moving",
    "base/moving_picture.js",
    styles=("base/moving_picture.css",),
    html="""
<img class="moving" alt="The film">
""",
)


def moving(film: bytes, *, key: str) -> None:
    """Show a GIF or an animated PNG, as wide as its place, at most 240 pixels, or 480 if it is no square.

    key: another one for another film.
    """
    _MOVING(key=key, data=film)
