"""How does a Streamlit page show models side by side, and learn where the walk through all of them was let go?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.export import html
from core.export.html import LIVE, pad_style

# In the order they are joined: what the pad is made of as far as places, then what stands side by side.
SHARED = (*html.SCRIPTS[: html.SCRIPTS.index("place.js") + 1], "colour.js", "image.js", "crew.js", "marks.js")
OWN = (
    "versus_space.js",
    "versus_block.js",
    "versus_work.js",
    "versus_pad.js",
    "versus_column.js",
    "versus_grid.js",
    "versus_strips.js",
    "versus_measures.js",
    "versus_numbers.js",
    "versus_tally.js",
    "versus_walk.js",
    "versus_bar.js",
    "versus.js",
)
SCRIPTS = (*SHARED, *OWN)


@dataclass(frozen=True)
class VersusReport:
    """Where the walk through all models was let go.

    u: the place on the pads, each of -1 to 1. seed, index: the patch of latent space that the pads show: around which
    sample of which noise. y: class weights (k,) that sum to 1, empty if no model is told a class. noise: the seed of
    the samples. ends: the seed of the two ends of the strips.
    """

    u: tuple[float, float]
    seed: int
    index: int = 0
    y: tuple[float, ...] = ()
    noise: int = 0
    ends: int = 0

    def query(self) -> dict[str, str]:
        """Return what a link to this place carries: u, patch, noise, ends and y; an empty one is to go away."""
        return {
            "u": ",".join(f"{value:g}" for value in self.u),
            "patch": f"{self.seed}.{self.index}",
            "noise": str(self.noise),
            "ends": str(self.ends),
            "y": ",".join(f"{weight:g}" for weight in self.y),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> VersusReport | None:
        """Read what the browser reported; None if it reported nothing yet."""
        if not state:
            return None
        u, v = state["u"]
        seed, index = state["patch"]
        return cls((u, v), seed, index, tuple(state["y"]), state["noise"], state["ends"])


_AWAIT = """
<div class="awaiting">
  <div class="await"><p>The models come alive in a moment.</p></div>
</div>
"""


def versus_script() -> str:
    """Return the JavaScript of models side by side without the part that knows its host; it defines `mountVersus`."""
    return "\n".join((LIVE / name).read_text(encoding="utf-8") for name in SCRIPTS)


def versus_style() -> str:
    """Return its style sheet."""
    return pad_style() + (LIVE / "versus.css").read_text(encoding="utf-8")


# Declared once, at import.
_VERSUS = st.components.v2.component(
    "latent_ink_versus",
    html=_AWAIT,
    css=versus_style() + (LIVE / "await.css").read_text(encoding="utf-8"),
    js=f"{versus_script()}\n{(LIVE / 'versus_adapter.js').read_text(encoding='utf-8')}",
)


def live_versus(block: bytes | None, *, key: str) -> VersusReport | None:
    """Show models side by side and return where the walk was last let go, None before a hand moved anything.

    block: from core.export.versus.versus_block; nothing is sent while it stays the same; None keeps the place of models
    that are still to come. key: one for each choice of models. The component itself reads u, patch, noise, ends and y
    from the page's address when it first appears.
    """
    return VersusReport.from_state(_VERSUS(key=key, data=block, on_seen_change=lambda: None).seen)
