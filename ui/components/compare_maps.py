"""How does a Streamlit page show two maps side by side, and learn what the visitor marked on them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.export.html import PAD
from ui.components.component import component
from ui.components.selection import Selection


@dataclass(frozen=True)
class Seen:
    """What the visitor sees of two maps.

    pair: which, as in the block. view: both cameras, whether zoom is linked, and how far the points have travelled, as
    a link carries it; empty for everything. selection: what is marked, if anything.
    """

    pair: str
    view: str = ""
    selection: Selection | None = None

    def query(self) -> dict[str, str]:
        """Return what a link to this sight carries: view and sel, each empty for nothing."""
        return {"view": self.view, "sel": "", **(self.selection.query() if self.selection else {})}

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> Seen | None:
        """Read what the browser reported; None if it reported nothing yet."""
        if not state:
            return None
        return cls(state["pair"], state["view"], Selection.from_state(state["selection"]))


# Declared once, at import.
_DUO = component(
    "latent_ink_duo",
    "compare_maps/entry.js",
    styles=(*PAD, "compare_maps/compare_maps.css"),
    awaits="The maps come alive in a moment.",
)


def live_compare_maps(block: bytes | None, *, key: str) -> Seen | None:
    """Show two maps and return what the visitor last saw of them, None before a hand moved anything.

    block: from core.blocks.compare_maps.compare_maps_block; with other maps of the same images under the same key, the
    points glide to their new places. None keeps the place of maps that are still to come. The maps themselves read view
    and sel from the page's address when they first appear.
    """
    return Seen.from_state(_DUO(key=key, data=block, on_seen_change=lambda: None).seen)
