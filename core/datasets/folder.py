"""How do somebody's own images, in a folder or a zip, become a data set?"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.datasets import archive
from core.datasets.base import DatasetConfig, OnProgress, Part, split_off_test
from core.datasets.decode import MOST_BYTES, decode
from core.ink import LEAST_CONTRAST, bright_on_dark, fit_square, normalise_ink, polarity
from core.types import DataError, ImageDataset

Manner = Literal["mnist", "as is"]
Ink = Literal["recognise", "dark", "bright"]

MOST_CLASSES = 200
MOST_CLASS_NAME = 40
MOST_MEMORY = 1_000_000_000  # bytes of pixels
SURE = 0.25  # polarity below which an image follows the others


@dataclass(frozen=True)
class FolderReport:
    """A data set, with one sentence for every file that was left out, and remarks on how the rest was understood."""

    dataset: ImageDataset
    skipped: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class FolderConfig(DatasetConfig):
    """Images in a folder or zip on this machine: one folder per class, or no classes. A tenth is kept for the test."""

    title: ClassVar[str] = "A folder of images"
    about: ClassVar[str] = "Your own images: a folder or a zip, one folder per class, or all in one place."
    licence: ClassVar[str] = "yours"
    names_a_path: ClassVar[bool] = True

    name: Literal["folder"] = "folder"
    path: str = Field(min_length=1, max_length=4096, description="The folder or zip file.")
    manner: Manner = Field("mnist", description='"mnist": ink cut out, scaled and centred; "as is": only resized.')
    image_size: int = Field(28, ge=8, le=256, description="Side of the images, in pixels.")
    ink: Ink = Field("recognise", description="Whether the ink is dark on bright paper or bright on dark.")

    def report(self, on_progress: OnProgress | None = None) -> FolderReport:
        """Read all images and say which files were left out. Raises DataError."""
        source = Path(self.path)
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

    def _read(self, part: Part, on_progress: OnProgress) -> ImageDataset:
        return split_off_test(self.report(on_progress).dataset, part)


def read_folder(
    source: Path | bytes,
    *,
    name: str,
    manner: Manner = "mnist",
    image_size: int = 28,
    ink: Ink = "recognise",
    on_progress: OnProgress | None = None,
) -> FolderReport:
    """Read the images of a folder, a zip file or the bytes of a zip; sorted by class, then by path.

    A file that cannot be read is left out and named in the report. Images that lie in two or more folders have the
    names of their folders as classes; otherwise there are no labels.
    Raises DataError if nothing can be read, or if the whole is too large or not to be trusted (core.datasets.archive).
    """
    kept: list[tuple[PurePosixPath, np.ndarray, np.ndarray, float]] = []
    skipped = []
    with archive.opened(source) as files:
        if len(files) * image_size**2 > MOST_MEMORY:
            raise DataError(f"{name} holds {len(files):,} files, too many at {image_size} x {image_size} pixels.")
        for i, file in enumerate(files):
            if on_progress and i % 16 == 0:
                on_progress(f"Reading {name}", i / len(files))
            try:
                kept.append((file.path, *_both_ways(file.read(MOST_BYTES + 1), manner, image_size, ink)))
            except archive.OverBudget:
                raise
            except (DataError, OSError) as error:
                reason = str(error) if isinstance(error, DataError) else "it cannot be read."
                skipped.append(f"{archive.shown_name(str(file.path))}: {reason}")
    if not kept:
        first = f" The first one, {skipped[0]}" if skipped else ""
        raise DataError(f"{name} holds no image that can be read, {len(skipped)} other files.{first}")
    return _report(name, kept, skipped)


def _both_ways(data: bytes, manner: Manner, size: int, ink: Ink) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the image prepared as it most likely is, the same turned over, and the polarity that decided."""
    grey = decode(data)
    if np.ptp(grey) < LEAST_CONTRAST:
        raise DataError("there is no ink on it.")
    prepare = normalise_ink if manner == "mnist" else fit_square
    side = {"recognise": polarity(grey), "dark": -1.0, "bright": 1.0}[ink]
    likely = prepare(bright_on_dark(grey, ink="dark" if side < 0 else "bright"), size)
    if abs(side) >= SURE:
        return likely, likely, side
    # Kept small and both ways, so that the undecided ones can follow the rest without being read again.
    return likely, prepare(bright_on_dark(grey, ink="bright" if side < 0 else "dark"), size), side


def _report(name: str, kept: list, skipped: list[str]) -> FolderReport:
    of_folder = [unicodedata.normalize("NFC", path.parent.name) for path, *_ in kept]
    folders = {path.parent for path, *_ in kept}
    remarks = []
    classes: tuple[str, ...] = ()
    if len(folders) > 1:
        outside = [path for path, *_ in kept if path.parent == PurePosixPath(".")]
        skipped += [f"{archive.shown_name(str(path))}: it lies outside the folders of the classes." for path in outside]
        kept = [row for row, label in zip(kept, of_folder, strict=True) if label]
        of_folder = [label for label in of_folder if label]
        classes = _sorted_names(set(of_folder))
    if len(classes) < 2:
        classes = ()
        remarks.append("All images lie in one folder, so they have no labels.")
    votes = sum(np.sign(side) for *_, side in kept if abs(side) >= SURE)
    images = np.stack([turned if votes and (side >= 0) != (votes > 0) else likely for _, likely, turned, side in kept])
    if not classes:
        return FolderReport(ImageDataset(name, images), tuple(skipped), tuple(remarks))
    index = {label: k for k, label in enumerate(classes)}
    labels = np.array([index[label] for label in of_folder], np.int64)
    order = np.argsort(labels, kind="stable")
    few = [label for label, n in Counter(of_folder).items() if n == 1]
    if few:
        remarks.append(f"{len(few)} of {len(classes)} classes have a single image.")
    return FolderReport(ImageDataset(name, images[order], labels[order], classes), tuple(skipped), tuple(remarks))


def _sorted_names(names: set[str]) -> tuple[str, ...]:
    """Sort class names as a reader would: numbers by value, if all are numbers. Raises DataError."""
    if len(names) > MOST_CLASSES:
        raise DataError(f"there must be at most {MOST_CLASSES} classes, one a folder, got {len(names)}.")
    for name in names:
        if len(name) > MOST_CLASS_NAME or not name.isprintable():
            shown = archive.shown_name(name)
            raise DataError(f"a class name must have at most {MOST_CLASS_NAME} printable characters, got {shown}.")
    numbers = all(name.isascii() and name.isdigit() for name in names)
    return tuple(sorted(names, key=lambda name: (int(name), name) if numbers else (0, name)))
