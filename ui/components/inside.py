"""How does a Streamlit page show a network from the inside, and learn what it was given?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.export.html import PAD
from ui.components.component import component


@dataclass(frozen=True)
class Given:
    """What a network was last given: z (d,) and y (k,) of a decoder, or which kept image, -1 for a drawing.

    ink: the strokes of a drawing as an address holds them, see core.strokes.from_text; empty without one.
    """

    z: tuple[float, ...] = ()
    y: tuple[float, ...] = ()
    image: int = -1
    ink: str = ""

    def query(self) -> dict[str, str]:
        """Return the address parameters that lead back here; an empty one is to go away."""
        numbers = {"z": self.z, "y": self.y}
        found = {name: ",".join(f"{value:.3g}" for value in values) for name, values in numbers.items()}
        return found | {"image": str(self.image) if self.image >= 0 else "", "ink": self.ink}

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> Given | None:
        """Read what the browser reported; None if it reported nothing yet."""
        if not state:
            return None
        return cls(tuple(state["z"]), tuple(state["y"]), int(state["image"]), str(state["ink"]))


# Declared once, at import.
_INSIDE = component(
    "latent_ink_inside", "inside/entry.js", styles=(*PAD, "draw/sheet.css", "inside/inside.css"), awaits=""
)


def live_inside(block: bytes, *, key: str) -> Given | None:
    """Show a network step by step and return what it was last given, None before anything was.

    block: from core.blocks.inside.inside_block; nothing is sent while it stays the same. key: one for each network.
    What a link asks for, z, y, image or ink, the view reads from the page's address when it first appears.
    """
    return Given.from_state(_INSIDE(key=key, data=block, on_given_change=lambda: None).given)
