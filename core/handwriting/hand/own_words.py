"""Which set of images do the words of a hand's pages make, each as a whole?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from core.datasets import own
from core.handwriting.hand.hands import Hand
from core.handwriting.hand.pages import pages
from core.handwriting.hand.reading import note, read_kept, reading_of, texts_of
from core.handwriting.letters import word_set
from core.owner import Owner

OnProgress = Callable[[str, float], None]


@dataclass(frozen=True)
class WordsMade:
    """A set that was made. id: of the own set; n: its words, of so many classes, 0 without. remarks: sentences."""

    id: str
    n: int
    classes: int
    remarks: tuple[str, ...]


def stamp_of(hand: Hand) -> tuple[str, int, int]:
    """Return 16 hex digits that name the readings and the texts of all pages, their words, and words on typed lines.

    Empty where no page was read.
    """
    told, found, typed = [], 0, 0
    for page in pages(hand.path):
        reading = reading_of(page)
        if reading is None or not reading.words:
            continue
        texts = texts_of(page, reading)
        told.append([page.id, reading.id, texts])
        found += sum(reading.words)
        typed += sum(n for n, text in zip(reading.words, texts, strict=True) if text.strip())
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16] if told else "", found, typed


def make(
    hand: Hand, owner: Owner, *, size: int, typed_only: bool, on_progress: OnProgress = lambda what, share: None
) -> WordsMade:
    """Make an own set of the words of a hand, size x size pixels, and note whose it is.

    typed_only: those alone whose text is known, by which they have classes. Raises DataError that names page and line
    where a text does not fit, or if there is no word; OSError.
    """
    read, texts, sources = [], [], []
    brought = pages(hand.path)
    for n, page in enumerate(brought):
        known = reading_of(page)
        if known is None or not known.words:
            continue
        on_progress(f"Reading {page.source}", 0.9 * n / len(brought))
        edits = page.edits
        read.append(read_kept(page, edits))
        lines = texts_of(page, note(page, edits, read[-1]))  # of the lines as they are now
        texts.append("".join(f"{line}\n" for line in lines) if typed_only else "")
        sources.append(page.source)
    words, remarks = word_set.words_of_pages(read, texts, sources=sources)
    words = word_set.typed_only(words) if typed_only else words
    on_progress("Keeping the words", 0.9)
    id = word_set.kept(words, name=f"{hand.name}, words", size=size)
    own.note(id, f"{hand.name}, words", owner)
    kinds = len(word_set.classes_of(words))
    if typed_only and not kinds:
        remarks = (
            *remarks,
            f"there are more than {word_set.MOST_CLASSES} different words, so that they have no classes.",
        )
    return WordsMade(id, len(words), kinds, remarks)
