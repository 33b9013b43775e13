"""How are the images that a model and a strategy draw scored, beside the floor and the ceiling?"""

from __future__ import annotations

from collections.abc import Callable

from core.folder import Entry
from core.scoring.config import ScoringConfig
from core.scoring.kept import SampleScores, SampleTable

OnProgress = Callable[[str, float], None]  # what is being done, and how much of the whole, 0 to 1
ShouldStop = Callable[[], bool]


class Stopped(Exception):  # noqa: N818 -- no error: it was asked for
    """Scoring ended early because it was told to; nothing was kept."""


def table(entry: Entry, config: ScoringConfig, *, on_progress: OnProgress, should_stop: ShouldStop) -> SampleTable:
    """Return the strategy's scores with the floor and the ceiling (where the model can encode) beside them.

    Raises what `score` raises.
    """
    raise NotImplementedError


def score(entry: Entry, config: ScoringConfig, *, on_progress: OnProgress, should_stop: ShouldStop) -> SampleScores:
    """Fit the strategy, draw n images a seed, and score them against real test images.

    Raises Stopped soon after should_stop says so, ModelError if the model draws nothing, DataError if its data cannot
    be had or does not fit, ValueError from the strategy.
    """
    raise NotImplementedError


def floor(entry: Entry, config: ScoringConfig, *, on_progress: OnProgress, should_stop: ShouldStop) -> SampleScores:
    """Score real training images in place of drawn ones; computed once a data set."""
    raise NotImplementedError


def ceiling(
    entry: Entry, config: ScoringConfig, *, on_progress: OnProgress, should_stop: ShouldStop
) -> SampleScores | None:
    """Score reconstructions of the test images, computed once a model; None if the model cannot encode."""
    raise NotImplementedError
