"""How far has a visitor come in the lessons, and what did they answer? Kept in the home, whoever they are."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from core import places
from core.config import Config, ConfigError
from core.files import alone, full_disk_as, made, used, write_atomic
from core.owner import Owner

MOST = 400  # steps of all lessons together
Name = Annotated[str, Field(min_length=1, max_length=40)]


class ProgressError(ValueError):
    """Progress cannot be kept; the message is one sentence for the user."""


class StepNote(Config):
    """What was done at a step. answer: as core.lessons.walk.checked gives it, empty for none yet; done: completed."""

    lesson: Name
    step: Name
    answer: str = Field("", max_length=400)
    done: bool = False


class Progress(Config):
    """All that one visitor has done in the lessons. at: the step last looked at, by lesson; own: models, by lesson."""

    max_json_bytes: ClassVar[int] = 2**20

    notes: tuple[StepNote, ...] = Field((), max_length=MOST)
    at: dict[Name, Name] = Field({}, max_length=60)
    own: dict[Name, Annotated[str, Field(max_length=64)]] = Field({}, max_length=60)

    def of(self, lesson: str, step: str) -> StepNote:
        """Return what was done at a step."""
        found = (note for note in self.notes if (note.lesson, note.step) == (lesson, step))
        return next(found, StepNote(lesson=lesson, step=step))

    def noting(self, note: StepNote) -> Progress:
        """Return it with this in place of what was noted of the same step."""
        others = (one for one in self.notes if (one.lesson, one.step) != (note.lesson, note.step))
        return self.replace(notes=(*others, note)[-MOST:])

    def done(self, lesson: str) -> frozenset[str]:
        """Return the ids of the steps of a lesson that are completed."""
        return frozenset(note.step for note in self.notes if note.lesson == lesson and note.done)


def read(owner: Owner) -> Progress:
    """Return how far a visitor has come. What cannot be read any more counts as nothing, see `change`."""
    path = _path(owner)
    used(path)
    try:
        found = os.stat(path)
        return _parsed(path, (found.st_mtime_ns, found.st_size, found.st_ino))
    except (FileNotFoundError, ConfigError):
        return Progress()


def change(owner: Owner, how: Callable[[Progress], Progress]) -> Progress:
    """Change what is kept of a visitor, and return it; what another tab did meanwhile stays.

    A file that cannot be read is put aside, not overwritten. Raises ProgressError if the disk is full.
    """
    path = _path(owner)
    full = ProgressError("The disk is full, so your progress is not kept: it lasts as long as this tab.")
    with full_disk_as(full):
        made(path.parent)
        with alone(path.parent / ".lock"):
            now = read(owner)
            new = how(now)
            if new != now:
                _put_aside(path)
                write_atomic(path, new.to_json())
    return new


def forget(owner: Owner) -> None:
    """Remove what is kept of a visitor, also what was put aside."""
    for path in (_path(owner), _path(owner).with_suffix(".damaged")):
        path.unlink(missing_ok=True)


def _put_aside(path: Path) -> None:
    try:
        Progress.from_json(path.read_bytes())
    except FileNotFoundError:
        return
    except ConfigError:
        path.replace(path.with_suffix(".damaged"))


def _path(owner: Owner) -> Path:
    return places.lessons() / f"{owner.mark}.json"


@lru_cache(maxsize=256)
def _parsed(path: Path, stamp: tuple[int, int, int]) -> Progress:
    return Progress.from_json(path.read_bytes())
