"""How are networks built with first weights that a seed decides, also where two are built at a time?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock
from typing import TypeVar

from core.types import Progress

Model = TypeVar("Model")
_one_at_a_time = Lock()  # torch's layers know only the global generator


class Stopped(Exception):
    """The work was to end early."""


def built(build: Callable[[], Model], seed: int) -> Model:
    """Return what `build` makes, its first weights by the seed; the global generator is left as it was."""
    import torch

    with _one_at_a_time, torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build()


def ended(training: Iterator[tuple[Model, Progress]]) -> Model:
    """Return the model of a training when it is done. Raises Stopped if it was stopped."""
    *_, (model, progress) = training
    if progress.ended == "stopped":
        raise Stopped
    return model
