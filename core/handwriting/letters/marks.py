"""To which letter of a word does each dot, bar and accent above it belong?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.handwriting.letters.alphabet import BARRED, DOTTED, floats, marks_of
from core.handwriting.letters.cuts import Mark

WIDE, NARROW = 0.55, 0.3  # x-heights: above it a mark is rather a bar than a dot, below it rather a dot
UNLIKE = 0.6  # cost of a bar for a dot, or the other way round
OFTEN, PERHAPS = -0.8, 0.5  # cost of a mark that a letter must have, and of one that it may have
ALONE = 1.7  # cost of a mark that is no letter's own; x-heights of distance count one each
NEAR = 0.7  # x-heights, as far as a mark that is no letter's own goes to one


def belong(marks: Sequence[Mark], text: Sequence[str], spans: Sequence[tuple[float, float] | None]) -> list[int]:
    """Return for each mark the place in `text` of its letter, -1 for none.

    spans: left and right of each letter's body, x-heights; None for what has no body, as an apostrophe. Letters with
    marks of their own compete for them, t and f for their bars among them; what is left goes to the letter below it.
    """
    from scipy.optimize import linear_sum_assignment

    places = _places(text, spans)
    slots = [(n, cost) for n, letter in enumerate(text) for cost in _slots(letter)]
    found = [-1] * len(marks)
    if marks and slots:
        cost = np.full((len(marks), len(slots) + len(marks)), ALONE)
        for m, mark in enumerate(marks):
            for s, (n, dear) in enumerate(slots):
                cost[m, s] = dear + _distance(mark, places[n]) + _unlike(mark, text[n])
        for m, s in zip(*linear_sum_assignment(cost), strict=True):
            if s < len(slots):
                found[m] = slots[s][0]
    for m, mark in enumerate(marks):
        if found[m] < 0:
            bodies = [n for n, span in enumerate(spans) if span is not None]
            nearest = min(bodies, key=lambda n, mark=mark: _distance(mark, places[n]), default=-1)
            if nearest >= 0 and _distance(mark, places[nearest]) <= NEAR:
                found[m] = nearest
    return found


def _slots(letter: str) -> list[float]:
    must, may = marks_of(letter)
    return [OFTEN] * must + [PERHAPS] * may


def _places(text: Sequence[str], spans: Sequence[tuple[float, float] | None]) -> list[tuple[float, float]]:
    """Return left and right of every letter; one without a body stands between its neighbours."""
    found = []
    for n, span in enumerate(spans):
        if span is None:
            before = next((s[1] for s in reversed(spans[:n]) if s is not None), None)
            after = next((s[0] for s in spans[n + 1 :] if s is not None), None)
            at = [x for x in (before, after) if x is not None] or [0.0]
            if before is None or after is None:
                at = [at[0] - 0.2, at[0] + 0.2]
            span = (min(at), max(at))
        found.append(span)
    return found


def _distance(mark: Mark, span: tuple[float, float]) -> float:
    """Return how far a mark's middle is from a letter: all of it outside, and a little of it inside."""
    left, right = span
    outside = max(0.0, left - mark.centre, mark.centre - right)
    return outside + 0.4 * abs(mark.centre - (left + right) / 2)


def _unlike(mark: Mark, letter: str) -> float:
    bar, dot = letter in BARRED, letter in DOTTED or floats(letter)
    return UNLIKE * float((dot and mark.width > WIDE) or (bar and mark.width < NARROW))
