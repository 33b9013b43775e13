"""Where is a set of images kept that somebody uploaded, so that a training can name it?"""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from core import places
from core.datasets.base import TEST_SHARE, DatasetConfig, OnProgress, Part, split_off_test
from core.files import append_line, read_lines, shapes_of, write_atomic
from core.text import odd_character
from core.types import DataError, ImageDataset

ID = r"^[0-9a-f]{64}$"
MOST_NOTED = 12  # sets of one person that a menu offers, the newest


class OwnConfig(DatasetConfig):
    """An uploaded set, by its fingerprint. A tenth is kept for the test."""

    title: ClassVar[str] = "Your own images"
    about: ClassVar[str] = "Images that you have uploaded."
    licence: ClassVar[str] = "yours"
    offered: ClassVar[bool] = False
    names_a_place: ClassVar[bool] = True

    name: Literal["own"] = "own"
    id: str = Field(pattern=ID, description="Fingerprint of the set, as `save` returned it.")

    def here(self) -> bool:
        return _path(self.id).is_file()

    def called(self, owner: str | None = None) -> str:
        return (owner and _names(owner).get(self.id)) or self.title

    def _count(self) -> int | None:
        shape = shapes_of(_path(self.id)).get("images")
        if not shape:
            return None
        n = shape[0]
        return n - max(1, round(TEST_SHARE * n)) if n > 1 else n

    def _read(self, part: Part, on_progress: OnProgress) -> ImageDataset:
        return split_off_test(load(self.id), part)


def save(dataset: ImageDataset) -> str:
    """Store a set whole or not at all and return its id, its fingerprint: the same set is kept once. Raises OSError."""
    from safetensors.numpy import save as packed

    path = _path(dataset.fingerprint)
    if path.is_file():
        return dataset.fingerprint
    tensors = {"images": np.ascontiguousarray(dataset.images)}
    if dataset.labels is not None:
        tensors["labels"] = np.ascontiguousarray(dataset.labels)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, packed(tensors, metadata={"name": dataset.name, "classes": json.dumps(dataset.classes)}))
    return dataset.fingerprint


def load(id: str) -> ImageDataset:
    """Read a stored set. Raises DataError if the id is not one, or the set is gone or damaged."""
    from safetensors import SafetensorError
    from safetensors.numpy import load as unpacked

    try:
        data = _path(id).read_bytes()  # never mapped: a file replaced under a mapping kills the process
        tensors = unpacked(data)
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]
        classes = tuple(json.loads(header["classes"]))
        arrays = {key: tensor.copy() for key, tensor in tensors.items()}  # torch wants memory it may write to
        dataset = ImageDataset(header["name"], arrays["images"], arrays.get("labels"), classes)
    except FileNotFoundError:
        raise DataError("this set of images is not here, or not any more: upload it again.") from None
    except (SafetensorError, KeyError, TypeError, json.JSONDecodeError):
        raise DataError("this set of images is damaged: upload it again.") from None
    if dataset.fingerprint != id:
        raise DataError("this set of images is damaged: upload it again.")
    return dataset


def note(id: str, name: str, owner: str) -> None:
    """Note for `owner`, a hash of 64 hex digits, that the set `id` is theirs and called `name`. Raises OSError.

    Of the name stays what can be printed: it becomes part of titles.
    """
    name = "".join(c for c in name if not odd_character(c)).strip() or OwnConfig.title
    if next(iter(noted(owner).items()), None) != (id, name):
        append_line(_notes(owner), {"id": id, "name": name})


def has(id: str, owner: str) -> bool:
    """Tell whether `owner` has noted the set `id`, and it is here."""
    return id in _names(owner) and _path(id).is_file()


def delete(id: str, owner: str) -> None:
    """Forget for `owner` that the set `id` is theirs, and remove it where nobody else has noted it. Raises OSError.

    Models that learned from it stay; they cannot be trained on with it.
    """
    if id not in _names(owner):
        return
    append_line(_notes(owner), {"id": id, "gone": True})
    others = (path.stem.removeprefix("of-") for path in _notes(owner).parent.glob("of-*.jsonl"))
    if not any(id in _names(other) for other in others if re.fullmatch(ID, other)):
        _path(id).unlink(missing_ok=True)


def noted(owner: str) -> dict[str, str]:
    """Return the sets that `owner` has noted and that are still here, id -> name: the newest 12, newest first."""
    here = ((id, name) for id, name in _names(owner).items() if _path(id).is_file())
    return dict(itertools.islice(here, MOST_NOTED))


def _names(owner: str) -> dict[str, str]:
    """Return the names that `owner` has given to sets, by id, the newest first."""
    rows: dict[str, dict[str, Any]] = {}
    for row in reversed(read_lines(_notes(owner))):
        rows.setdefault(str(row.get("id")), row)
    return {id: str(row.get("name")) for id, row in rows.items() if re.fullmatch(ID, id) and not row.get("gone")}


def _notes(owner: str) -> Path:
    if not re.fullmatch(ID, owner):
        raise ValueError("an owner is named by 64 hexadecimal digits.")
    return places.datasets() / "own" / f"of-{owner}.jsonl"


def _path(id: str) -> Path:
    if not re.fullmatch(ID, id):
        raise DataError("a set of images is named by 64 hexadecimal digits.")
    return places.datasets() / "own" / f"{id}.safetensors"
