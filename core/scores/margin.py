"""Do two scores differ by more than chance, and which of them is the better one?

Chance is what another seed would change. Two means tie unless Welch's t-test tells them apart at 5 %: one difference in
twenty that a table calls one is still none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.metrics import ROWS
from core.metrics.score import Score

CHANCE = 0.05  # how often equal means are taken for different ones


def apart(a: Score, b: Score, seeds: int) -> bool:
    """Say whether two means over so many seeds differ by more than chance; without spreads, whether they differ."""
    return abs(a.value - b.value) > margin(a, b, seeds)


def margin(a: Score, b: Score, seeds: int) -> float:
    """Return by how much two means over so many seeds must differ; 0 where one seed or no spread tells nothing.

    For three seeds with equal spreads s it is 2.27 s. Source: Welch 1947, doi:10.1093/biomet/34.1-2.28.
    """
    return _half_width([(1.0, a), (1.0, b)], seeds)


def ahead(a: Score, b: Score, name: str, seeds: int, floor: Score | None = None) -> int:
    """Return 1 if a is better than b by the number of that name, -1 if b is, 0 for a tie or where neither is better.

    floor: the same number of real images. By numbers of which theirs are the best, whatever is nearer to it wins, from
    whichever side: there without a floor it is a tie.
    """
    better = ROWS[name].better
    if better == "neither" or (better == "real" and floor is None):
        return 0
    if better == "real":
        (off, x), (other, y) = ((score.value - floor.value, score) for score in (a, b))
        # On two sides of the floor it counts twice: |a - f| - |b - f| is a + b - 2 f, or the negative of it.
        parts = [(1.0, x), (1.0, y)] + ([(2.0, floor)] if off * other < 0 else [])
        gain = abs(other) - abs(off)
        return 0 if abs(gain) <= _half_width(parts, seeds) else (1 if gain > 0 else -1)
    if not apart(a, b, seeds):
        return 0
    return 1 if (a.value > b.value) == (better == "higher") else -1


def _half_width(parts: Sequence[tuple[float, Score]], seeds: int) -> float:
    """Return half the width of the 95 % interval of a sum of means, each times its factor."""
    from scipy.special import stdtrit  # not scipy.stats: that takes half a second to import, in a process of pages

    variances = [(factor * (score.spread or 0.0)) ** 2 / seeds for factor, score in parts]
    if seeds < 2 or not any(variances):
        return 0.0
    freedom = (seeds - 1) * sum(variances) ** 2 / sum(variance**2 for variance in variances)
    return float(stdtrit(freedom, 1 - CHANCE / 2)) * math.sqrt(sum(variances))
