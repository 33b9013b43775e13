"""How do somebody's own images, in a folder or a zip, become a data set?"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from core.datasets import archive, layout, records
from core.datasets.base import DatasetConfig, OnProgress, Part, split_off_test
from core.datasets.decode import MOST_BYTES, decode
from core.guard import zips
from core.images import resize
from core.ink import LEAST_CONTRAST, bright_on_dark, fit_square, normalise_ink, polarity
from core.types import DataError, ImageDataset
from core.words.text import odd_character, shown_name

Manner = Literal["mnist", "as is"]
Ink = Literal["recognise", "dark", "bright"]

MOST_CLASSES = 200
MOST_CLASS_NAME = 40
MOST_MEMORY = 50_000_000  # bytes of pixels; sorting and packing take four times that
MOST_DECODED = 4_000_000_000  # pixels of all images together, as they are read: a minute of work
NO_LABELS = "All images lie in one folder, so they have no labels."
EXAMPLES, EXAMPLE_SIDE = 10, 56  # images shown as they came, and their side in pixels
SURE = 0.25  # polarity below which an image follows the others


@dataclass(frozen=True)
class FolderReport:
    """A data set, with one sentence for every file that was left out, and remarks on how the rest was understood.

    depth: of the folders that are the classes, 0 outermost, None without any. levels: all that could be. examples:
    uint8 (2, m, 56, 56), some images as they came, over what they became. records: what letters.json says of each image
    of the data set, in its order; empty without one, see core.datasets.records.
    """

    dataset: ImageDataset
    skipped: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    depth: int | None = None
    levels: tuple[layout.Level, ...] = ()
    examples: np.ndarray | None = None
    records: tuple[dict[str, Any], ...] = ()


class FolderConfig(DatasetConfig):
    """Images in a folder or zip on this machine: one folder per class, or no classes. A tenth is kept for the test."""

    title: ClassVar[str] = "A folder of images"
    about: ClassVar[str] = "Your own images: a folder or a zip, one folder per class, or all in one place."
    licence: ClassVar[str] = "yours"
    offered: ClassVar[bool] = False
    names_a_place: ClassVar[bool] = True

    name: Literal["folder"] = "folder"
    path: str = Field(min_length=1, max_length=4096, description="The folder or zip file, from the root.")
    manner: Manner = Field("mnist", description='"mnist": ink cut out, scaled and centred; "as is": only resized.')
    image_size: int = Field(28, ge=8, le=256, description="Side of the images, in pixels.")
    ink: Ink = Field("recognise", description="Whether the ink is dark on bright paper or bright on dark.")

    def report(self, on_progress: OnProgress | None = None) -> FolderReport:
        """Read all images and say which files were left out. Raises DataError."""
        source = Path(self.path)
        if not source.is_absolute():  # against what would it be resolved? A server's folder is nobody's business
            raise DataError(f"a folder must be named from the root, got {shown_name(self.path)}.")
        if not source.exists():
            raise DataError(f"there is no folder or zip file {self.path}.")
        return read_folder(
            source,
            name=source.stem or "folder",
            manner=self.manner,
            image_size=self.image_size,
            ink=self.ink,
            on_progress=on_progress,
        )

    def from_root(self) -> Self:
        return self.replace(path=os.path.abspath(self.path))

    def elsewhere(self) -> str:
        name = PureWindowsPath(self.path).name  # splits at both kinds of slash
        return shown_name(name)[:60] if name.strip(". ") else self.title

    def _read(self, part: Part, on_progress: OnProgress) -> ImageDataset:
        return split_off_test(self.report(on_progress).dataset, part)


def read_folder(
    source: Path | bytes,
    *,
    name: str,
    manner: Manner = "mnist",
    image_size: int = 28,
    ink: Ink = "recognise",
    depth: int | Literal["recognise"] | None = "recognise",
    on_progress: OnProgress | None = None,
) -> FolderReport:
    """Read the images of a folder, a zip file or the bytes of a zip; sorted by class, then by path.

    A file that cannot be read is left out and named in the report. depth: of the folders that are the classes, 0
    outermost, None for no labels; recognised, it is what core.datasets.layout guesses. A letters.json that does not fit
    the images is left out with a remark.
    Raises DataError if nothing can be read, or if the whole is too large or not to be trusted (core.datasets.archive).
    """
    skipped: list[str] = []
    with archive.opened(source) as files:
        if len(files) * image_size**2 > MOST_MEMORY:
            most = MOST_MEMORY // image_size**2
            raise DataError(f"{name} holds {len(files):,} files: at {image_size} x {image_size} pixels, {most:,} fit.")
        told = [file for file in files if file.path.name == records.FILE]
        files = [file for file in files if file.path.name != records.FILE]
        read = _Read(np.empty((len(files), image_size, image_size), np.uint8), every=max(1, len(files) // EXAMPLES))
        for i, file in enumerate(files):
            if on_progress and i % 16 == 0:
                on_progress(f"Reading {name}", i / len(files))
            try:
                read.take(file, manner, ink)
            except zips.OverBudget:
                raise
            except (DataError, OSError) as error:
                reason = str(error) if isinstance(error, DataError) else "it cannot be read."
                skipped.append(f"{shown_name(str(file.path))}: {reason}")
        depth = layout.guess(read.paths) if depth == "recognise" else depth
        known, remark = records.read(told, [p for p in read.paths if depth is None or layout.class_of(p, depth)])
    if not read.paths:
        first = f" The first one, {skipped[0]}" if skipped else ""
        raise DataError(f"{name} holds no image that can be read, {len(skipped)} other files.{first}")
    return _report(name, read, skipped, depth, known, [remark] if remark else [])


class _Read:
    """The images read so far: one array that is filled in place, as a set at 128 pixels may take half of what is free.

    turned: those that may be the other way round, by their place, until it is known what the others are. came: some as
    they came, by their place.
    """

    def __init__(self, space: np.ndarray, every: int) -> None:
        self.space, self.every, self.paths = space, every, []
        self.came: dict[int, np.ndarray] = {}
        self.turned: dict[int, tuple[np.ndarray, float]] = {}
        self.votes, self.pixels = 0, 0

    def take(self, file: zips.Member, manner: Manner, ink: Ink) -> None:
        grey = decode(file.read(MOST_BYTES + 1))
        self.pixels += grey.size
        if self.pixels > MOST_DECODED:
            raise zips.OverBudget(f"the images have more than {MOST_DECODED // 10**9} billion pixels in all.")
        n, size = len(self.paths), self.space.shape[1]
        self.space[n], turned, side = _both_ways(grey, manner, size, ink)
        self.paths.append(file.path)
        if n % self.every == 0 and len(self.came) < EXAMPLES:
            self.came[n] = fit_square(grey, EXAMPLE_SIDE)
        if turned is None:
            self.votes += int(np.sign(side))
        else:
            self.turned[n] = turned, side

    def images(self) -> np.ndarray:
        """Return them all, the undecided as most of the others are."""
        for at, (turned, side) in self.turned.items():
            if self.votes and (side >= 0) != (self.votes > 0):
                self.space[at] = turned
        return self.space[: len(self.paths)]

    def examples(self) -> np.ndarray:
        """Return uint8 (2, m, 56, 56): some as they came, over what they became. After `images`."""
        became = resize(self.space[list(self.came)], EXAMPLE_SIDE)
        return np.stack([np.stack(list(self.came.values())), became])


def _both_ways(grey: np.ndarray, manner: Manner, size: int, ink: Ink) -> tuple[np.ndarray, np.ndarray | None, float]:
    """Return the image prepared as it most likely is, the same turned over where that is not sure, and its polarity."""
    if np.ptp(grey) < LEAST_CONTRAST:
        raise DataError("there is no ink on it.")
    prepare = normalise_ink if manner == "mnist" else fit_square
    side = {"recognise": polarity(grey), "dark": -1.0, "bright": 1.0}[ink]
    likely = prepare(bright_on_dark(grey, ink="dark" if side < 0 else "bright"), size)
    if abs(side) >= SURE:
        return likely, None, side
    # Kept small and both ways, so that the undecided ones can follow the rest without being read again.
    return likely, prepare(bright_on_dark(grey, ink="bright" if side < 0 else "dark"), size), side


def _report(
    name: str, read: _Read, skipped: list[str], depth: int | None, known: records.Known, remarks: list[str]
) -> FolderReport:
    images, found = read.images(), tuple(layout.levels(read.paths))
    order = np.arange(len(read.paths))
    dataset, remarks = ImageDataset(name, images), [NO_LABELS, *remarks]
    if depth is not None:
        labels = records.renamed([layout.class_of(path, depth) for path in read.paths], read.paths, known)
        outside = [path for path, label in zip(read.paths, labels, strict=True) if not label]
        skipped += [f"{shown_name(str(path))}: it lies outside the folders of the classes." for path in outside]
        classes = _sorted_names(set(filter(None, labels)))
        index = {label: k for k, label in enumerate(classes)}
        numbers = np.array([index.get(label, -1) for label in labels], np.int64)
        order = np.argsort(numbers, kind="stable")[len(outside) :]
        if len(order) == 0:
            raise DataError(f"{name} holds no image in a folder of a class.")
        few = sum(n == 1 for n in Counter(filter(None, labels)).values())
        remarks[0] = f"{few} of {len(classes)} classes have a single image." if few else ""
        dataset = ImageDataset(name, images[order], numbers[order], classes)
    rows = tuple(known[read.paths[n]] for n in order) if known else ()
    said = tuple(filter(None, remarks))
    return FolderReport(dataset, tuple(skipped), said, depth, found, read.examples(), rows)


def _sorted_names(names: set[str]) -> tuple[str, ...]:
    """Sort class names as people count. Raises DataError for too many, or one that is no name."""
    if len(names) > MOST_CLASSES:
        raise DataError(f"there must be at most {MOST_CLASSES} classes, one a folder, got {len(names)}.")
    for name in names:
        if len(name) > MOST_CLASS_NAME or odd_character(name):
            shown = shown_name(name)
            raise DataError(f"a class name must have at most {MOST_CLASS_NAME} printable characters, got {shown}.")
    return tuple(sorted(names, key=layout.as_people_count))
