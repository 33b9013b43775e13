"""What does the host of this server let a training cost, and how is that said before it is ordered?"""

from __future__ import annotations

from core.jobs.settings import EngineSettings
from core.training.run import RunConfig

EXAMPLE = "fewer or smaller layers, or smaller images"


def objection(config: RunConfig) -> str:
    """Return a sentence if a run is larger than the host allows, else an empty text."""
    most = EngineSettings.from_environment().most_work
    work = config.model.multiply_adds(len(config.classes)) / 1e6
    if work <= most:
        return ""
    return f"This network takes {work:,.0f} million multiply-adds an image, and may take {most:,} here: try {EXAMPLE}."


def seconds() -> float:
    """Return how long a training may learn here, infinity where there is no limit."""
    return 60 * EngineSettings.from_environment().most_minutes or float("inf")


def out_of_time() -> str:
    """Return the sentence for a training that was ended by the limit."""
    minutes = EngineSettings.from_environment().most_minutes
    limit = f"{minutes:,} minute{'s' if minutes > 1 else ''}"
    return f"A training may learn for {limit} here, and it did: what it learned is kept."


def full(outstanding: int, ordered: int = 1) -> str:
    """Return a sentence if so many runs or tasks of all visitors leave no room for more, else an empty text."""
    most = EngineSettings.from_environment().most_queued
    if outstanding + ordered <= most:
        return ""
    return f"This server is busy: {outstanding:,} wait or run, and {most:,} may. Try again in a few minutes."
