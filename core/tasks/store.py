"""Which tasks are there, who asked for them, and when do they go?"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from core import places
from core.config import Config
from core.files import made, touched, write_atomic, write_json
from core.library.folder import RunState, parsed
from core.library.task import TaskConfig, TaskError
from core.library.task_folder import folder_of, folders, remove
from core.owner import Owner
from core.tasks import AnyTask
from core.types import DataError, ModelError

ORPHAN_AFTER = 3600.0  # seconds; a result that nothing can lead to any more is kept so long
MOST_BYTES = 2 * 2**30  # of all tasks together; results can be made again, so the oldest go


class Order(Config):
    """What task.json says. A level of its own, so that more can be said beside the task one day."""

    task: AnyTask


class TaskAbout(Config):
    """What the web side knows of a task. owner: the mark of who asked last; created: seconds since 1970."""

    owner: str | None = Field(None, max_length=64)
    created: float = Field(0.0, ge=0.0)


@dataclass(frozen=True)
class TaskEntry:
    """One task folder. state: queued, running, done, stopped or failed; reason says why, if it failed."""

    key: str
    path: Path
    task: TaskConfig
    owner: Owner | None
    created: float
    state: str
    reason: str

    @property
    def active(self) -> bool:
        """Whether it is worked on or waits for its turn."""
        return self.state in ("queued", "running")


def entry_at(path: Path) -> TaskEntry:
    """Read the task folder at `path`. Raises TaskError if it is none, or of a kind that is not known any more."""
    task = _task_at(path)
    try:
        about = parsed(TaskAbout, path / "about.json") or TaskAbout()
        state = parsed(RunState, path / "state.json") or RunState()
    except ModelError as error:
        raise TaskError(str(error)) from None
    return TaskEntry(path.name, path, task, Owner.read(about.owner), about.created, state.state, state.reason)


def find(key: str) -> TaskEntry:
    """Return the task of that key (32 hex digits), whoever asked for it. Raises TaskError."""
    path = folder_of(key)
    if not path.is_dir():
        raise TaskError("There is nothing kept under this key any more: ask for it again.")
    return entry_at(path)


def create(task: TaskConfig, key: str, owner: Owner) -> TaskEntry:
    """Make the folder of a new task for `owner`, in state "queued"; it appears whole or not at all."""
    folder = made(places.tasks()) / f".new-{secrets.token_hex(16)}"
    try:
        made(folder)
        write_atomic(folder / "task.json", Order(task=task).to_json())
        claim_for(folder, owner)
        write_json(folder / "state.json", {"state": "queued", "reason": ""})
        folder.rename(places.tasks() / key)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return find(key)


def claim_for(folder: Path, owner: Owner) -> None:
    """Make a visitor the one whose turn the task is worked off in. Raises OSError."""
    write_atomic(folder / "about.json", TaskAbout(owner=owner.mark, created=time.time()).to_json())


def note_asker(folder: Path, owner: Owner, *, background: bool = False) -> None:
    """Note that a visitor wants the task, itself or in the background of more. Raises OSError."""
    touched(_mark(folder, owner, background))


def forget_asker(folder: Path, owner: Owner, *, background: bool = False) -> bool:
    """Note that a visitor does not want the task any more, by itself or in the background of more.

    Returns whether anybody still wants it.
    """
    _mark(folder, owner, background).unlink(missing_ok=True)
    return bool(askers(folder))


def forget_askers(folder: Path) -> None:
    """Note that nobody wants the task any more: those who did have had it stopped, or it failed. Raises OSError."""
    for path in folder.glob("asked-*"):
        path.unlink(missing_ok=True)


def askers(folder: Path) -> set[Owner]:
    """Return the visitors who want the task, by itself or in the background of more."""
    marks = (path.name.split("-")[1] for path in folder.glob("asked-*"))
    return {owner for mark in marks if (owner := Owner.read(mark))}


def _mark(folder: Path, owner: Owner, background: bool) -> Path:
    return folder / f"asked-{owner.mark}{'-aside' if background else ''}"


def entries(model: str | None = None) -> list[TaskEntry]:
    """Return the readable tasks of a model, or of all, newest first."""
    paths = [path for path in folders() if model is None or _model_at(path) == model]
    found = [entry for path in paths if (entry := _entry_or_none(path))]
    return sorted(found, key=lambda entry: (-entry.created, entry.key))


def sweep() -> None:
    """Remove what nobody needs: trash, half-made folders, results of models that are gone or have been retrained."""
    for path in places.tasks().glob(".trash-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in [*places.tasks().glob(".new-*"), *folders()]:
        if _age(path) > ORPHAN_AFTER and (path.name.startswith(".new-") or _orphaned(path)):
            remove(path)


def make_room(limit: int = MOST_BYTES) -> None:
    """Remove the results that were finished first until all tasks together take at most `limit` bytes."""
    finished = [entry for entry in entries() if not entry.active]
    sizes = {entry.key: _size(entry.path) for entry in finished}
    total = sum(sizes.values())
    for entry in sorted(finished, key=lambda entry: -_age(entry.path / "state.json")):
        if total <= limit:
            return
        remove(entry.path)
        total -= sizes[entry.key]


def _orphaned(path: Path) -> bool:
    entry = _entry_or_none(path)
    if entry is None or entry.active:
        return entry is None
    try:
        return entry.task.key() != entry.key
    except (ModelError, DataError):  # its model is gone, or its set
        return True


@lru_cache(maxsize=8192)
def _task_at(path: Path) -> TaskConfig:
    # Read once: another task would have another key, and so another folder.
    try:
        order = parsed(Order, path / "task.json")
    except ModelError as error:
        raise TaskError(str(error)) from None
    if order is None:
        raise TaskError(f"{path.name} is not a task: it has no task.json.")
    return order.task


def _model_at(path: Path) -> str | None:
    try:
        return _task_at(path).model
    except TaskError:
        return None


def _size(path: Path) -> int:
    try:
        with os.scandir(path) as files:
            return sum(file.stat().st_size for file in files)
    except FileNotFoundError:  # just deleted
        return 0


def _entry_or_none(path: Path) -> TaskEntry | None:
    try:
        return entry_at(path)
    except TaskError:
        return None


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
