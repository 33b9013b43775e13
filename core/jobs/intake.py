"""May this be ordered just now, and who else is ordering?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from core import places
from core.files import alone, full_disk_as
from core.jobs import bounds
from core.jobs.order import Run
from core.owner import Owner

ROOM = 64 * 2**20  # bytes that must be free on the disk before anything is taken


class JobError(ValueError):
    """A run or a task cannot be taken, stopped or resumed just now; the message is one sentence for the user."""


def check_room(owner: Owner, everybodys: Sequence[Run], most: int, what: str, *, ordered: int = 1) -> None:
    """Raise JobError if an owner would have more than `most` orders outstanding, or queue or disk are full.

    what: "runs", "maps". everybodys: what all owners have outstanding. ordered: how many are ordered just now.
    """
    outstanding = sum(run.owner == owner for run in everybodys)
    if outstanding + ordered > most:
        more = f", order {ordered} more" if ordered > 1 else ""
        raise JobError(
            f"You have {outstanding} {what} waiting or running{more} and may have {most}: "
            "wait for one to end, or stop one."
        )
    if why := bounds.full(len(everybodys), ordered) or bounds.hurried([run.submitted for run in everybodys], ordered):
        raise JobError(why)
    free = shutil.disk_usage(places.models()).free
    if free < ROOM:
        needed = f"{free >> 20} MB are free and {ROOM >> 20} MB are needed"
        raise JobError(f"The disk is full: {needed}; delete a model.")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep others who order in this store out, in any process: two tabs must not order the same twice."""
    with full_disk_said(), alone(places.models() / ".submit"):
        yield


def full_disk_said() -> AbstractContextManager[None]:
    """Turn the OSError of a full disk into a JobError."""
    return full_disk_as(JobError("The disk is full: delete a model or two, then try again."))
