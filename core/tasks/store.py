"""Where do tasks lie, who asked for them, and when do they go? One folder a task, named by its key."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from core import places
from core.config import Config
from core.files import write_atomic, write_json
from core.folder import RunState, parsed
from core.tasks import AnyTask
from core.tasks.base import TaskConfig, TaskError
from core.types import ModelError

KEY = re.compile(r"[0-9a-f]{32}")
SHELVES = ("maps", "samplers")  # folders of a zoo model in which results ship
ORPHAN_AFTER = 3600.0  # seconds; a result that nothing can lead to any more is kept so long
MOST_BYTES = 2 * 2**30  # of all tasks together; results can be made again, so the oldest go


class Order(Config):
    """What task.json says. A level of its own, so that more can be said beside the task one day."""

    task: AnyTask


class TaskAbout(Config):
    """What the web side knows of a task. owner: hash of the token of who asked last; created: seconds since 1970."""

    owner: str | None = Field(None, max_length=64)
    created: float = Field(0.0, ge=0.0)


@dataclass(frozen=True)
class TaskEntry:
    """One task folder. state: queued, running, done, stopped or failed; reason says why, if it failed."""

    key: str
    path: Path
    task: TaskConfig
    owner: str | None
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
    return TaskEntry(path.name, path, task, about.owner, about.created, state.state, state.reason)


def find(key: str) -> TaskEntry:
    """Return the task of that key (32 hex digits), whoever asked for it. Raises TaskError."""
    path = folder_of(key)
    if not path.is_dir():
        raise TaskError("There is nothing kept under this key any more: ask for it again.")
    return entry_at(path)


def folder_of(key: str) -> Path:
    """Return the folder that a task of this key has, or would have. Raises TaskError if that is no key."""
    # Matched before it is joined: "../x" is no path here.
    if not KEY.fullmatch(key):
        raise TaskError("A task's key is 32 hex digits: this link is wrong or incomplete.")
    return places.tasks() / key


def create(task: TaskConfig, key: str, owner: str) -> TaskEntry:
    """Make the folder of a new task for `owner` (a hash), in state "queued"; it appears whole or not at all."""
    places.tasks().mkdir(parents=True, exist_ok=True)
    folder = places.tasks() / f".new-{secrets.token_hex(16)}"
    try:
        folder.mkdir()
        write_atomic(folder / "task.json", Order(task=task).to_json())
        claim_for(folder, owner)
        write_json(folder / "state.json", {"state": "queued", "reason": ""})
        folder.rename(places.tasks() / key)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return find(key)


def claim_for(folder: Path, owner: str) -> None:
    """Make a visitor (the hash of a token) the one who may stop the task. Raises OSError."""
    write_atomic(folder / "about.json", TaskAbout(owner=owner, created=time.time()).to_json())


def note_asker(folder: Path, owner: str, *, background: bool = False) -> None:
    """Note that a visitor (a hash) wants the task, itself or in the background of more. Raises OSError."""
    _mark(folder, owner, background).touch()


def forget_asker(folder: Path, owner: str) -> bool:
    """Note that a visitor does not want the task by itself any more; return whether anybody still wants it."""
    _mark(folder, owner, False).unlink(missing_ok=True)
    return any(folder.glob("asked-*"))


def _mark(folder: Path, owner: str, background: bool) -> Path:
    return folder / f"asked-{owner}{'-aside' if background else ''}"


def entries(model: str | None = None) -> list[TaskEntry]:
    """Return the readable tasks of a model, or of all, newest first."""
    paths = [path for path in _folders() if model is None or _model_at(path) == model]
    found = [entry for path in paths if (entry := _entry_or_none(path))]
    return sorted(found, key=lambda entry: (-entry.created, entry.key))


def shipped(model: str, key: str) -> Path | None:
    """Return the file that ships with a zoo model for this key, None if there is none."""
    if not model or not KEY.fullmatch(key) or KEY.fullmatch(model):
        return None
    paths = [places.zoo() / model / shelf / f"{key}.safetensors" for shelf in SHELVES]
    return next((path for path in paths if path.is_file()), None)


def shipped_with_any(key: str) -> Path | None:
    """Return the file of this key that some zoo model ships with, None if there is none."""
    try:
        models = os.listdir(places.zoo())
    except FileNotFoundError:
        return None
    return next((path for model in models if (path := shipped(model, key))), None)


def forget(model: str) -> None:
    """Remove all tasks of a model; a worker that is at one finds its folder gone and gives up."""
    for entry in entries(model):
        remove(entry.path)


def sweep() -> None:
    """Remove what nobody needs: trash, half-made folders, results of models that are gone or have been retrained."""
    for path in places.tasks().glob(".trash-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in [*places.tasks().glob(".new-*"), *_folders()]:
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
    except ModelError:  # its model is gone
        return True


def remove(path: Path) -> None:
    """Remove a task's folder; a worker that is at it finds it gone and gives up."""
    trash = path.with_name(f".trash-{secrets.token_hex(8)}")
    try:
        path.rename(trash)  # gone for everyone at once; what a crash leaves is swept later
    except FileNotFoundError:
        return
    shutil.rmtree(trash, ignore_errors=True)


def _folders() -> list[Path]:
    try:
        with os.scandir(places.tasks()) as found:
            return [Path(entry.path) for entry in found if KEY.fullmatch(entry.name)]
    except FileNotFoundError:
        return []


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
