"""How does a Streamlit page have a drawing read in the browser, and learn what was drawn?"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.export.html import PAD
from core.types import DataError
from ui.components.component import component

USUAL_PEN = 10  # of 140 parts of the sheet's side


@dataclass(frozen=True)
class Seen:
    """What a visitor has drawn and how it is looked at.

    ink: the strokes as an address holds them, see core.strokes.from_text. off: the steps left out, joined by dots. pen:
    its width in 140ths of the sheet's side.
    """

    ink: str = ""
    off: str = ""
    pen: int = USUAL_PEN

    def query(self) -> dict[str, str]:
        """Return the address parameters that lead back here; an empty one is to go away."""
        return {"ink": self.ink, "off": self.off, "pen": "" if self.pen == USUAL_PEN else str(self.pen)}

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> Seen | None:
        """Read what the browser reported; None if it reported nothing yet."""
        return cls(str(state["ink"]), str(state["off"]), int(state["pen"])) if state else None


# Declared once, at import.
_READ = component(
    "latent_ink_read",
    "read/entry.js",
    styles=(*PAD, "draw/sheet.css", "read/read.css", "read/vae.css", "read/correct.css", "read/another.css"),
    awaits="The sheet is on its way.",
)


@dataclass(frozen=True)
class Change:
    """A drawing that somebody said the class of. id: 16 hex digits of this wish.

    pixels: base64, a byte each, row by row. label: number of the class, -1 to forget the drawing. reader: the id of the
    one that read it.
    """

    id: str
    pixels: str
    size: int
    label: int
    reader: str

    def image(self) -> np.ndarray:
        """Return the drawing, uint8 (size, size), bright ink on 0. Raises DataError if it is none."""
        try:
            raw = base64.b64decode(self.pixels, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != self.size**2 or not 4 <= self.size <= 256:
            raise DataError("what the browser told is no drawing.")
        return np.frombuffer(raw, np.uint8).reshape(self.size, self.size)

    @classmethod
    def from_state(cls, told: Mapping[str, Any]) -> Change | None:
        """Read one change; None for what is none, for a browser may report anything."""
        try:
            change = cls(told["change"], told["pixels"], told["size"], told["label"], told["reader"])
        except (KeyError, TypeError):
            return None
        texts = all(isinstance(text, str) for text in (change.id, change.pixels, change.reader))
        numbers = all(type(number) is int for number in (change.size, change.label))
        return change if texts and numbers and re.fullmatch(r"[0-9a-f]{16}", change.id) else None


@dataclass(frozen=True)
class Told:
    """What the browser reported. seen: None before anything was. vae: the id of the VAE that was chosen, or empty.

    another: how much of the drawing is kept where it is drawn as another class, 0 while nobody has asked for that.
    changes: drawings that were told the class of, the oldest first; one that was told once may be told again.
    """

    seen: Seen | None = None
    vae: str = ""
    changes: tuple[Change, ...] = ()
    another: float = 0.0


def live_read(block: bytes, *, key: str) -> Told:
    """Show a sheet and what a reader makes of what is drawn on it; return what was last drawn and chosen there.

    block: from core.blocks.read; nothing is sent while it stays the same. key: with the same one, the drawing stays
    when another reader comes. What a link asks for (ink, off, pen, another) it reads from the address at first.
    """
    told = _READ(
        key=key, data=block, on_seen_change=lambda: None, on_vae_change=lambda: None, on_corrected_change=lambda: None,
        on_another_change=lambda: None,
    )  # fmt: skip
    changes = tuple(one for one in map(Change.from_state, told.corrected or ()) if one)
    return Told(Seen.from_state(told.seen), str(told.vae or ""), changes, float(told.another or 0))
