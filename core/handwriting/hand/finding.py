"""How are the letters of a hand found, on all its pages by what was typed, and on its printed sheets by their names?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from core.handwriting.hand.edits import Way
from core.handwriting.hand.found import Box, FoundLetters, boxes_of, ids_of, stamp_of
from core.handwriting.hand.pages import KeptPage, pages
from core.handwriting.hand.reading import note, read_kept, reading_of, texts_of
from core.handwriting.hand.sheets import plan_of, sheets
from core.handwriting.letters.letters import Letter, letters_of_pages
from core.handwriting.parts import Page
from core.handwriting.sheet.read import read_sheets
from core.types import DataError

OnProgress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class _ReadPage:
    """A page with a text. way: from its pixels back to the photograph."""

    kept: KeptPage
    page: Page
    text: str
    way: Way


def find_letters(
    hand: Path, *, on_progress: OnProgress = lambda what, share: None
) -> tuple[FoundLetters, tuple[Page, ...]]:
    """Return the letters of the hand in a folder, and its pages by their numbers in them; sheets are numbered after.

    Raises DataError that names page and line where what was typed does not fit, or if there is nothing to find.
    """
    stamp = stamp_of(hand)
    read = _read(hand, on_progress)
    letters, on, boxes, remarks = _of_pages(read, on_progress)
    more, where, told = _of_sheets(hand, len(read), on_progress)
    if not letters and not more:
        raise DataError("no letter was found: type what a page says, or bring a printed sheet that is filled in.")
    on, boxes = [*on, *where], [*boxes, *boxes_of(more, None, (0, 0))]
    found = FoundLetters(stamp, (*letters, *more), ids_of(stamp, on, boxes), tuple(on), tuple(boxes), (*remarks, *told))
    return found, tuple(one.page for one in read)


def _read(hand: Path, on_progress: OnProgress) -> list[_ReadPage]:
    found = []
    for page in pages(hand):
        known = reading_of(page)
        if known is None or not any(text.strip() for text in texts_of(page, known)):
            continue
        on_progress(f"reading {page.source}", 0.0)
        edits = page.edits
        read = read_kept(page, edits)
        texts = texts_of(page, note(page, edits, read))  # of the lines as they are now
        text = "".join(f"{line}\n" for line in texts)
        found.append(_ReadPage(page, read, text, Way(edits.quarters, read.flattening)))
    return found


def _of_pages(
    read: list[_ReadPage], on_progress: OnProgress
) -> tuple[list[Letter], list[str], list[Box], tuple[str, ...]]:
    if not read:
        return [], [], [], ()
    found = letters_of_pages(
        [one.page for one in read],
        [one.text for one in read],
        sources=[one.kept.source for one in read],
        on_progress=on_progress,
    )
    letters: list[Letter] = []
    on: list[str] = []
    boxes: list[Box] = []
    for n, one in enumerate(read):
        own = [letter for letter in found.letters if letter.page == n]
        letters += own
        on += [one.kept.id] * len(own)
        boxes += boxes_of(own, one.way, one.kept.size)
    return letters, on, boxes, found.remarks


def _of_sheets(hand: Path, behind: int, on_progress: OnProgress) -> tuple[list[Letter], list[str], tuple[str, ...]]:
    brought = sheets(hand)
    if not brought:
        return [], [], ()
    photographs = [(sheet.source, sheet.photograph()) for sheet in brought]
    found = read_sheets(photographs, plan_of(hand), on_progress=on_progress)
    where = [f"{letter.source} {letter.page}" for letter in found.letters]
    return [replace(letter, page=letter.page + behind) for letter in found.letters], where, found.remarks
