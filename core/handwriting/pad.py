"""What has somebody written on the pad, character by character, and which set of images is that?

A line of PADS/of-MARK.jsonl is a character with its strokes. Strokes are kept as the sheet has them, so that what is
made of them later may be as large and as thick as one likes. Of what is taken back, its number alone stays.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core import places
from core.files import alone, append_line, full_disk_as, read_lines, used, write_atomic
from core.handwriting.letters.kept_ink import packed
from core.handwriting.letters.letter_set import in_boxes
from core.handwriting.letters.letters import RIM, Letter
from core.owner import Owner
from core.strokes import NIB, drawn, strokes_of
from core.types import DataError, ImageDataset
from core.words.text import graphemes, isolated, odd_character
from core.writing.redrawn import on_the_line, redrawn

ID = re.compile(r"[0-9a-f]{16}")
MOST_WRITTEN = 3000  # characters of one person
MOST_POINTS = 3000  # of one character
MOST_ASKED = 200  # different characters that can be asked for
LONGEST = 8  # code points of what is one character to a reader
BASE_LINE, X_HEIGHT = 0.68, 0.40  # rows of the guides, of the sheet's height, where a small letter stands and ends
PIXELS, INKED = 48, 127  # of an x-height where a letter is drawn with its ink, and the grey from which on it is ink
LOWER, UPPER, DIGITS = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
FULL = DataError("The disk is full: delete a model or two, then go on writing.")

# How a character becomes an image: filling it, or as large and as high as it stands on the line.
MANNERS: dict[str, Callable[[Sequence[np.ndarray]], np.ndarray]] = {"filled": redrawn, "line": on_the_line}


@dataclass(frozen=True, eq=False)
class Written:
    """One character. id: 16 hex digits; strokes: each float32 (n, 3) as core.strokes.strokes_of returns them."""

    id: str
    character: str
    strokes: tuple[np.ndarray, ...]


def characters_of(text: str) -> tuple[str, ...]:
    """Return the different characters of a text, in their order; space does not count, an accent goes with its letter.

    Raises DataError for none, for more than 200, and for what cannot be written.
    """
    if odd := odd_character("".join(text.split())):
        raise DataError(f"U+{ord(odd):04X} cannot be written: type letters, digits and signs.")
    found = tuple(dict.fromkeys(_named(sign) for word in text.split() for sign in graphemes(word)))
    if not 1 <= len(found) <= MOST_ASKED:
        raise DataError(f"type 1 to {MOST_ASKED} different characters, got {len(found)}.")
    return found


def written(owner: Owner) -> tuple[Written, ...]:
    """Return what `owner` has written and not taken back, the oldest first; what is damaged is left out."""
    used(_path(owner))
    found = {one.id: one for row in read_lines(_path(owner)) if row.get("gone") is not True and (one := _read(row))}
    return tuple(found.values())


def add(id: str, character: str, strokes: Any, owner: Owner) -> None:
    """Keep a character. One whose id was there before, also if it was taken back since, is not kept again.

    id: 16 hex digits. strokes: as a browser tells of them. Raises DataError for what is none, and if there is no room.
    """
    told = _checked(id, character, strokes)
    with _alone():
        rows = read_lines(_path(owner))
        if any(row.get("id") == id for row in rows):
            return
        if sum(row.get("gone") is not True for row in rows) >= MOST_WRITTEN:
            raise DataError(
                f"{MOST_WRITTEN:,} characters are kept, which is all there is room for: take some back first."
            )
        flat = [[round(float(value), 4) for value in stroke.ravel()] for stroke in told.strokes]
        append_line(_path(owner), {"id": id, "character": told.character, "strokes": flat})


def take_back(id: str, owner: Owner) -> None:
    """Forget one character, its strokes too; it does not come back, though it be told again. Raises DataError."""
    if not ID.fullmatch(id):
        raise DataError("what the browser told has no number of its own.")
    with _alone():
        kept = [row for row in read_lines(_path(owner)) if row.get("id") != id]
        lines = [json.dumps(row, allow_nan=False) for row in [*kept, {"id": id, "gone": True}][-2 * MOST_WRITTEN :]]
        write_atomic(_path(owner), "\n".join([*lines, ""]))


def forget_all(owner: Owner) -> None:
    """Remove all that `owner` has written. Sets that were made of it are own sets like any other."""
    with _alone():
        _path(owner).unlink(missing_ok=True)


def counts(of: Sequence[Written]) -> Counter[str]:
    """Return how many there are of each character."""
    return Counter(one.character for one in of)


def dataset(of: Sequence[Written], name: str, manner: str = "filled") -> ImageDataset:
    """Return a set of 28 x 28 images, bright on 0, of what was written, the classes in the order of their signs.

    manner: of MANNERS. Raises DataError if there are less than two images.
    """
    if len(of) < 2:
        raise DataError("write at least two characters: one is kept for the test.")
    classes = tuple(sorted({one.character for one in of}))
    labels = np.array([classes.index(one.character) for one in of], np.int64)
    return ImageDataset(name, np.stack([MANNERS[manner](one.strokes) for one in of]), labels, classes)


def kept(of: Sequence[Written], name: str, manner: str = "filled") -> str:
    """Store `dataset` among the app's own sets, with its letters, their ink and boxes, and return the set's id.

    Raises DataError, OSError.
    """
    from core.datasets import own

    letters = [letter(one, n) for n, one in enumerate(of)]
    records = [one.record() for one in letters]
    return own.save(dataset(of, name, manner), records, packed(letters), in_boxes(letters))


def letter(of: Written, number: int = 0) -> Letter:
    """Return what was written as a letter of a page, x-heights 48 pixels high, on the base line of the pad's guides.

    number: the letter's among all, which is a word of its own: no other one was written beside it.
    """
    side = PIXELS / (BASE_LINE - X_HEIGHT)  # of the pad's sheet, pixels
    points = np.concatenate(of.strokes)
    reach = NIB * float(points[:, 2].max())
    begin, room = points[:, :2].min(0) - reach, float(np.ptp(points[:, :2], axis=0).max()) + 2 * reach
    wide = int(np.ceil(room * side)) + 2
    scale = side / wide  # of the square that it fills
    moved = [np.column_stack([(line[:, :2] - begin) * scale, line[:, 2]]) for line in of.strokes]
    grey = drawn(moved, wide, nib=NIB * scale)
    ink = grey > min(INKED, int(grey.max()) // 2)  # of a pen as fine as a hair something stays, too
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    top, left = (round(float(value) * side) for value in begin[::-1])
    box = left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1
    base = BASE_LINE * side
    return Letter(
        text=of.character, page=0, line=0, word=number, place=0, of=of.character, box=tuple(int(v) for v in box),
        left=box[0] / PIXELS, width=(box[2] - box[0]) / PIXELS,
        low=(base - box[3]) / PIXELS, high=(base - box[1]) / PIXELS,
        doubt=0.0, source="pad", ink=ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1],
        shade=np.pad(grey, RIM)[rows[0] : rows[-1] + 1 + 2 * RIM, columns[0] : columns[-1] + 1 + 2 * RIM],
    )  # fmt: skip


def _checked(id: Any, character: Any, strokes: Any) -> Written:
    if not isinstance(id, str) or not ID.fullmatch(id):
        raise DataError("what the browser told has no number of its own.")
    if not isinstance(character, str):
        raise DataError("what the browser told is no character.")
    found = strokes_of(strokes)
    if not found or sum(map(len, found)) > MOST_POINTS:
        raise DataError(f"a character must have 1 to {MOST_POINTS:,} points.")
    return Written(id, _named(character), found)


def _named(character: str) -> str:
    character = unicodedata.normalize("NFC", character)  # an é that was typed with its accent apart is an é
    signs = graphemes(character)
    if len(signs) != 1 or len(character) > LONGEST or odd_character(character) or not character.strip():
        raise DataError(f"{isolated(character[:20])} is not one character.")
    return character


def _read(row: Mapping[str, Any]) -> Written | None:
    try:
        return _checked(row.get("id"), row.get("character"), row.get("strokes"))
    except DataError:
        return None


@contextmanager
def _alone() -> Iterator[None]:
    """Two tabs at once: each finds what the other one has written."""
    with full_disk_as(FULL), alone(places.pads() / ".lock"):
        yield


def _path(owner: Owner) -> Path:
    return places.pads() / f"of-{owner.mark}.jsonl"
