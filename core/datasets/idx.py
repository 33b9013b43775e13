"""How is an IDX file, the format of MNIST and its kin, read without believing what it claims?"""

from __future__ import annotations

import gzip
import hashlib
import io
import math
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from core import places
from core.datasets.base import DatasetConfig, OnProgress, Part
from core.types import DataError, ImageDataset

SIDE = 28


@dataclass(frozen=True)
class IdxFile:
    """One published file. md5: of the uncompressed bytes; gz_sha256: of the published .gz. At least one is known."""

    name: str
    shape: tuple[int, ...]
    md5: str = ""
    gz_sha256: str = ""

    @property
    def size(self) -> int:
        """Bytes after the header."""
        return math.prod(self.shape)

    @property
    def header(self) -> bytes:
        """The bytes it must begin with: 0 0 8 (unsigned bytes), the number of axes, then their lengths."""
        return struct.pack(f">BBBB{len(self.shape)}I", 0, 0, 8, len(self.shape), *self.shape)

    def parse(self, data: bytes) -> np.ndarray:
        """Return uint8 of `shape` from uncompressed bytes. Raises DataError if they are not the published ones."""
        header, size = self.header, self.size
        if data[: len(header)] != header:
            raise DataError(f"it does not begin like an IDX file of {' x '.join(map(str, self.shape))} bytes.")
        if len(data) != len(header) + size:
            raise DataError(f"it must be {len(header) + size} bytes uncompressed, got {_count(data, header, size)}.")
        if self.md5 and hashlib.md5(data, usedforsecurity=False).hexdigest() != self.md5:
            raise DataError("its checksum is not the published one.")
        return np.frombuffer(data, np.uint8, offset=len(header)).reshape(self.shape)

    @property
    def most_packed(self) -> int:
        """Bytes a .gz of it has at most: what cannot be compressed grows a little."""
        return len(self.header) + self.size + self.size // 256 + 4096

    def unpack(self, packed: bytes) -> bytes:
        """Return the uncompressed bytes, at most one more than there should be. Raises DataError."""
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
                return stream.read(len(self.header) + self.size + 1)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise DataError("its compression is damaged or cut short.") from None

    def read(self, path: Path) -> np.ndarray:
        """Return uint8 of `shape` from a plain or gzipped file. Raises DataError naming it, one sentence."""
        try:
            with path.open("rb") as stream:
                data = stream.read(self.most_packed)
            packed = data[:2] == b"\x1f\x8b"  # not by its name: browsers unpack downloads unasked
            return self.parse(self.unpack(data) if packed else data)
        except DataError as error:
            raise DataError(f"{path} is not the file it should be: {error}") from None
        except OSError as error:
            raise DataError(f"{path} cannot be read: {error.strerror or error}.") from None


class IdxConfig(DatasetConfig):
    """A published set of four IDX files: from LATENT_INK_DATA, else from the cache, else downloaded.

    transposed: images are stored columns first. first_label: the number that stands for class 0.
    even: every class has the same number of images.
    """

    mirrors: ClassVar[tuple[str, ...]]
    files: ClassVar[dict[str, tuple[IdxFile, IdxFile]]]
    classes: ClassVar[tuple[str, ...]]
    transposed: ClassVar[bool] = False
    first_label: ClassVar[int] = 0
    even: ClassVar[bool] = False

    def here(self) -> bool:
        """Say whether all four files are on this machine."""
        return all(self._find(file) for pair in self.files.values() for file in pair)

    def _count(self, part: Part) -> int | None:
        return self.files[part][0].shape[0]

    def _read(self, part: Part, on_progress: OnProgress) -> ImageDataset:
        images, labels = (self._array(file, on_progress) for file in self.files[part])
        labels = labels.astype(np.int64) - self.first_label
        counts = np.bincount(np.maximum(labels, 0), minlength=len(self.classes))
        if labels.min() < 0 or len(counts) > len(self.classes) or (self.even and np.ptp(counts)):
            raise DataError(f"the labels of {self.name} are not the published ones: {len(self.classes)} classes.")
        images = (images.swapaxes(1, 2) if self.transposed else images).copy()  # torch wants memory it may write to
        return ImageDataset(self.name, images, labels, self.classes)

    def _array(self, file: IdxFile, on_progress: OnProgress) -> np.ndarray:
        from core.datasets.download import download

        path, cache = self._find(file), places.datasets() / self.name
        if path is not None:
            try:
                return file.read(path)
            except DataError:
                if path != cache / file.name:  # somebody put it there: say what is wrong, never replace it
                    raise
                path.unlink(missing_ok=True)
        missing = [f for pair in self.files.values() for f in pair if self._find(f) is None]
        download(missing, self.name, self.mirrors, cache, on_progress)
        return file.read(cache / file.name)

    def _find(self, file: IdxFile) -> Path | None:
        given = places.given_data()
        folders = [given / self.name] if given else []
        plain = file.name.removeprefix(f"{self.name}-").replace("test-", "t10k-")
        names = [n + end for n in (plain, file.name, plain.replace("-idx", ".idx")) for end in ("", ".gz")]
        places_to_look = (f / n for f in (*folders, places.datasets() / self.name) for n in names)
        return next((path for path in places_to_look if path.is_file()), None)


def _count(data: bytes, header: bytes, size: int) -> str:
    return "more" if len(data) > len(header) + size else str(len(data))
