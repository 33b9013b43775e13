"""How do chosen images leave the app: as one picture, or as a zip of pictures with a table?"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Callable

import numpy as np

from core import images as pixels

MOST_ON_A_SHEET = 4096  # 64 x 64: what a picture viewer still opens
MOST_IN_A_ZIP = 20_000
EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no "no date"


def sheet(images: np.ndarray, columns: int | None = None) -> bytes:
    """Return uint8 (m, h, w) images as one PNG, row by row, near square unless `columns` says otherwise.

    Raises ValueError unless there are 1 to 4,096 images.
    """
    if not 1 <= len(images) <= MOST_ON_A_SHEET:
        raise ValueError(f"a sheet holds 1 to {MOST_ON_A_SHEET:,} images, got {len(images):,}.")
    return pixels.to_png(pixels.grid(images, columns or math.ceil(math.sqrt(len(images))), gap=2), levels=16)


def zipped(
    images: np.ndarray,
    indices: np.ndarray,
    table: str,
    on_progress: Callable[[str, float], None] = lambda what, fraction: None,
) -> bytes:
    """Return a zip of PNG files, one for each of the uint8 (m, h, w) images, and labels.csv with `table` in it.

    indices: (m,) what the files are called by, as in the table's first column. Equal arguments give equal bytes.
    Raises ValueError unless there are 1 to 20,000 images.
    """
    if not 1 <= len(images) <= MOST_IN_A_ZIP or len(images) != len(indices):
        raise ValueError(f"a zip holds 1 to {MOST_IN_A_ZIP:,} images with an index each, got {len(images):,}.")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as made:  # PNG hardly shrinks
        made.writestr(zipfile.ZipInfo("labels.csv", EARLIEST), table)
        for done, (index, image) in enumerate(zip(indices, images, strict=True)):
            made.writestr(zipfile.ZipInfo(f"images/{index:05d}.png", EARLIEST), pixels.to_png(image, levels=16))
            on_progress("Packing the images", done / len(images))
    return stream.getvalue()
