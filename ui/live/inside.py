"""How does a Streamlit page show a network from the inside, and learn what it was given?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.export.html import LIVE, pad_style

# In the order they are joined: what runs networks and draws ink, then the parts of the inside.
SCRIPTS = (
    "runtime.js",
    "network.js",
    "theme.js",
    "dom.js",
    "reading.js",
    "place.js",
    "image.js",
    "inside_network.js",
    "inside_colours.js",
    "inside_tiles.js",
    "inside_stage.js",
    "inside_links.js",
    "inside_card.js",
    "inside_noise.js",
    "inside_ink.js",
    "inside_frame.js",
    "inside.js",
)


@dataclass(frozen=True)
class Given:
    """What a network was last given: z (d,) and y (k,) of a decoder, or which kept image, -1 for a drawing."""

    z: tuple[float, ...] = ()
    y: tuple[float, ...] = ()
    image: int = -1

    def query(self) -> dict[str, str]:
        """Return the address parameters that lead back here; an empty one is to go away."""
        numbers = {"z": self.z, "y": self.y}
        found = {name: ",".join(f"{value:.3g}" for value in values) for name, values in numbers.items()}
        return found | {"image": str(self.image) if self.image >= 0 else ""}

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> Given | None:
        """Read what the browser reported; None if it reported nothing yet."""
        if not state:
            return None
        return cls(tuple(state["z"]), tuple(state["y"]), int(state["image"]))


def inside_script() -> str:
    """Return the JavaScript of the inside without the part that knows its host; it defines `mountInside`."""
    return "\n".join((LIVE / name).read_text(encoding="utf-8") for name in SCRIPTS)


def inside_style() -> str:
    """Return its style sheet."""
    return pad_style() + (LIVE / "inside.css").read_text(encoding="utf-8")


# Declared once, at import.
_INSIDE = st.components.v2.component(
    "latent_ink_inside",
    html="""
<div class="awaiting"><div class="await"></div></div>
""",
    css=inside_style() + (LIVE / "await.css").read_text(encoding="utf-8"),
    js=f"{inside_script()}\n{(LIVE / 'inside_adapter.js').read_text(encoding='utf-8')}",
)


def live_inside(block: bytes, *, key: str) -> Given | None:
    """Show a network step by step and return what it was last given, None before anything was.

    block: from core.export.inside.inside_block; nothing is sent while it stays the same. key: one for each network.
    What a link asks for, z, y or image, the view reads from the page's address when it first appears.
    """
    return Given.from_state(_INSIDE(key=key, data=block, on_given_change=lambda: None).given)
