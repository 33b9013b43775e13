"""How does a Streamlit page have somebody type what the lines of a page say, and mend its words?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.blocks.page import state_block
from core.export.html import PAD
from core.handwriting.ops import READING, Op
from ui.components.channel import channel
from ui.components.component import component
from ui.components.page_photo import ops_of

MOST_LINES, MOST_SIGNS = 500, 1000  # a page has no more lines, a line no more characters

# Declared once, at import.
_LINES = component(
    "latent_ink_page_lines",
    "page/entry_lines.js",
    styles=(*PAD, "page/page.css"),
    awaits="The lines are on their way.",
)


@dataclass(frozen=True)
class Texts:
    """What was typed, a text for each line of a reading. reading: its name, see core.blocks.page."""

    reading: str
    texts: tuple[str, ...]

    @classmethod
    def from_state(cls, told: object) -> Texts | None:
        """Read what a browser reported; None for what is none."""
        if not isinstance(told, Mapping):
            return None
        reading, texts = told.get("reading"), told.get("texts")
        if not (isinstance(reading, str) and READING.fullmatch(reading) and isinstance(texts, list)):
            return None
        if len(texts) > MOST_LINES or not all(isinstance(text, str) for text in texts):
            return None
        return cls(reading, tuple(" ".join(text.split())[:MOST_SIGNS] for text in texts))


@dataclass(frozen=True)
class Told:
    """What was done on the lines. ops: the oldest first. texts: None before anything was typed."""

    ops: tuple[Op, ...] = ()
    texts: Texts | None = None


def live_lines(
    block: bytes, ops: Sequence[Op], texts: Sequence[str], *, notes: Mapping[int, str] | None = None, key: str
) -> Told:
    """Show the lines of a page with a box each to type what it says; return what was told.

    block: from core.blocks.page.lines_block; nothing is sent while it stays the same. ops: all that were taken already,
    the page's history: what is not among them is told again, and what is may be, too. texts: one for each line of this
    reading, "" where none is known: what was typed for another reading the browser carries over by the places of its
    lines, and tells again. notes: what is to be said of a line, by its number from 0. key: with the same one the
    writer's place stays when the page is read anew.
    """
    channel(state_block("lines", block, ops, texts, notes), key=f"{key}-state")
    told = _LINES(key=key, data=block, on_ops_change=lambda: None, on_texts_change=lambda: None)
    return Told(ops_of(told.ops), Texts.from_state(told.texts))
