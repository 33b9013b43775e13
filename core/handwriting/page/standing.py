"""Does a page stand upright, as far as its ink tells?

In Latin writing far more ink reaches above the small letters, of ascenders, capitals and dots, than below them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.handwriting.parts import Line

REACH = 3.0  # x-heights around the base line that are looked at
FREE = 0.15  # x-heights around the small letters, that count as theirs
UPSIDE_DOWN = 0.48  # of the ink beyond them, that lies above, up to which it seems so: see docs/measured.md
FEWEST = 4  # words, of which it can be told


def share_above(pieces: np.ndarray, lines: Sequence[Line]) -> float:
    """Return how much of the ink that lies above or below the small letters lies above, 0 to 1; 1 where there is none.

    pieces: int32 (h, w), of which piece of ink a pixel is, as in Page.
    """
    above = below = 0.0
    for line in lines:
        rows = _rows(pieces, line)
        core = max(1, round(line.x_height))
        held = np.convolve(rows, np.ones(core), "valid")  # where the small letters are, most of the ink is
        top, free = int(held.argmax()), round(FREE * line.x_height)
        above += float(rows[: max(0, top - free)].sum())
        below += float(rows[top + core + free :].sum())
    return above / (above + below) if above + below else 1.0


def _rows(pieces: np.ndarray, line: Line) -> np.ndarray:
    """Return how much ink of a line lies on each row, as if its base line ran level: REACH x-heights up and down."""
    reach = round(REACH * line.x_height)
    found = np.zeros(2 * reach + 1)
    for word in line.words:
        left, top, right, bottom = word.box
        rows = np.isin(pieces[top:bottom, left:right], word.pieces).sum(1)
        at = np.arange(top, bottom) - round(line.row_at((left + right) / 2)) + reach
        inside = (at >= 0) & (at < len(found))
        found[at[inside]] += rows[inside]
    return found


def lies_upside_down(pieces: np.ndarray, lines: Sequence[Line]) -> bool:
    """Say whether a page seems to be upside down."""
    enough = sum(len(line.words) for line in lines) >= FEWEST
    return enough and share_above(pieces, lines) < UPSIDE_DOWN
