"""How does a Streamlit page ask for character after character, and learn what was written?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.export.html import PAD
from core.handwriting.pad import BASE_LINE, ID, X_HEIGHT
from ui.components.component import component

# Declared once, at import.
_HAND = component(
    "latent_ink_your_hand",
    "your_hand/entry.js",
    styles=(*PAD, "draw/sheet.css", "your_hand/your_hand.css"),
    awaits="The sheet is on its way.",
)


@dataclass(frozen=True)
class Change:
    """A character that was written, or one that is taken back. id: 16 hex digits of this wish.

    strokes: as the browser has them, not looked at yet. forget: the id of the character that is taken back, or empty.
    """

    id: str
    character: str
    strokes: Any
    forget: str = ""

    @classmethod
    def from_state(cls, told: Any) -> Change | None:
        """Read one change; None for what is none, for a browser may report anything."""
        if not isinstance(told, Mapping):
            return None
        id, character, forget = (told.get(name) for name in ("change", "character", "forget"))
        if not (isinstance(id, str) and ID.fullmatch(id) and isinstance(character, str) and isinstance(forget, str)):
            return None
        return None if forget and not ID.fullmatch(forget) else cls(id, character, told.get("strokes"), forget)


def live_hand(
    characters: Sequence[str], counts: Mapping[str, int], *, wanted: int, taken: Sequence[str], key: str
) -> tuple[Change, ...]:
    """Show the pad that asks for `characters` in turn; return what was written, the oldest first.

    counts: how many there are of each. wanted: how many are enough. taken: ids of changes that were made already: what
    is not among them is told again.
    """
    data = {
        "characters": list(characters),
        "counts": {name: n for name, n in counts.items() if name in characters},
        "wanted": wanted,
        "taken": list(taken),
        "base": BASE_LINE,
        "xHeight": X_HEIGHT,
    }
    told = _HAND(key=key, data=data, on_written_change=lambda: None).written
    return tuple(one for one in map(Change.from_state, told if isinstance(told, list) else ()) if one)
