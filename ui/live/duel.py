"""How does a Streamlit page show one step of a GAN's duel, and learn that the visitor has seen it to its end?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DuelReport:
    """What a visitor has seen of a duel. seen: id of the step that has been played to its end and is to be followed."""

    seen: str = ""

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> DuelReport:
        """Read what the browser reported."""
        return cls(str((state or {}).get("seen", "")))


def live_duel(block: bytes | None, *, key: str) -> DuelReport:
    """Show one step of a duel, in slow motion or at its end, and return what has been seen of it.

    block: from core.export.duel.duel_block; another one under the same key goes on where this one ends. None keeps the
    place. key: one for each model, such as "duel-" and its id.
    """
    raise NotImplementedError
