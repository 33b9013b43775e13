"""How does a Streamlit page show two maps side by side, and learn what the visitor marked on them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.export import html
from core.export.html import LIVE, pad_style
from ui.live.selection import Selection

# In the order they are joined: what the pad's map is made of, then what makes two of it.
SHARED = html.SCRIPTS[: html.SCRIPTS.index("map.js") + 1]
SCRIPTS = (*SHARED, "thumbs.js", "pair.js", "movers.js", "halves.js", "hands.js", "duo_show.js", "duo.js")


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


_AWAIT = """
<div class="awaiting">
  <div class="await"><p>The maps come alive in a moment.</p></div>
</div>
"""


def duo_script() -> str:
    """Return the JavaScript of two maps without the part that knows its host; it defines `mountDuo`."""
    return "\n".join((LIVE / name).read_text(encoding="utf-8") for name in SCRIPTS)


def duo_style() -> str:
    """Return its style sheet."""
    return pad_style() + (LIVE / "duo.css").read_text(encoding="utf-8")


# Declared once, at import.
_DUO = st.components.v2.component(
    "latent_ink_duo",
    html=_AWAIT,
    css=duo_style() + (LIVE / "await.css").read_text(encoding="utf-8"),
    js=f"{duo_script()}\n{(LIVE / 'duo_adapter.js').read_text(encoding='utf-8')}",
)


def live_duo(block: bytes | None, *, key: str) -> Seen | None:
    """Show two maps and return what the visitor last saw of them, None before a hand moved anything.

    block: from core.export.duo.duo_block; with other maps of the same images under the same key, the points glide to
    their new places. None keeps the place of maps that are still to come. The maps themselves read view and sel from
    the page's address when they first appear.
    """
    return Seen.from_state(_DUO(key=key, data=block, on_seen_change=lambda: None).seen)
