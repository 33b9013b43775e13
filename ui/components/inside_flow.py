"""How does a Streamlit page show a flow's way from noise to ink, and learn what it was asked for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.export.html import PAD
from core.types import DataError
from ui.components.component import component

MOST_STEPS, MOST_GUIDANCE, MOST_SEED = 16, 3.0, 2**31 - 1  # as browser/inside/flow.js has them


@dataclass(frozen=True)
class Asked:
    """What a flow was last asked for. seed: of its noise. label: number of the class, -1 if it is told none."""

    seed: int
    label: int
    steps: int
    guidance: float

    def query(self) -> dict[str, str]:
        """Return the address parameters that lead back here; an empty one is to go away."""
        told = self.label >= 0
        return {
            "seed": str(self.seed),
            "label": str(self.label) if told else "",
            "steps": str(self.steps),
            "guidance": f"{self.guidance:g}" if told else "",
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> Asked | None:
        """Read what the browser reported; None if it reported nothing yet."""
        if not state:
            return None
        return cls(int(state["seed"]), int(state["label"]), int(state["steps"]), float(state["guidance"]))


# Declared once, at import.
_FLOW = component(
    "latent_ink_inside_flow",
    "inside/entry_flow.js",
    styles=(*PAD, "inside/inside.css", "inside/flow.css"),
    awaits="",
)


def live_flow(bundle: bytes, *, key: str) -> Asked | None:
    """Show a flow's steps and return what it was last asked for, None before anything was.

    bundle: of the model's pad, core.blocks.pad.pad_bundle. key: one for each model. What a link asks for it reads from
    the page's address when it first appears, as `checks` allows.
    """
    return Asked.from_state(_FLOW(key=key, data=bundle, on_asked_change=lambda: None).asked)


def checks(classes: int) -> dict[str, Any]:
    """Return of each parameter of a link what raises DataError where it cannot be shown. classes: that it is told."""

    def whole(name: str, low: int, high: int) -> Any:
        def check(value: str) -> None:
            if not (value.isascii() and value.isdecimal()) or not low <= int(value) <= high:
                raise DataError(f"{name} must be a whole number from {low} to {high}, got {value[:20]!r}.")

        return check

    def guidance(value: str) -> None:
        try:
            fits = 0 <= float(value) <= MOST_GUIDANCE
        except ValueError:
            fits = False
        if not fits:
            raise DataError(f"guidance must be a number from 0 to {MOST_GUIDANCE:g}, got {value[:20]!r}.")

    found = {"seed": whole("seed", 0, MOST_SEED), "steps": whole("steps", 1, MOST_STEPS), "guidance": guidance}
    return found | ({"label": whole("label", 0, classes - 1)} if classes else {})
