"""Where is kept what somebody has told a reader: drawings with their right classes? In a set of their own images.

Each kind of corrections, by classes and image size, is one set beside those that were uploaded (core.datasets.own); a
change makes a new set in place of the one before. corrections-of-MARK.json says which set it is, and which changes that
a browser asked for have been made, so that one that is asked for twice is made once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field

from core import places
from core.config import Config, ConfigError
from core.datasets import own
from core.files import alone, write_atomic
from core.owner import Owner
from core.types import DataError, ImageDataset
from core.words.nouns import noun_of

MOST = 100  # corrections of one kind
MOST_DONE = 500  # changes that are remembered
Change = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class _Kept(Config):
    """sets: by kind, the id of the set; done: the newest changes, the last one last."""

    sets: dict[str, Annotated[str, Field(pattern=own.ID)]] = Field(default_factory=dict)
    done: tuple[Change, ...] = ()


def kept(classes: tuple[str, ...], size: int, owner: Owner) -> ImageDataset | None:
    """Return the corrections of readers of these classes and this image size, the oldest first; None if there are none.

    Raises DataError if the set is damaged.
    """
    id = _read(owner).sets.get(_kind(classes, size), "")
    return own.load(id) if id and own.has(id, owner) else None


def add(
    image: np.ndarray,
    label: int,
    classes: tuple[str, ...],
    owner: Owner,
    *,
    change: str = "",
    in_use: Collection[str] = (),
) -> None:
    """Keep a drawing, uint8 (h, h), as one of classes[label]; the same drawing told otherwise before is told anew.

    change: 16 hex digits of this wish; one that was made already is not made again. in_use: sets that models learn
    from: they stay as they are. Raises DataError for what is no drawing or class, or if 100 are kept.
    """
    if image.dtype != np.uint8 or image.ndim != 2 or image.shape[0] != image.shape[1] or not image.any():
        raise DataError("a correction must be a square drawing with some ink.")
    if not 0 <= label < len(classes):
        raise DataError(f"a class must be between 0 and {len(classes) - 1}, got {label}.")

    def changed(before: ImageDataset | None) -> ImageDataset:
        images, labels = _without(before, image)
        if len(images) >= MOST:
            raise DataError(f"{MOST} drawings are kept, which is all there is room for: forget some first.")
        images = np.concatenate([images, image[None]]) if len(images) else image[None].copy()
        return ImageDataset(_name(classes), images, np.append(labels, label).astype(np.int64), classes)

    _change(classes, image.shape[0], owner, change, in_use, changed)


def forget(
    image: np.ndarray, classes: tuple[str, ...], owner: Owner, *, change: str = "", in_use: Collection[str] = ()
) -> None:
    """Forget a drawing that was kept, as `add` keeps it; one that is not there is no matter."""

    def changed(before: ImageDataset | None) -> ImageDataset | None:
        images, labels = _without(before, image)
        return ImageDataset(_name(classes), images, labels, classes) if len(images) else None

    _change(classes, image.shape[0], owner, change, in_use, changed)


def forget_all(classes: tuple[str, ...], size: int, owner: Owner, *, in_use: Collection[str] = ()) -> None:
    """Forget all drawings of a kind."""
    _change(classes, size, owner, "", in_use, lambda before: None)


def _change(classes, size: int, owner: Owner, change: str, in_use: Collection[str], changed) -> None:
    with alone(places.datasets() / "own" / ".corrections"):  # two tabs at once: each finds what the other one has kept
        found, kind = _read(owner), _kind(classes, size)
        if change and change in found.done:
            return
        before = found.sets.get(kind, "")
        after = changed(own.load(before) if before and own.has(before, owner) else None)
        sets = {name: id for name, id in found.sets.items() if name != kind}
        if after is not None:
            sets[kind] = own.save(after)
            own.note(sets[kind], after.name, owner)
        done = (*found.done, *([change] if change else ()))[-MOST_DONE:]
        write_atomic(_path(owner), _Kept(sets=sets, done=done).to_json())
        if before and before != sets.get(kind) and before not in in_use:
            own.delete(before, owner)


def _without(before: ImageDataset | None, image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if before is None:
        return np.zeros((0, *image.shape), np.uint8), np.zeros(0, np.int64)
    assert before.labels is not None  # each was told with its class
    others = (before.images != image).any((1, 2))
    return before.images[others], before.labels[others]


def _name(classes: tuple[str, ...]) -> str:
    return f"My corrected {noun_of(classes)}s"


def _kind(classes: tuple[str, ...], size: int) -> str:
    return hashlib.sha256(json.dumps([size, *classes]).encode()).hexdigest()[:32]


def _read(owner: Owner) -> _Kept:
    try:
        return _Kept.from_json(_path(owner).read_bytes())
    except (FileNotFoundError, ConfigError):
        return _Kept()  # a damaged note names no set; Train's menu does


def _path(owner: Owner) -> Path:
    return places.datasets() / "own" / f"corrections-of-{owner.mark}.json"
