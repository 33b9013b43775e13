"""How does a Streamlit page show one step of a GAN's duel, and learn that the visitor has seen it to its end?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.export.html import LIVE, pad_style

# In the order they are joined.
SCRIPTS = (
    "runtime.js",
    "theme.js",
    "dom.js",
    "duel_tiles.js",
    "duel_scale.js",
    "duel_stage.js",
    "duel_close.js",
    "duel_past.js",
    "duel.js",
)


@dataclass(frozen=True)
class DuelReport:
    """What a visitor has seen of a duel. seen: id of the step that has been played to its end and is to be followed."""

    seen: str = ""

    @classmethod
    def from_state(cls, state: str | None) -> DuelReport:
        """Read what the browser reported."""
        return cls(state.partition(" ")[0] if isinstance(state, str) else "")


_AWAIT = """
<div class="awaiting">
  <div class="await"><p>The step is being taken.</p></div>
</div>
"""


def duel_script() -> str:
    """Return the JavaScript of a duel without the part that knows its host; it defines `mountBout`."""
    return "\n".join((LIVE / name).read_text(encoding="utf-8") for name in SCRIPTS)


def duel_style() -> str:
    """Return its style sheet."""
    return pad_style() + (LIVE / "duel.css").read_text(encoding="utf-8")


# Declared once, at import.
_DUEL = st.components.v2.component(
    "latent_ink_duel",
    html=_AWAIT,
    css=duel_style() + (LIVE / "await.css").read_text(encoding="utf-8"),
    js=f"{duel_script()}\n{(LIVE / 'duel_adapter.js').read_text(encoding='utf-8')}",
)


def live_duel(block: bytes | None, *, key: str, on_seen: Callable[[], None] = lambda: None) -> DuelReport:
    """Show one step of a duel, in slow motion or at its end, and return what has been seen of it.

    block: from core.export.duel.duel_block; another one under the same key goes on where this one ends. None keeps the
    place. key: one for each model, such as "duel-" and its id. on_seen: called when a step has been seen to its end
    and is to be followed by another.
    """
    return DuelReport.from_state(_DUEL(key=key, data=block, on_seen_change=on_seen).seen)
