"""Which run does a visitor look at, and is it theirs to look at?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.owner import Owner
from core.tasks import OneImageTask, TaskError, store
from core.tasks.one_image.task import images_of

ACTIVE = ("queued", "running")
HIDDEN = (
    "The run of this link is not yours, or it is gone: of somebody else's image nothing is shown, not even what was "
    "learned of it."
)


@dataclass(frozen=True, eq=False)
class Run:
    """One image's way. state: queued, running, done, stopped or failed; reason says why, if it failed."""

    key: str
    task: OneImageTask
    state: str
    reason: str

    @property
    def active(self) -> bool:
        """Whether it is worked on or waits for its turn."""
        return self.state in ACTIVE

    @property
    def known(self) -> np.ndarray:
        """The images that are known, uint8 (m, 28, 28)."""
        return images_of(self.task.images)

    @property
    def own(self) -> np.ndarray:
        """More by the same hand, for tests, uint8 (m, 28, 28)."""
        return images_of(self.task.own)


def found(key: str, owner: Owner) -> Run | None:
    """Return the run of that key; None if there is none, or `owner` is not among those who asked for it."""
    try:
        entry = store.find(key)
    except TaskError:
        return None
    if not isinstance(entry.task, OneImageTask) or owner not in store.askers(entry.path):
        return None
    if entry.task.key() != key:  # of an earlier version, which left other things
        return None
    return Run(key, entry.task, entry.state, entry.reason)
