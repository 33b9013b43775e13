"""Where is a set of images kept that somebody uploaded, so that a training can name it?"""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from core import places
from core.datasets import boxes
from core.datasets.base import TEST_SHARE, DatasetConfig, Glance, OnProgress, Part, first, split_off_test
from core.datasets.stored import SomeImages, StoredSet, opened, said_gone
from core.files import DAY, append_line, full_disk_as, made, parsed_json, read_lines, shapes_of, used, write_atomic
from core.holdings import count_anew, held
from core.limits import Limits
from core.owner import Owner
from core.types import DataError, ImageDataset, parted
from core.words.text import odd_character

ID = r"^[0-9a-f]{64}$"
MOST_NOTED = 12  # sets of one person that a menu offers, the newest
FULL = DataError("The disk is full: delete a model or two, then bring the images again.")


class OwnConfig(DatasetConfig):
    """An uploaded set, by its fingerprint. A tenth is kept for the test."""

    title: ClassVar[str] = "Your own images"
    about: ClassVar[str] = "Images that you have uploaded."
    licence: ClassVar[str] = "yours"
    offered: ClassVar[bool] = False
    names_a_place: ClassVar[bool] = True

    name: Literal["own"] = "own"
    id: str = Field(pattern=ID, description="Fingerprint of the set, as `save` returned it.")
    manner: Literal["as it is", "box"] = Field(
        "as it is",
        description="How letters that were cut out of pages, sheets or the pad are shown. as it is: as the set was "
        "made. box: the longer side of each and its stroke always take as much of the image, so that a model learns "
        "shapes and no pens; drawn from the ink as sharp as the model's images are large.",
    )

    def load(
        self, part: Part = "train", *, image_size: int | None = None, on_progress: OnProgress | None = None
    ) -> ImageDataset:
        """Read one part, as every set is read; letters in boxes are 32 pixels large where `image_size` is None."""
        usual = boxes.USUAL if self.manner == "box" else None
        return super().load(part, image_size=image_size or usual, on_progress=on_progress)

    def here(self) -> bool:
        return _path(self.id).is_file() and (self.manner != "box" or has_boxes(self.id))

    def called(self, owner: Owner | None = None) -> str:
        return (owner and _names(owner).get(self.id)) or self.title

    def _count(self, part: Part) -> int | None:
        shapes = shapes_of(_path(self.id))
        shape = shapes.get("images")
        if not shape:
            return None
        n = shape[0]
        if "of" in shapes:
            return len(_places(_stored(self.id), part))
        held_out = max(1, round(TEST_SHARE * n)) if n > 1 else 0
        return held_out if part == "test" else n - held_out

    def glance(self, on_progress: OnProgress | None = None) -> Glance:
        if self.without or self.manner == "box":  # known by how they look, or kept in one piece: all are read
            return super().glance(on_progress)
        kept = _stored(self.id)
        places = _places(kept, "train")
        if self.limit is not None and self.limit < len(places):
            labels = None if kept.labels is None else kept.labels[places]
            places = places[first(len(places), labels, self.limit)]
        return SomeImages(self.id, kept, places, self.binarise_at)

    def _read(self, part: Part, on_progress: OnProgress) -> ImageDataset:
        whole = load(self.id)
        if self.manner == "box":
            whole = replace(whole, images=boxes.read(_boxes(self.id), len(whole)))
        return split_off_test(whole, part) if whole.of is None else whole.subset(_places(_stored(self.id), part))


def id_of(dataset: DatasetConfig) -> str:
    """Return the id of an uploaded set, empty for any other."""
    return dataset.id if isinstance(dataset, OwnConfig) else ""


def manner_of(dataset: DatasetConfig) -> str:
    """Return how the images of an uploaded set are shown, empty for any other."""
    return dataset.manner if isinstance(dataset, OwnConfig) else ""


def save(dataset: ImageDataset, records: Sequence[dict[str, Any]] = (), ink: bytes = b"", boxed: bytes = b"") -> str:
    """Store a set whole or not at all and return its id, its fingerprint: the same set is kept once. Raises OSError.

    records: what else is known of its images, one of each in their order, kept beside them; see `records_of`. Raises
    DataError if there are more or fewer of them. ink: of the letters that its images show, as large as they were
    written, a file of core.handwriting.letters.kept_ink; see `ink_of`. boxed: the same in boxes, as
    core.datasets.boxes packs them.
    """
    from safetensors.numpy import save as packed

    if records and len(records) != len(dataset):
        raise DataError(f"each of {len(dataset)} images needs its record, got {len(records)}.")
    path = _path(dataset.fingerprint)
    beside = {
        _records(dataset.fingerprint): json.dumps(list(records), ensure_ascii=False) if records else "",
        ink_of(dataset.fingerprint): ink,
        _boxes(dataset.fingerprint): boxed,
    }
    for other, data in beside.items():
        if data and not other.is_file():
            with full_disk_as(FULL):
                made(path.parent)
                write_atomic(other, data)
    if path.is_file():
        return dataset.fingerprint
    tensors = {"images": np.ascontiguousarray(dataset.images)}
    for name in ("labels", "of"):
        if (column := getattr(dataset, name)) is not None:
            tensors[name] = np.ascontiguousarray(column)
    with full_disk_as(FULL):
        made(path.parent)
        write_atomic(path, packed(tensors, metadata={"name": dataset.name, "classes": json.dumps(dataset.classes)}))
    return dataset.fingerprint


def load(id: str) -> ImageDataset:
    """Read a stored set. Raises DataError if the id is not one, or the set is gone or damaged."""
    kept = _stored(id)
    with said_gone():
        images = kept.images(np.arange(kept.shape[0]), id)
    return ImageDataset(kept.name, images, kept.labels, kept.classes, of=kept.of)


def records_of(id: str) -> tuple[dict[str, Any], ...]:
    """Return what else is known of a stored set's images, one record of each in their order; none of most sets.

    Raises DataError if the id is not one, or what is kept is damaged.
    """
    try:
        found = parsed_json(_records(id).read_bytes())
    except FileNotFoundError:
        return ()
    except ValueError:
        raise DataError("what is known of these images is damaged: bring them again.") from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise DataError("what is known of these images is damaged: bring them again.")
    return tuple(found)


def ink_of(id: str) -> Path:
    """Return where the ink of a set of letters lies; most sets have none, and no such file. Raises DataError."""
    return _path(id).with_suffix(".ink")


def has_boxes(id: str) -> bool:
    """Say whether the letters of a set are kept in boxes, too. Raises DataError."""
    return _boxes(id).is_file()


def hand_of(id: str, drawn: str = "") -> Path:
    """Return where the hand of a set's ink is kept, once it was made; it goes with the set. Raises DataError.

    drawn: 16 hex digits that name letters of this hand as a model draws them, instead of its own.
    """
    return _path(id).with_suffix(f".{drawn}.drawn" if drawn else ".hand")


def _places(kept: StoredSet, part: Part) -> np.ndarray:
    """Return which images of a set are in a part. Of those held out that are varied images, the test has none."""
    n = kept.shape[0]
    if n < 2:
        return np.arange(n)
    rest, apart = parted(kept.name, n, TEST_SHARE, seed=0, of=kept.of)
    if part == "train":
        return rest
    return apart if kept.of is None else apart[kept.of[apart] == apart]


def _stored(id: str) -> StoredSet:
    used(_path(id))
    with said_gone():
        return opened(_path(id))


def note(id: str, name: str, owner: Owner) -> None:
    """Note for `owner` that the set `id` is theirs and called `name`. Raises OSError.

    Of the name stays what can be printed: it becomes part of titles. A new one for which they have no room
    (core.limits) is not kept: raises DataError.
    """
    if id not in _names(owner) and (why := held(owner).objection(Limits.from_environment())):
        remove_unless_noted(id)
        raise DataError(why)
    name = "".join(c for c in name if not odd_character(c)).strip() or OwnConfig.title
    if next(iter(noted(owner).items()), None) != (id, name):
        append_line(_notes(owner), {"id": id, "name": name})


def has(id: str, owner: Owner) -> bool:
    """Tell whether `owner` has noted the set `id`, and it is here."""
    return id in _names(owner) and _path(id).is_file()


def delete(id: str, owner: Owner) -> None:
    """Forget for `owner` that the set `id` is theirs, and remove it where nobody else has noted it. Raises OSError.

    Models that learned from it stay; they cannot be trained on with it.
    """
    if id not in _names(owner):
        return
    append_line(_notes(owner), {"id": id, "gone": True})
    remove_unless_noted(id)


def unused(days: float) -> list[tuple[str, Path, tuple[Owner, ...]]]:
    """Return the sets that nobody has used for so many days: id, file, and who has noted it as theirs."""
    owners = _noters()
    old = [path for path in _shelf().glob("*.safetensors") if time.time() - path.stat().st_mtime > days * DAY]
    names = {owner: _names(owner) for owner in owners}
    return [
        (path.stem, path, tuple(o for o in owners if path.stem in names[o]))
        for path in old
        if re.fullmatch(ID, path.stem)
    ]


def _noters() -> list[Owner]:
    """Return all who have noted a set as theirs."""
    marks = (path.stem.removeprefix("of-") for path in _shelf().glob("of-*.jsonl"))
    return [owner for mark in marks if (owner := Owner.read(mark))]


def remove_unless_noted(id: str) -> None:
    """Remove a set from the disk unless it is somebody's."""
    count_anew()
    if not any(id in _names(owner) for owner in _noters()):
        for path in _shelf().glob(f"{_path(id).stem}.*"):
            path.unlink(missing_ok=True)


def allow(id: str, owner: Owner) -> None:
    """Note that `owner` says: this hand is mine, or its writer has allowed me to write in it. Raises OSError."""
    if (name := _names(owner).get(id)) and not is_allowed(id, owner):
        append_line(_notes(owner), {"id": id, "name": name, "allowed": True})


def is_allowed(id: str, owner: Owner) -> bool:
    """Tell whether `owner` has said so of the set `id`, since it was last theirs."""
    for row in reversed(read_lines(_notes(owner))):
        if row.get("id") == id and (row.get("gone") or row.get("allowed")):
            return bool(row.get("allowed"))
    return False


def noted(owner: Owner) -> dict[str, str]:
    """Return the sets that `owner` has noted and that are still here, id -> name: the newest 12, newest first."""
    here = ((id, name) for id, name in _names(owner).items() if _path(id).is_file())
    return dict(itertools.islice(here, MOST_NOTED))


def _names(owner: Owner) -> dict[str, str]:
    """Return the names that `owner` has given to sets, by id, the newest first."""
    rows: dict[str, dict[str, Any]] = {}
    for row in reversed(read_lines(_notes(owner))):
        rows.setdefault(str(row.get("id")), row)
    return {id: str(row.get("name")) for id, row in rows.items() if re.fullmatch(ID, id) and not row.get("gone")}


def _notes(owner: Owner) -> Path:
    return _shelf() / f"of-{owner.mark}.jsonl"


def _records(id: str) -> Path:
    return _path(id).with_suffix(".json")


def _boxes(id: str) -> Path:
    return _path(id).with_suffix(".boxes")


def _path(id: str) -> Path:
    if not re.fullmatch(ID, id):
        raise DataError("a set of images is named by 64 hexadecimal digits.")
    return _shelf() / f"{id}.safetensors"


def _shelf() -> Path:
    return places.datasets() / "own"
