"""How does a Streamlit page show models side by side, and learn where the walk through all of them was let go?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.export.html import PAD
from ui.components.component import component


@dataclass(frozen=True)
class CompareModelsReport:
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
    def from_state(cls, state: Mapping[str, Any] | None) -> CompareModelsReport | None:
        """Read what the browser reported; None if it reported nothing yet."""
        if not state:
            return None
        u, v = state["u"]
        seed, index = state["patch"]
        return cls((u, v), seed, index, tuple(state["y"]), state["noise"], state["ends"])


# Declared once, at import.
_VERSUS = component(
    "latent_ink_versus",
    "compare_models/entry.js",
    styles=(*PAD, "compare_models/compare_models.css"),
    awaits="The models come alive in a moment.",
)


def live_compare_models(block: bytes | None, *, key: str) -> CompareModelsReport | None:
    """Show models side by side and return where the walk was last let go, None before a hand moved anything.

    block: from core.blocks.compare_models.compare_models_block; nothing is sent while it stays the same; None keeps the
    place of models that are still to come. key: one for each choice of models. The component itself reads u, patch,
    noise, ends and y from the page's address when it first appears.
    """
    return CompareModelsReport.from_state(_VERSUS(key=key, data=block, on_seen_change=lambda: None).seen)
