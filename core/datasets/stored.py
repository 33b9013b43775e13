"""How is a set of images read from its file, whole or only some of it, in no more memory than those images take?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.files import parsed_json
from core.types import DataError, ImageDataset, fingerprint_of

CHUNK = 2**20  # bytes that are read at a time
MOST_HEADER = 2**20  # bytes; 200 names of classes, each of 40 characters, take 110,000 as JSON within JSON
GONE = "this set of images is not here, or not any more: upload it again."
DAMAGED = "this set of images is damaged: upload it again."


@dataclass(frozen=True, eq=False)
class StoredSet:
    """What a file holds beside the pixels. shape: (n, h, h) of the images; labels: int64 (n,) or None.

    start: where in the file the images are. of: int64 (n,), as of ImageDataset, or None.
    """

    path: Path
    name: str
    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    labels: np.ndarray | None
    start: int
    of: np.ndarray | None = None

    def images(self, places: np.ndarray, fingerprint: str) -> np.ndarray:
        """Return the images at `places`, int64 (m,), as uint8 (m, h, h) of their own.

        The whole file is read, a piece at a time, and never mapped: a file replaced under a mapping kills the process.
        Raises DataError if the set is not of that fingerprint, FileNotFoundError.
        """
        n, h, w = self.shape
        rows_at_once = max(1, CHUNK // (h * w))
        found = np.empty((len(places), h, w), np.uint8)
        order = np.argsort(places, kind="stable")
        sorted_places = places[order]

        def pieces(stream: BinaryIO) -> Iterator[np.ndarray]:
            for first in range(0, n, rows_at_once):
                size = min(rows_at_once, n - first) * h * w
                piece = stream.read(size)
                if len(piece) < size:
                    raise DataError(DAMAGED)
                rows = np.frombuffer(piece, np.uint8).reshape(-1, h, w)
                here = order[slice(*np.searchsorted(sorted_places, [first, first + rows_at_once]))]
                found[here] = rows[places[here] - first]
                yield rows
            if self.labels is not None:
                yield self.labels

        with self.path.open("rb") as stream:
            stream.seek(self.start)
            if fingerprint_of(self.shape, self.classes, pieces(stream)) != fingerprint:
                raise DataError(DAMAGED)
        return found


def opened(path: Path) -> StoredSet:
    """Read what a file says of its images. Raises DataError if it is damaged, FileNotFoundError."""
    try:
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            header = parsed_json(stream.read(length)) if length <= MOST_HEADER else {}
            said, size = header["__metadata__"], path.stat().st_size - 8 - length
            n, h, w = _checked(header["images"], "U8", 3, size)
            columns: list[np.ndarray | None] = []
            for column in ("labels", "of"):
                if column not in header:
                    columns.append(None)
                    continue
                if _checked(header[column], "I64", 1, size) != (n,):
                    raise DataError(DAMAGED)
                stream.seek(8 + length + header[column]["data_offsets"][0])
                columns.append(np.frombuffer(stream.read(8 * n), np.int64).copy())  # torch wants memory to write to
        start = 8 + length + header["images"]["data_offsets"][0]
        return StoredSet(
            path, str(said["name"]), tuple(json.loads(said["classes"])), (n, h, w), columns[0], start, columns[1]
        )
    except FileNotFoundError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise DataError(DAMAGED) from None


@dataclass(frozen=True, eq=False)
class SomeImages:
    """A set whose images are read when some are asked for, those alone.

    id: the set's fingerprint. places: int64, of the images that are in it. binarise_at: as of DatasetConfig.
    """

    id: str
    kept: StoredSet
    places: np.ndarray
    binarise_at: int | None

    @property
    def size(self) -> int:
        return self.kept.shape[1]

    @property
    def labels(self) -> np.ndarray | None:
        return None if self.kept.labels is None else self.kept.labels[self.places]

    @property
    def classes(self) -> tuple[str, ...]:
        return self.kept.classes

    def __len__(self) -> int:
        return len(self.places)

    def subset(self, indices: np.ndarray) -> ImageDataset:
        """Return the images at `indices`, int64 (m,). Raises DataError."""
        with said_gone():
            images = self.kept.images(self.places[indices], self.id)
        labels = None if self.labels is None else self.labels[indices]
        found = ImageDataset(self.kept.name, images, labels, self.classes)
        return found if self.binarise_at is None else found.binarised(self.binarise_at)


@contextmanager
def said_gone() -> Iterator[None]:
    """Raise DataError, one sentence, in place of the FileNotFoundError of a set that is gone."""
    try:
        yield
    except FileNotFoundError:
        raise DataError(GONE) from None


def _checked(tensor: dict[str, Any], dtype: str, axes: int, size: int) -> tuple[int, ...]:
    """Return the shape of a tensor whose bytes lie within the `size` bytes there are. Raises DataError."""
    shape, (begin, end) = tuple(tensor["shape"]), tensor["data_offsets"]
    whole = all(type(number) is int and number >= 0 for number in (*shape, begin, end))
    takes = {"U8": 1, "I64": 8}[dtype]
    if not whole or tensor["dtype"] != dtype or len(shape) != axes or 0 in shape or end > size:
        raise DataError(DAMAGED)
    for side in shape:
        takes *= side
    if takes != end - begin:
        raise DataError(DAMAGED)
    return shape
