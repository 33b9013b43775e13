"""Which share of the peak learning rate is used at which fraction of the training?"""

from __future__ import annotations

import math
from collections.abc import Callable

RISE = 0.2  # share of the training in which the one-cycle rate rises


def constant(fraction: float) -> float:
    """Return 1 at any fraction."""
    return 1.0


def one_cycle(fraction: float) -> float:
    """Rise from 1/10 to 1 along a cosine, then fall to 1/1000. A function of the fraction alone, so resuming is exact.

    Source: Smith & Topin 2018, arXiv:1708.07120.
    """
    if fraction < RISE:
        return _between(0.1, 1.0, fraction / RISE)
    return _between(1.0, 1e-3, (fraction - RISE) / (1 - RISE))


def linear(fraction: float) -> float:
    """Stay at 1 in the first half, then fall to 1/1000 along a straight line.

    A duel needs its full rate until both sides are about equal, and then less and less to settle.
    """
    return min(1.0, 1.0 - 0.999 * (2 * fraction - 1))


def _between(start: float, end: float, share: float) -> float:
    return end + (start - end) * 0.5 * (1 + math.cos(math.pi * min(1.0, share)))


SCHEDULES: dict[str, Callable[[float], float]] = {"one-cycle": one_cycle, "constant": constant, "linear": linear}
