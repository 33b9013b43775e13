"""How do letters become a data set that anything can be trained on, and a folder to take along?"""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core import images as pixels
from core.files import made, write_atomic
from core.handwriting.letters.letters import Letter, Letters
from core.handwriting.parts import Page
from core.ink import centred
from core.types import DataError, ImageDataset

SIZE = 28
RECORDS, SHEET, ZIP, FOLDER = "letters.json", "sheet.png", "letters.zip", "letters"
MARGIN = 0.15  # of the longer side, around a letter


def dataset_of(
    letters: Sequence[Letter], *, name: str = "My letters", size: int = SIZE
) -> tuple[ImageDataset, tuple[dict[str, Any], ...]]:
    """Return letters as images uint8 (n, size, size) with their classes, and a record of each, in the same order.

    Sorted by class, then as they were read; each is scaled and centred like MNIST's digits. Raises DataError for none.
    """
    if not letters:
        raise DataError("no letter was found on the page.")
    classes = tuple(sorted({letter.text for letter in letters}))
    index = {text: k for k, text in enumerate(classes)}
    order = sorted(range(len(letters)), key=lambda n: index[letters[n].text])
    images = np.stack([centred(letters[n].ink.astype(np.uint8) * 255, size) for n in order])
    labels = np.array([index[letters[n].text] for n in order], np.int64)
    return ImageDataset(name, images, labels, classes), tuple(letters[n].record() for n in order)


def kept(letters: Sequence[Letter], *, name: str = "My letters") -> str:
    """Store letters among the app's own sets, with their records, and return the set's id. Raises DataError, OSError.

    `core.datasets.own.note` says whose it is.
    """
    from core.datasets import own

    return own.save(*dataset_of(letters, name=name))


def write(found: Letters, pages: Sequence[Page], out: Path, *, most_doubt: float = 1.0) -> dict[str, Any]:
    """Write letters into a folder: PNGs by class, the same as a zip, letters.json with the rest, and a sheet of all.

    Letters more doubtful than `most_doubt` stay on the sheet and in letters.json alone. Returns what letters.json says
    of the whole. Raises DataError if there is no letter, OSError.
    """
    from core.handwriting.letters.contact import by_class

    kept = [letter for letter in found.letters if letter.doubt <= most_doubt]
    if not kept:
        raise DataError("no letter was found on the page that is as little doubtful as that.")
    files = named(found.letters)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for letter, path in zip(found.letters, files, strict=True):
            if letter.doubt <= most_doubt:
                png = pixels.to_png(picture(letter))
                made((out / FOLDER / path).parent)
                write_atomic(out / FOLDER / path, png, durable=False)
                archive.writestr(path, png)
    rows = [{"file": path, **letter.record()} for letter, path in zip(found.letters, files, strict=True)]
    counts = Counter(letter.text for letter in kept)
    told = {
        "letters": len(kept),
        "left out": len(found.letters) - len(kept),
        "classes": dict(sorted(counts.items())),
        "remarks": list(found.remarks),
    }
    write_atomic(out / ZIP, packed.getvalue())
    write_atomic(out / RECORDS, json.dumps({**told, "records": rows}, indent=1, ensure_ascii=False) + "\n")
    sheet = io.BytesIO()
    by_class(pages, found.letters).save(sheet, "PNG")
    write_atomic(out / SHEET, sheet.getvalue())
    return told


def named(letters: Sequence[Letter]) -> list[str]:
    """Return the path of each letter's image, a folder a class: unique also where a disk knows no capitals."""
    count: Counter[str] = Counter()
    found = []
    for letter in letters:
        folder = folder_of(letter.text)
        count[folder.casefold()] += 1
        found.append(f"{folder}/{count[folder.casefold()]:04d}.png")
    return found


def folder_of(text: str) -> str:
    """Return what a class's folder is called: the letter or word itself, and a sign's name, such as "comma"."""
    if any(sign.isalnum() for sign in text) and not set(text) & set('/\\:*?"<>|'):
        return text.rstrip(".")
    return " ".join(unicodedata.name(sign, f"U+{ord(sign):04X}").lower() for sign in text)[:40]


def picture(letter: Letter) -> np.ndarray:
    """Return a letter as it stands on its page, bright ink on a black margin, uint8 (h, w)."""
    margin = 2 + round(MARGIN * max(letter.ink.shape))
    return np.pad(letter.ink.astype(np.uint8) * 255, margin)
