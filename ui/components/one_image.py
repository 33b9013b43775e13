"""How does a Streamlit page have a drawing's hand judged in the browser, and learn which drawing is kept as a test?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import strokes
from core.export.html import PAD
from ui.components.component import component


@dataclass(frozen=True, eq=False)
class Kept:
    """A drawing that is to be a test. id: another one each time; strokes: as core.strokes.strokes_of has them."""

    id: str
    strokes: tuple[np.ndarray, ...]


# Declared once, at import.
_VERDICT = component(
    "latent_ink_one_image",
    "one_image/entry.js",
    styles=(*PAD, "draw/sheet.css", "one_image/one_image.css"),
    awaits="The sheet is on its way.",
)


def live_verdict(block: bytes, *, key: str) -> Kept | None:
    """Show a sheet and whose what is drawn on it is; return the drawing that was last kept as a test, None before.

    block: from core.blocks.one_image; nothing is sent while it stays the same. Raises DataError if the browser tells of
    no drawing.
    """
    told = _VERDICT(key=key, data=block, on_kept_change=lambda: None).kept
    return Kept(str(told["id"])[:80], strokes.strokes_of(told["strokes"])) if told else None
