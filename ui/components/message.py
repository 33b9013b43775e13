"""How does a Streamlit page show a message in somebody's hand, and learn what it says and how it is set?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.config import ConfigError
from core.export.html import PAD
from core.handwriting.message.settings import MOST_TEXT, ComposeConfig
from ui.components.component import component


@dataclass(frozen=True)
class WrittenMessage:
    """What a visitor has written. text: as it was typed; config: its dials.

    complete: whether the browser could write all of it. pages: how many there are.
    """

    text: str
    config: ComposeConfig
    complete: bool
    pages: int

    def query(self) -> dict[str, str]:
        """Return the address parameters that lead back here; an empty one is to go away."""
        changed = self.config.not_as_usual()
        return {"text": self.text} | {
            name: _word(changed[name]) if name in changed else "" for name in type(self.config).model_fields
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> WrittenMessage | None:
        """Read what the browser reported; None if it reported nothing yet, or what no dial can be."""
        try:
            told = dict(state["config"]) if state else {}
            if not state or len(str(state["text"])) > MOST_TEXT:
                return None
            config = ComposeConfig(**told | {"allowed": tuple(told.get("allowed", ()))})
            return cls(str(state["text"]), config, state["complete"] is True, max(1, int(state["pages"])))
        except (ConfigError, KeyError, TypeError, ValueError):
            return None


def _word(value: Any) -> str:
    """Write a dial as browser/message/link.js reads it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return "|".join(value)
    return f"{value:.10g}" if isinstance(value, float) else str(value).lstrip("#")


# Declared once, at import.
_MESSAGE = component(
    "latent_ink_message", "message/entry.js", styles=(*PAD, "message/message.css"), awaits="The hand is on its way."
)


def live_message(block: bytes | None, *, key: str) -> WrittenMessage | None:
    """Show a message that is written while one types and return what is set, None before the browser has said so.

    block: from core.blocks.message; nothing else is sent, and nothing at all while it stays the same. None keeps the
    place. key: one for each hand. The message itself reads the page's address when it first appears.
    """
    return WrittenMessage.from_state(_MESSAGE(key=key, data=block, on_seen_change=lambda: None).seen)
