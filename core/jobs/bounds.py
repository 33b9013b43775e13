"""What does the host of this server let a training cost, and how is that said before it is ordered?"""

from __future__ import annotations

import time
from collections.abc import Iterable

from core.limits import Limits
from core.training.run import RunConfig

MINUTE = 60.0  # seconds
EXAMPLE = "fewer or smaller layers, or smaller images"


def objection(config: RunConfig) -> str:
    """Return a sentence if a run is larger than the host allows, else an empty text."""
    most = Limits.from_environment().most_work
    work = config.model.multiply_adds(len(config.classes)) / 1e6
    if work <= most:
        return ""
    return f"This network takes {work:,.0f} million multiply-adds an image, and may take {most:,} here: try {EXAMPLE}."


def seconds() -> float:
    """Return how long a training may learn here, infinity where there is no limit."""
    return 60 * Limits.from_environment().most_minutes or float("inf")


def out_of_time() -> str:
    """Return the sentence for a training that was ended by the limit."""
    minutes = Limits.from_environment().most_minutes
    limit = f"{minutes:,} minute{'s' if minutes > 1 else ''}"
    return f"A training may learn for {limit} here, and it did: what it learned is kept."


def full(outstanding: int, ordered: int = 1) -> str:
    """Return a sentence if so many runs or tasks of all visitors leave no room for more, else an empty text."""
    most = Limits.from_environment().most_queued
    if outstanding + ordered <= most:
        return ""
    return f"This server is busy: {outstanding:,} wait or run, and {most:,} may. Try again in a few minutes."


def hurried(submitted: Iterable[float], ordered: int = 1) -> str:
    """Return a sentence if so many of what waits or runs were ordered within a minute that no more may be, else "".

    submitted: when each was ordered, seconds since 1970.
    """
    most, now = Limits.from_environment().most_orders, time.time()
    lately = [when for when in submitted if 0 <= now - when < MINUTE]
    if len(lately) + ordered <= most:
        return ""
    wait = max(1, round(MINUTE - (now - min(lately, default=now))))
    return f"This server was asked for {len(lately):,} things within a minute: try again in {wait} seconds."
