"""How does a Streamlit page let somebody draw, with finger, pen, mouse or keys, and learn what was drawn?"""

from __future__ import annotations

import numpy as np

from core import strokes
from core.export.html import PAD
from ui.components.component import component

# Declared once, at import.
_SHEET = component("latent_ink_sheet", "draw/entry.js", styles=(*PAD, "draw/sheet.css"))


def live_sheet(label: str, *, key: str) -> np.ndarray | None:
    """Show a sheet and return what is drawn on it, uint8 (h, h), bright ink on 0; None while it is empty.

    label: what is to be drawn, a sentence, for ears. key: of the sheet; what is drawn on it stays in the browser's tab,
    whatever else the page shows meanwhile. Raises DataError if the browser tells of no drawing.
    """
    drawn = live_strokes(label, key=key)
    image = strokes.drawn(drawn) if drawn else None
    return image if image is not None and image.any() else None


def live_strokes(label: str, *, key: str) -> tuple[np.ndarray, ...]:
    """Show a sheet and return the strokes on it as core.strokes.strokes_of has them, none while it is empty.

    Parameters and errors as of `live_sheet`.
    """
    told = _SHEET(key=key, data={"label": label, "kept": key}, on_drawn_change=lambda: None).drawn
    return strokes.strokes_of(told) if told else ()
