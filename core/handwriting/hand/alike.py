"""Do the pages of a hand look as if one person had written them all, as far as their slant tells?"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.handwriting.hand.pages import pages
from core.handwriting.hand.reading import reading_of

FEWEST = 9  # words of a page, of which its slant is told
APART = 15.0  # degrees, from which on two pages lean differently; halves of a page by 6 at most, see docs/measured.md


def doubt_of(hand: Path) -> str:
    """Return a sentence on the page that leans most otherwise than the rest, empty where none does by 15 degrees."""
    told = [(page.source, known) for page in pages(hand) if (known := reading_of(page)) is not None]
    leaning = [
        (source, known.slant)
        for source, known in told
        if known.slant is not None and sum(known.words) >= FEWEST and not (known.sideways or known.upside_down)
    ]
    found = []
    for n, (source, slant) in enumerate(leaning):
        rest = [other for k, (_, other) in enumerate(leaning) if k != n]
        if rest:
            found.append((abs(slant - float(np.median(rest))), source, slant, float(np.median(rest))))
    if not found or max(found)[0] < APART:
        return ""
    _, source, slant, usual = max(found)
    others = "the other page" if len(leaning) == 2 else "the other pages"
    return f"{source} leans {_lean(slant)}, {others} {_lean(usual)}: has one person written them all?"


def _lean(slant: float) -> str:
    return f"{abs(slant):.0f} degrees to the {'right' if slant >= 0 else 'left'}"
