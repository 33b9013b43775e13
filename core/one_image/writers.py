"""Who wrote an image of MNIST, where that is known here, and which others did they write?

The numbers are QMNIST's (Yadav & Bottou 2019, arXiv:1905.10498, BSD 3-clause): `writers/mnist-writers.npz` beside the
data sets, with train uint16 (60000,) and test uint16 (10000,), 65535 where it is not told. They do not come along: only
a sample of MNIST needs them, what somebody writes here does not.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from core import places
from core.datasets import DATASETS
from core.types import DataError

FILE = "writers/mnist-writers.npz"
UNTOLD = 65535
COUNTS = {"train": 60_000, "test": 10_000}
MOST_BYTES = 1_000_000
ABSENT = f"who wrote which digit of MNIST is not known here: put {FILE} beside the data sets."


@dataclass(frozen=True, eq=False)
class Written:
    """Images of one character. images: uint8 (n, h, w); writers: int64 (n,), who wrote each."""

    images: np.ndarray
    writers: np.ndarray


def known() -> bool:
    """Say whether writers and MNIST itself are here, without a download."""
    return _path() is not None and DATASETS["mnist"]().here()


def writers(part: str) -> np.ndarray:
    """Return the writer of each image of MNIST's "train" or "test", int64 (n,), 65535 if untold. Raises DataError."""
    path = _path()
    if path is None:
        raise DataError(ABSENT)
    return _read(path, path.stat().st_mtime_ns)[part]


def written(part: str, digit: int) -> Written:
    """Return the images of a digit whose writer is told, of MNIST's "train" or "test". Raises DataError."""
    data, who = DATASETS["mnist"]().load(part), writers(part)
    chosen = (data.labels == digit) & (who != UNTOLD)
    return Written(data.images[chosen], who[chosen])


def _path() -> Path | None:
    roots = [root for root in (places.given_data(), places.datasets()) if root is not None]
    return next((root / FILE for root in roots if (root / FILE).is_file()), None)


@lru_cache(maxsize=1)
def _read(path: Path, stamp: int) -> dict[str, np.ndarray]:
    try:
        data = path.read_bytes()
        if len(data) > MOST_BYTES:
            raise DataError(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB.")
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            parts = {part: found[part] for part in COUNTS}
    except DataError:
        raise
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        raise DataError(f"{path.name} is damaged.") from None
    for part, n in COUNTS.items():
        if parts[part].shape != (n,) or parts[part].dtype != np.uint16:
            raise DataError(f"{path.name} must hold uint16 ({n},) as {part}.")
    return {part: values.astype(np.int64) for part, values in parts.items()}
