"""What have people noted about a model's images: groups, labels of their own, images that are not to be learned from?

Images are named by their keys (core.images.image_keys), never by their place in a list: when a model is trained anew
and keeps other images, a note still means the image it was made on, or nothing as long as that one is not kept.

A model's owner keeps them in its folder, and they travel in its zip. Everybody else has a copy of their own for models
of the zoo and of other people, which starts from what the owner noted.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Annotated, ClassVar, Self, TypeVar

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from core import places
from core.config import Config, ConfigError
from core.files import alone, full_disk_as, made, used, write_atomic
from core.library.folder import Entry
from core.owner import Owner
from core.types import ModelError
from core.words.text import harmless, odd_character

FILE = "annotations.json"
MAX_BYTES = 4 * 2**20
MAX_IMAGES = 200_000  # keys in all groups and labels together: every image of MNIST in two groups and labelled
MOST_GROUPS = 200
MOST_LEFT_OUT = 5000  # as many as a data set can be told to leave out


class AnnotationError(ValueError):
    """This cannot be noted; the message is one sentence for the user."""


def checked_name(name: str) -> str:
    """Return a name without space around it. Raises AnnotationError unless it is 1 to 60 printable characters."""
    name = name.strip()
    if not 1 <= len(name) <= 60:
        raise AnnotationError(f"a name must have 1 to 60 characters, got {len(name)}.")
    odd = odd_character(name)
    if odd:
        raise AnnotationError(f"a name must not hold control characters, got U+{ord(odd):04X}.")
    return name


Name = Annotated[str, AfterValidator(checked_name)]
Keys = tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")], ...]


class Group(Config):
    """Images that somebody wants to find again. images: their keys."""

    name: Name
    images: Keys = Field(min_length=1)


class Label(Config):
    """What somebody says these images show. images: their keys."""

    text: Name
    images: Keys = Field(min_length=1)


class Annotations(Config):
    """All that one person has noted about the images of one model. left_out: keys of images not to be learned from."""

    max_json_bytes: ClassVar[int] = MAX_BYTES

    groups: tuple[Group, ...] = Field((), max_length=MOST_GROUPS)
    labels: tuple[Label, ...] = Field((), max_length=MOST_GROUPS)
    left_out: Keys = Field((), max_length=MOST_LEFT_OUT)

    @model_validator(mode="after")
    def _once(self) -> Self:
        names, texts = [group.name for group in self.groups], [label.text for label in self.labels]
        for what, found in (("group", names), ("label", texts)):
            twice = next((name for i, name in enumerate(found) if name in found[:i]), None)
            if twice is not None:
                raise AnnotationError(f"there are two {what}s of the name {twice!r}; each needs a name of its own.")
        labelled = [key for label in self.labels for key in label.images]
        if len(set(labelled)) < len(labelled):
            raise AnnotationError("an image must have at most one label, got one with two.")
        count = len(labelled) + sum(len(group.images) for group in self.groups)
        if count > MAX_IMAGES:
            raise AnnotationError(f"groups and labels must name at most {MAX_IMAGES:,} images in all, got {count:,}.")
        return self

    def to_json(self) -> str:
        """Return JSON text that `from_json` turns back, in one line: there may be very many keys."""
        return self.model_dump_json()

    def with_group(self, name: str, images: Collection[str]) -> Self:
        """Return them with one more group. Raises AnnotationError if the name is taken, or there is no image."""
        if not images:
            raise AnnotationError("a group needs an image: mark some on the map first.")
        return _said(lambda: self.replace(groups=(*self.groups, Group(name=name, images=_unique(images)))))

    def without_group(self, name: str) -> Self:
        """Return them without the group of that name; if there is none, as they are."""
        return self.replace(groups=tuple(group for group in self.groups if group.name != name))

    def renamed(self, name: str, new: str) -> Self:
        """Return them with another name for a group. Raises AnnotationError if the new one is taken or not valid."""
        groups = (group.replace(name=new) if group.name == name else group for group in self.groups)
        return _said(lambda: self.replace(groups=tuple(groups)))

    def labelled(self, images: Collection[str], text: str) -> Self:
        """Return them with these images labelled `text`, whatever their label was; an empty text takes it away."""
        if not images:
            raise AnnotationError("a label needs an image: mark some on the map first.")
        new = set(images)
        before = {label.text: tuple(k for k in label.images if k not in new) for label in self.labels}
        text = checked_name(text) if text.strip() else ""
        if text:
            before[text] = (*before.get(text, ()), *_unique(images))
        labels = (Label(text=name, images=keys) for name, keys in before.items() if keys)
        return _said(lambda: self.replace(labels=tuple(labels)))

    def leaving_out(self, images: Collection[str]) -> Self:
        """Return them with these images, too, left out of the next training. Raises AnnotationError above 5,000."""
        left_out = _unique((*self.left_out, *images))
        if len(left_out) > MOST_LEFT_OUT:
            raise AnnotationError(f"at most {MOST_LEFT_OUT:,} images can be left out, got {len(left_out):,}.")
        return self.replace(left_out=left_out)

    def taking_back(self, images: Collection[str]) -> Self:
        """Return them with these images no longer left out."""
        back = set(images)
        return self.replace(left_out=tuple(key for key in self.left_out if key not in back))

    def label_of(self) -> dict[str, str]:
        """Return the label of each image that has one, by key."""
        return {key: label.text for label in self.labels for key in label.images}


Noted = TypeVar("Noted", bound=Annotations)


def indices_of(images: Collection[str], keys: Sequence[str]) -> np.ndarray:
    """Return where images (keys) stand among those kept now (keys, in order), int64, ascending.

    Images that are not kept any more have no place; two equal images that are kept have two.
    """
    wanted = frozenset(images)
    return np.flatnonzero([key in wanted for key in keys])


def labels_csv(
    annotations: Annotations, keys: Sequence[str], classes: Sequence[str] = (), indices: np.ndarray | None = None
) -> str:
    """Return a table of the images kept, or of those at `indices`, as CSV with a header line.

    keys: of all images kept, in order. classes: the true class of each, in words; empty where there are none. Text that
    a spreadsheet would take for a formula gets an apostrophe in front.
    Source: OWASP, "CSV Injection".
    """
    label_of, left_out = annotations.label_of(), frozenset(annotations.left_out)
    groups = [(group.name, frozenset(group.images)) for group in annotations.groups]
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(("index", "key", "class", "label", "groups", "left_out"))
    for i in range(len(keys)) if indices is None else indices:
        key = keys[i]
        inside = "; ".join(name for name, images in groups if key in images)
        texts = (harmless(text) for text in (classes[i] if len(classes) else "", label_of.get(key, ""), inside))
        table.writerow((int(i), key, *texts, int(key in left_out)))
    return stream.getvalue()


def read(entry: Entry, owner: Owner) -> Annotations:
    """Return what a visitor has noted about a model, else what its owner has. Raises ModelError."""
    for path in dict.fromkeys((_path(entry, owner), entry.path / FILE)):
        used(path)
        try:
            found = os.stat(path)
            return _parsed(path, (found.st_mtime_ns, found.st_size, found.st_ino))
        except FileNotFoundError:
            continue
        except ConfigError as error:
            raise ModelError(f"the notes about {entry.named} cannot be read: {error}") from None
    return Annotations()


def change(entry: Entry, owner: Owner, how: Callable[[Annotations], Annotations]) -> Annotations:
    """Change what a visitor has noted about a model, and return it; what another tab noted meanwhile stays.

    The model's owner changes its folder, everybody else a copy of their own. how: from the notes as they are to the
    new ones. Raises AnnotationError from `how` or if the disk is full, ModelError if the notes cannot be read.
    """
    with _one_at_a_time():
        now = read(entry, owner)
        new = how(now)
        if new != now:
            path = _path(entry, owner)
            made(path.parent)
            write_atomic(path, new.to_json())
    return new


def forget(model: str) -> None:
    """Remove everybody's own notes about a model that is deleted."""
    for path in places.annotations().glob(f"*/{model}.json"):
        path.unlink(missing_ok=True)


def _path(entry: Entry, owner: Owner) -> Path:
    if not entry.zoo and entry.owner == owner:
        return entry.path / FILE
    return places.annotations() / owner.mark / f"{entry.id}.json"


# Not core.library.folder.parsed: it remembers thousands of files, and each of these may take megabytes.
@lru_cache(maxsize=16)
def _parsed(path: Path, stamp: tuple[int, int, int]) -> Annotations:
    return Annotations.from_json(path.read_bytes())


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    full = AnnotationError("The disk is full, so nothing was noted: delete a model and retry.")
    with full_disk_as(full), alone(places.annotations() / ".lock"):
        yield


def _unique(images: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(images))


def _said(make: Callable[[], Noted]) -> Noted:
    """Raise what is wrong with new notes as an AnnotationError."""
    try:
        return make()
    except ConfigError as error:
        raise AnnotationError(str(error)) from None
