"""How do the words of pages become a data set of whole words, of which some are known by what was typed, or none?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.datasets.folder import MOST_CLASS_NAME, MOST_CLASSES
from core.datasets.layout import as_people_count
from core.datasets.packing import contents_of, zipped
from core.files import made, write_atomic
from core.handwriting.letters.letters import RIM, Letter, letter_in
from core.handwriting.letters.typed import matched
from core.handwriting.parts import Page, Word
from core.ink import centred
from core.types import DataError, ImageDataset

SIZE = 128
SIZES = (28, 32, 64, 128)  # of the convolutional models; dense ones take any
SHARE = 0.9  # of the side, that a word takes: it is long and low, and its margin costs its height
SHARED = 0.5  # doubt of a word whose ink was joined to what was typed, or shared with its neighbour
FULL_INK = 75  # percentile of a word's own darkness, from which on it is white on black
FOLDER, ZIP = "words", "words.zip"


def words_of_pages(
    pages: Sequence[Page], texts: Sequence[str] = (), *, sources: Sequence[str] = ()
) -> tuple[tuple[Letter, ...], tuple[str, ...]]:
    """Return every word of pages as one piece in the order of reading, and a sentence for whatever did not fit.

    texts: of each page, a line of text a line of the page, or empty; a word of which nothing was typed has an empty
    text. What was written as one word and typed as two is one, its text with a space. sources: what each page is
    called. Raises DataError that names page and line where lines are too many or too few.
    """
    words: list[Letter] = []
    remarks: list[str] = []
    for n, page in enumerate(pages):
        text, source = (some[n] if n < len(some) else "" for some in (texts, sources))
        known: dict[tuple[int, int], tuple[tuple[Word, ...], str, float]] = {}
        inner: set[tuple[int, int]] = set()  # further pieces of a word that was found in several
        if text.strip():
            try:
                told = matched(page.lines, text)
            except DataError as error:
                raise DataError(f"page {n + 1}, {error}" if len(pages) > 1 else str(error)) from None
            remarks += [f"page {n + 1}, {one}" if len(pages) > 1 else str(one) for one in told.remarks]
            for match in told.matches:
                first, *more = (page.lines[match.line].words.index(word) for word in match.words)
                doubt = 0.0 if len(match.words) == len(match.typed) == 1 else SHARED
                known[match.line, first] = (match.words, " ".join(match.typed), doubt)
                inner |= {(match.line, k) for k in more}
        for line, row in enumerate(page.lines):
            for k, word in enumerate(row.words):
                if (line, k) not in inner:
                    parts, said, doubt = known.get((line, k), ((word,), "", 0.0))
                    words.append(
                        _whole(page, parts, {"page": n, "line": line, "word": k, "place": 0}, said, doubt, source)
                    )
    return tuple(words), tuple(remarks)


def dataset_of(
    words: Sequence[Letter], *, name: str = "My words", size: int = SIZE
) -> tuple[ImageDataset, tuple[dict[str, Any], ...]]:
    """Return words as images uint8 (n, size, size) with a record of each, in the same order.

    Each fills the image, bright on black. Where every word has a text they are sorted by it and it is their class,
    unless there are more than 200 kinds; else they have none, and stay in the order of reading. Raises DataError for no
    word, and ValueError for a size not between 4 and 256.
    """
    if not words:
        raise DataError("no word was found on the page.")
    classes = classes_of(words)
    ordered = sorted(words, key=lambda word: classes.index(class_of(word))) if classes else list(words)
    images = np.stack([picture(word, size) for word in ordered])
    labels = np.array([classes.index(class_of(word)) for word in ordered], np.int64) if classes else None
    return ImageDataset(name, images, labels, classes), tuple(_record(word) for word in ordered)


def classes_of(words: Sequence[Letter]) -> tuple[str, ...]:
    """Return the kinds of words, sorted; none where a word has no text, or there are more kinds than a set may have."""
    kinds = sorted({class_of(word) for word in words}, key=as_people_count)
    return tuple(kinds) if all(kinds) and len(kinds) <= MOST_CLASSES else ()


def class_of(word: Letter) -> str:
    """Return the class of a word: its text, of a very long one the beginning."""
    return word.text[:MOST_CLASS_NAME]


def typed_only(words: Sequence[Letter]) -> tuple[Letter, ...]:
    """Return those words whose text is known."""
    return tuple(word for word in words if word.text)


def kept(words: Sequence[Letter], *, name: str = "My words", size: int = SIZE) -> str:
    """Store words among the app's own sets with their records, and return the set's id.

    `core.datasets.own.note` says whose it is. Raises DataError, OSError.
    """
    from core.datasets import own

    return own.save(*dataset_of(words, name=name, size=size))


def write(words: Sequence[Letter], out: Path, *, size: int = SIZE) -> dict[str, Any]:
    """Write words into a folder: PNGs with their records, by class where they have one, and the same as a zip.

    Returns what letters.json says of the whole. Raises DataError if there is no word, OSError.
    """
    dataset, known = dataset_of(words, size=size)
    contents = contents_of(dataset, known)
    for path, data in contents.items():
        made((out / FOLDER / path).parent)
        write_atomic(out / FOLDER / path, data, durable=False)
    write_atomic(out / ZIP, zipped(contents))
    return {"words": len(dataset), "classes": len(dataset.classes), "size": size}


def picture(word: Letter, size: int) -> np.ndarray:
    """Return a word as large as it fits into uint8 (size, size), as dark as it stands on the page, bright on black."""
    if word.shade is None:
        return centred(word.ink.astype(np.uint8) * 255, size, share=SHARE)
    shade = word.shade.astype(np.float32)
    full = float(np.percentile(shade[RIM:-RIM, RIM:-RIM][word.ink], FULL_INK))
    return centred(np.clip(shade * (255 / max(full, 1.0)), 0, 255).astype(np.uint8), size, share=SHARE)


def _record(word: Letter) -> dict[str, Any]:
    return word.record() | {"text": class_of(word)}


def _whole(page: Page, parts: Sequence[Word], where: dict[str, int], text: str, doubt: float, source: str) -> Letter:
    left, top = (min(word.box[k] for word in parts) for k in (0, 1))
    right, bottom = (max(word.box[k] for word in parts) for k in (2, 3))
    own = np.isin(page.pieces[top:bottom, left:right], [number for word in parts for number in word.pieces])
    return letter_in(page, own, (left, top), where, text=text, of=text, doubt=doubt, source=source)
