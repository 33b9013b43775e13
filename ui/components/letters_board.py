"""How does a Streamlit page show which characters there are of a hand, with an example of each?"""

from __future__ import annotations

import base64
from collections.abc import Mapping

import numpy as np

from core import images as pixels
from core.export.html import PAD
from core.handwriting.letters.coverage import Coverage
from ui.components.component import component

# Declared once, at import.
_BOARD = component("latent_ink_letters_board", "letters/entry_board.js", styles=(*PAD, "letters/board.css"))


def letters_board(found: Coverage, examples: Mapping[str, np.ndarray], *, key: str) -> None:
    """Draw a tile for every character that a hand has or is asked for.

    examples: uint8 (h, h) of characters, all of one size, bright ink on 0; without one a character has an empty place.
    """
    shown = [c for group in found.groups.values() for c in group if c in examples and found.counts.get(c)]
    atlas = pixels.to_png(np.concatenate([examples[c] for c in shown])) if shown else b""
    place = {c: n for n, c in enumerate(shown)}
    groups = [
        [title, [[c, found.counts.get(c, 0), place.get(c, -1)] for c in group]] for title, group in found.groups.items()
    ]
    data = {"groups": groups, "wanted": found.wanted, "atlas": base64.b64encode(atlas).decode(), "n": len(shown)}
    _BOARD(key=key, data=data)
