"""How long will a training last on this machine, and how long does it wait for those ahead of it?"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from core import library
from core.jobs import paces, waiting
from core.training import estimate
from core.training.run import RunConfig
from ui import state
from ui.cache import one_model
from ui.train import data

LAST = 10  # of a visitor's trainings that are looked at
UNKNOWN = 10_000  # images of a set that does not say how many it has


@dataclass(frozen=True)
class Expected:
    """Seconds by the clock: of a training from its turn to its end, and of waiting for its turn before that.

    ahead: how many trainings wait that are to begin before.
    """

    training: float
    waiting: float
    ahead: int = 0


def expected(config: RunConfig, seen: data.Look) -> Expected:
    """Return what a training would take that this visitor starts now."""
    now = paces_here()
    training = estimate.run_seconds(config, seen.n, k=len(seen.classes), paces=now)
    owner = state.owner()
    return Expected(training, waiting.waiting_seconds(owner, _length(now)), waiting.ahead(owner))


def lengths() -> waiting.Length:
    """Return what tells the seconds of a training from its config alone, without a look at its data."""
    return _length(paces_here())


def in_words(seconds: float) -> str:
    """Say a duration: "8 s", "1.7 min", "25 min", "2.5 h"."""
    if seconds < 99:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{seconds / 60:.1f} min" if seconds < 600 else f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def waiting_left(id: str) -> float:
    """Return the seconds until a queued training begins. Raises ModelError if there is none of that id."""
    return waiting.waiting_left(id, _length(paces_here()))


def paces_here() -> dict[str, float]:
    """Return how fast trainings go here: as measured, and as this visitor's last ones have shown."""
    done = [entry for entry in library.models_of(state.owner()) if entry.state == "done"]
    return estimate.corrected(paces.noted() or one_model.machine_paces(), paces.took(done[:LAST]))


def _length(now: dict[str, float]) -> waiting.Length:
    def length(config: RunConfig) -> float:
        return _seconds(config, config.dataset.count() or UNKNOWN, len(config.classes), tuple(now.items()))

    return length


@functools.lru_cache(maxsize=512)
def _seconds(config: RunConfig, n: int, k: int, paces: tuple[tuple[str, float], ...]) -> float:
    return estimate.run_seconds(config, n, k=k, paces=dict(paces))
