"""How does a Streamlit page show one step of a GAN's duel, and learn that the visitor has seen it to its end?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.export.html import PAD
from ui.components.component import component


@dataclass(frozen=True)
class DuelReport:
    """What a visitor has seen of a duel. seen: id of the step that has been played to its end and is to be followed."""

    seen: str = ""

    @classmethod
    def from_state(cls, state: str | None) -> DuelReport:
        """Read what the browser reported."""
        return cls(state.partition(" ")[0] if isinstance(state, str) else "")


# Declared once, at import.
_DUEL = component("latent_ink_duel", "duel/entry.js", styles=(*PAD, "duel/duel.css"), awaits="The step is being taken.")


def live_duel(block: bytes | None, *, key: str, on_seen: Callable[[], None] = lambda: None) -> DuelReport:
    """Show one step of a duel, in slow motion or at its end, and return what has been seen of it.

    block: from core.blocks.duel.duel_block; another one under the same key goes on where this one ends. None keeps the
    place. key: one for each model, such as "duel-" and its id. on_seen: called when a step has been seen to its end
    and is to be followed by another.
    """
    return DuelReport.from_state(_DUEL(key=key, data=block, on_seen_change=on_seen).seen)
