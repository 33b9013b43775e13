"""How do letters become a data set that anything can be trained on, and a folder to take along?"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from core import images as pixels
from core.datasets import boxes, records
from core.datasets.packing import folder_of, zipped
from core.files import made, write_atomic
from core.handwriting.letters import kept_ink
from core.handwriting.letters.box import boxed
from core.handwriting.letters.letters import Letter, Letters
from core.handwriting.parts import Page
from core.ink import centred
from core.types import DataError, ImageDataset

SIZE = 28
RECORDS, SHEET, ZIP, FOLDER, INK = records.FILE, "sheet.png", "letters.zip", "letters", "letters.ink"
MARGIN = 0.15  # of the longer side, around a letter


def dataset_of(
    letters: Sequence[Letter], *, name: str = "My letters", size: int = SIZE, manner: Literal["mnist", "box"] = "mnist"
) -> tuple[ImageDataset, tuple[dict[str, Any], ...]]:
    """Return letters as images uint8 (n, size, size) with their classes, and a record of each, in the same order.

    Sorted by class, then as they were read; each is scaled and centred like MNIST's digits, or drawn in its own box,
    see core.handwriting.letters.box. Raises DataError for none.
    """
    if not letters:
        raise DataError("no letter was found on the page.")
    classes = tuple(sorted({letter.text for letter in letters}))
    index = {text: k for k, text in enumerate(classes)}
    ordered = by_text(letters)
    if manner == "box":
        images = pixels.resize(boxed(ordered), size)
    else:
        images = np.stack([centred(letter.ink.astype(np.uint8) * 255, size) for letter in ordered])
    labels = np.array([index[letter.text] for letter in ordered], np.int64)
    return ImageDataset(name, images, labels, classes), tuple(letter.record() for letter in ordered)


def kept(letters: Sequence[Letter], *, name: str = "My letters") -> str:
    """Store letters among the app's own sets, with their records, their ink and in boxes, and return the set's id.

    `core.datasets.own.note` says whose it is. Raises DataError, OSError.
    """
    from core.datasets import own

    ordered = by_text(letters)
    return own.save(*dataset_of(letters, name=name), kept_ink.packed(ordered), in_boxes(ordered))


def in_boxes(letters: Sequence[Letter]) -> bytes:
    """Return letters in boxes as their set keeps them; nothing of more than 10,000. 3 ms a letter."""
    return boxes.packed(boxed(letters)) if len(letters) <= boxes.MOST else b""


def by_text(letters: Sequence[Letter]) -> list[Letter]:
    """Return letters sorted by class, those of one as they were: the order of the images of their set."""
    return sorted(letters, key=lambda letter: letter.text)


def letters_of_set(id: str) -> tuple[Letter, ...]:
    """Return the letters of an own set, exactly as they were kept, one an image of the set and in the same order.

    Of a set that was balanced, one of each image that was not made by varying another. Raises DataError if the id is
    none, or the set keeps no ink, or that is damaged; OSError.
    """
    from core.datasets import own

    return kept_ink.read(own.ink_of(id))


def ink_at(id: str, whole: ImageDataset, places: np.ndarray) -> bytes:
    """Return the ink of those images of an own set that are at `places`, int64 (m,), as a set of them keeps it.

    whole: the set. Empty where it keeps no ink, or none of these images: varied ones have none. Raises DataError.
    """
    from core.datasets import own

    if not own.ink_of(id).is_file():
        return b""
    letters, at = letters_of_set(id), np.arange(len(whole))
    written = at if whole.of is None else np.flatnonzero(whole.of == at)
    if len(written) != len(letters):
        return b""
    of = dict(zip(written.tolist(), letters, strict=True))
    kept = [of[place] for place in places.tolist() if place in of]
    return kept_ink.packed(kept) if kept else b""


def letters_of_folder(folder: Path) -> tuple[Letter, ...]:
    """Return the letters of a folder that `write` has made, those that were left out excepted.

    Raises DataError if there are none, or the file is damaged; OSError.
    """
    return kept_ink.read(folder / INK)


def write(found: Letters, pages: Sequence[Page], out: Path, *, most_doubt: float = 1.0) -> dict[str, Any]:
    """Write letters into a folder: PNGs by class with their records, the same as a zip, letters.json with the rest, and
    a sheet of all.

    letters.ink holds them with their ink as it stands on the page, to be written with. Letters more doubtful than
    `most_doubt` stay on the sheet and in letters.json alone. Returns what letters.json says of the whole. Raises
    DataError if there is no letter, OSError.
    """
    from core.handwriting.letters.contact import by_class

    kept = [letter for letter in found.letters if letter.doubt <= most_doubt]
    if not kept:
        raise DataError("no letter was found on the page that is as little doubtful as that.")
    files = named(found.letters)
    of = {path: one for path, one in zip(files, found.letters, strict=True) if one.doubt <= most_doubt}
    contents = contents_of(of)
    for path, data in contents.items():
        made((out / FOLDER / path).parent)
        write_atomic(out / FOLDER / path, data, durable=False)
    rows = [{"file": path, **letter.record()} for letter, path in zip(found.letters, files, strict=True)]
    counts = Counter(letter.text for letter in kept)
    told = {
        "letters": len(kept),
        "left out": len(found.letters) - len(kept),
        "classes": dict(sorted(counts.items())),
        "remarks": list(found.remarks),
    }
    write_atomic(out / ZIP, zipped(contents))
    write_atomic(out / RECORDS, json.dumps({**told, "records": rows}, indent=1, ensure_ascii=False) + "\n")
    write_atomic(out / INK, kept_ink.packed(kept))
    sheet = io.BytesIO()
    by_class(pages, found.letters).save(sheet, "PNG")
    write_atomic(out / SHEET, sheet.getvalue())
    return told


def contents_of(letters: Mapping[str, Letter]) -> dict[str, bytes]:
    """Return the files of a set of letters by path, as Train takes them in: a PNG of each, and their records.

    letters: by the path of their image, a folder for each class.
    """
    files = {path: pixels.to_png(picture(letter)) for path, letter in letters.items()}
    return files | {records.FILE: records.packed({path: one.record() for path, one in letters.items()}).encode()}


def named(letters: Sequence[Letter]) -> list[str]:
    """Return the path of each letter's image, a folder a class: unique also where a disk knows no capitals."""
    count: Counter[str] = Counter()
    found = []
    for letter in letters:
        folder = folder_of(letter.text)
        count[folder.casefold()] += 1
        found.append(f"{folder}/{count[folder.casefold()]:04d}.png")
    return found


def picture(letter: Letter) -> np.ndarray:
    """Return a letter as it stands on its page, bright ink on a black margin, uint8 (h, w)."""
    margin = 2 + round(MARGIN * max(letter.ink.shape))
    return np.pad(letter.ink.astype(np.uint8) * 255, margin)
