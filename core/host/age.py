"""What has nobody used for so long that it may go, and how does it go?

A model, a set of images, a hand, what was written on the pad and the notes about models that come along: each goes by
itself, when the day of its last use (core.files.used) lies far enough back. What trains or waits stays, and so does a
set that a model which stays has learned from.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from core import places
from core.datasets import own
from core.files import DAY, read_object
from core.handwriting.hand import hands
from core.holdings import count_anew, size_of
from core.library import folder, models
from core.library.folder import Entry
from core.library.task_folder import remove as remove_task
from core.owner import Owner
from core.tasks import message, store
from core.types import ModelError
from core.words.nouns import counted

KINDS = {  # one of them, and several
    "model": "models",
    "set of images": "sets of images",
    "hand": "hands",
    "pad": "pads",
    "visitor's notes": "visitors' notes",
    "visitor's progress": "visitors' progress",
    "set of features": "sets of features",
    "result of a task": "results of tasks",
}


@dataclass
class Swept:
    """What went, or would go: how many of each of KINDS, and how many bytes that frees."""

    counts: Counter[str] = field(default_factory=Counter)
    bytes: int = 0

    def says(self) -> str:
        """Return it as a sentence."""
        if not self.counts:
            return "Nothing has been unused for that long."
        listed = ", ".join(counted(self.counts[kind], kind, KINDS[kind]) for kind in KINDS if self.counts[kind])
        return f"{listed}: {self.bytes / 1e6:,.1f} MB."


def sweep(days: float, *, only_look: bool = False) -> Swept:
    """Remove what nobody has used for `days` days, at least one. only_look: just say what would go.

    Raises ValueError for less than a day, which is as often as use is noted.
    """
    if not days >= 1:
        raise ValueError(f"What was used is noted once a day: days must be at least 1, got {days:g}.")
    swept = Swept()
    for kind, path, remove in [*_old(days)]:
        size = size_of(path) if path.is_dir() else path.stat().st_size
        if only_look or _went(remove):
            swept.counts[kind] += 1
            swept.bytes += size
    count_anew()
    return swept


def days_left(entry: Entry, unused_days: int) -> float:
    """Return in how many days a model goes if nobody uses it, infinity if it does not go."""
    if entry.zoo or entry.owner is None or not unused_days:
        return float("inf")
    return unused_days - _age(entry.path) / DAY


def _old(days: float) -> Iterator[tuple[str, Path, Callable[[], object]]]:
    """Give what is old, its kind, where it lies and how it goes."""
    kept: set[str] = set()
    for path in models.visitors_folders():
        entry = _entry(path)
        if _age(path) > days * DAY and not (entry is not None and entry.active):
            yield "model", path, partial(models.remove, path)
        elif entry is not None:
            kept.add(own.id_of(entry.config.dataset))
    for id, path, owners in own.unused(days):
        if id not in kept:
            yield "set of images", path, partial(_remove_set, id, owners)
    for path in _in(places.hands()):
        if path.is_dir() and folder.ID.fullmatch(path.name) and _age(path) > days * DAY:
            yield "hand", path, partial(_remove_hand, path)
    notes = ("visitor's notes", places.annotations()), ("visitor's progress", places.lessons())
    for kind, root in (("pad", places.pads()), *notes):
        for path in _in(root):
            if _newest(path) > days * DAY:
                yield kind, path, partial(_gone, path)
    for path in _in(places.home() / "features"):
        if _newest(path) > days * DAY:
            yield "set of features", path, partial(_gone, path)
    for entry in store.entries():
        if not entry.active and _newest(entry.path) > days * DAY:
            yield "result of a task", entry.path, partial(remove_task, entry.path)


def _entry(path: Path) -> Entry | None:
    try:
        return folder.entry_at(path)
    except ModelError:
        return None


def _in(root: Path) -> list[Path]:
    return sorted(path for path in root.glob("*") if not path.name.startswith("."))


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _newest(path: Path) -> float:
    """Return the age of the newest file of a folder, or of a file."""
    files = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    return min(map(_age, files), default=_age(path))


def _remove_set(id: str, owners: Iterable[Owner]) -> None:
    for owner in owners:
        own.delete(id, owner)
    own.remove_unless_noted(id)
    message.forget(id)


def _remove_hand(path: Path) -> None:
    owner = Owner.read(read_object(path / "about.json").get("owner"))
    found = next((hand for hand in hands.hands(owner) if hand.id == path.name), None) if owner else None
    if owner and found:
        hands.delete(found, owner)
    else:  # nobody's
        shutil.rmtree(path)


def _gone(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _went(remove: Callable[[], object]) -> bool:
    try:
        remove()
    except OSError:  # somebody else was quicker, or may not write here: the others go all the same
        return False
    return True
