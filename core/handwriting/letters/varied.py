"""Who reads a set's images when they have been varied, so that nothing is made that is read as something else?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image

from core.datasets.balance import Reads, reads_by
from core.handwriting.letters import reader as readers
from core.handwriting.letters.frame import BASE, PER_X_HEIGHT, SIDE
from core.handwriting.letters.reader import JUNK, Reader
from core.library import list_models
from core.library.folder import open_model
from core.owner import Owner
from core.types import ImageDataset

INK = 64  # of 255: what counts when the box around a letter is taken
LEAST = 0.05  # x-heights: a dash is no higher
LETTERS = "the reader of letters"


def reads_of(
    dataset: ImageDataset, records: Sequence[Mapping[str, Any]], owner: Owner | None = None
) -> tuple[Reads, str] | None:
    """Return who reads images of a set, and what it is called; None if nobody knows any of its classes.

    Letters whose place on the line is known are read by the reader of letters; all else by the classifier of the
    library, or of `owner`, that knows most of the classes. records: what is known of the images, see own.records_of.
    """
    if readers.here() and len(records) == len(dataset) and all(map(_placed, records)):
        reader = readers.shipped()
        if set(reader.classes) & set(dataset.classes):
            return letter_reads(reader, records, dataset.classes), LETTERS
    best, most = None, 0
    for entry in list_models(owner):
        known = len(set(entry.config.classes) & set(dataset.classes))
        if entry.config.model.reads and entry.has_weights and not entry.active and known > most:
            best, most = entry, known
    return (reads_by(open_model(best), dataset.classes), best.title) if best else None


def letter_reads(reader: Reader, records: Sequence[Mapping[str, Any]], classes: Sequence[str]) -> Reads:
    """Return what a reader takes images of letters for, each as high and as deep on its line as it was written.

    records: of the set's images, with low and high in x-heights.
    """
    index = {name: k for k, name in enumerate(classes)}
    as_ours = np.array([index.get(name, -1) for name in reader.classes], np.int64)
    letters = np.array([name != JUNK for name in reader.classes])

    def reads(images: np.ndarray, of: np.ndarray) -> np.ndarray:
        placed = [on_line(image, records[n]["low"], records[n]["high"]) for image, n in zip(images, of, strict=True)]
        logits = reader.logits(np.stack(placed))
        return as_ours[np.where(letters, logits, -np.inf).argmax(1)]  # which letter it is: that it is one, is known

    return reads


def on_line(image: np.ndarray, low: float, high: float) -> np.ndarray:
    """Put the ink of uint8 (h, h) where it stood on its line, x-heights above the base line, uint8 (32, 32)."""
    frame = np.zeros((SIDE, SIDE), np.uint8)
    rows, columns = (np.flatnonzero((image > INK).any(axis)) for axis in (1, 0))
    if not len(rows):
        return frame
    ink = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height = max(1, round(max(high - low, LEAST) * PER_X_HEIGHT))
    width = max(1, round(ink.shape[1] * height / ink.shape[0]))
    sized = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BILINEAR))
    top, left = BASE - round(high * PER_X_HEIGHT), (SIDE - width) // 2
    y, x = max(0, top), max(0, left)
    part = sized[y - top : y - top + SIDE - y, x - left : x - left + SIDE - x]
    frame[y : y + part.shape[0], x : x + part.shape[1]] = part
    return frame


def _placed(record: Mapping[str, Any]) -> bool:
    return all(isinstance(record.get(name), (int, float)) for name in ("low", "high"))
