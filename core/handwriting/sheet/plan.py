"""What is to be written where on a printed sheet, so that a photograph of it gives letters whose names are known?

A plan is data. From it follows where each cell lies, in millimetres from the left top corner of the paper, x to the
right, y down: whoever has the plan can print its sheets and read their photographs.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from core.config import Config
from core.types import DataError
from core.words.text import graphemes, odd_character

Paper = Literal["a4", "letter"]
Kind = Literal["letter", "word"]
Box = tuple[float, float, float, float]

SIZES: dict[Paper, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
SIGNS = ".,!?-'\":()"
USUAL_LETTERS = tuple("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + SIGNS)
MOST_SHEETS = 12  # each takes four of the fifty marks
ROWS, SLOTS = 18, 4  # of a sheet; a slot is a name and its cells
CELLS = 4  # of a slot: so often a letter is written on one sheet
TOP, SIDE = 26.0, 12.0  # mm from the edges of the paper to the cells
NAME = 6.0  # mm of a slot that its name takes
BASE, X_LINE = 0.68, 0.41  # of a row's height, from its top: where small letters stand, and how high they reach
LETTERS_IN_SLOT = 7  # of a word; its cell has as many slots as it needs
MOST_IN_WORD = LETTERS_IN_SLOT * (SLOTS - 1)


def _composed(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts composed (NFC), each once, without those that are white space."""
    tidy = (unicodedata.normalize("NFC", text).strip() for text in texts)
    found = tuple(dict.fromkeys(text for text in tidy if text))
    for text in found:
        if odd_character(text):
            raise ValueError(f"a sheet can show what can be printed alone, got {text[:20]!r}.")
    return found


def _letters(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in (found := _composed(texts)):
        if len(graphemes(text)) != 1 or len(text) > 8:
            raise ValueError(f"letters must be single characters, got {text[:20]!r}.")
    return found


def _words(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in (found := _composed(texts)):
        if not 2 <= len(graphemes(text)) <= MOST_IN_WORD or text.split() != [text]:
            raise ValueError(f"words must have 2 to {MOST_IN_WORD} letters and no space, got {text[:40]!r}.")
    return found


class SheetPlan(Config):
    """What is written on the sheets. In a round every letter comes four times, each word once to four times.

    The usual plan has a-z, A-Z, 0-9 and ten signs, eight times each, on two sheets.
    """

    letters: Annotated[tuple[str, ...], AfterValidator(_letters)] = Field(
        USUAL_LETTERS, max_length=600, description="Single characters of any alphabet, in their order."
    )
    words: Annotated[tuple[str, ...], AfterValidator(_words)] = Field(
        (), max_length=300, description="Words to be written as one, in the joined hand."
    )
    paper: Paper = Field("a4", description='What is printed on: "a4", or "letter" as in the US.')
    samples: int = Field(8, ge=1, le=40, description="How often each letter is written at least.")
    version: Literal[1] = Field(1, description="Of the layout that follows from the plan.")

    kind: ClassVar[str] = "latent-ink sheet"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the paper, mm."""
        return SIZES[self.paper]

    @property
    def code(self) -> int:
        """Number from 0 to 2^20 - 1 that is printed on each sheet: another plan has, but for chance, another one."""
        return int.from_bytes(hashlib.sha256(self.to_json().encode()).digest()[:4], "big") >> 12

    @property
    def rounds(self) -> int:
        """How often all letters and words are gone through, each time on sheets of their own."""
        return -(-self.samples // CELLS)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets, in their order. Raises DataError if there is nothing to write, or too much."""
        return _sheets(self)


@dataclass(frozen=True)
class Cell:
    """A place to write one text. box: (left, top, right, bottom). base, x_line: y of the guides. All in mm."""

    text: str
    kind: Kind
    box: Box
    base: float
    x_line: float


@dataclass(frozen=True)
class Name:
    """A text printed beside its cells. box: (left, top, right, bottom) that it may fill, mm."""

    text: str
    box: Box
    base: float


@dataclass(frozen=True)
class Sheet:
    """One sheet of a plan: its number, from 0, its cells in reading order, and the names printed beside them."""

    page: int
    cells: tuple[Cell, ...]
    names: tuple[Name, ...]


@lru_cache(maxsize=16)
def _sheets(plan: SheetPlan) -> tuple[Sheet, ...]:
    letters = [(text, "letter", 1) for text in plan.letters]
    words = [(text, "word", 1 + -(-len(graphemes(text)) // LETTERS_IN_SLOT)) for text in plan.words]
    if not letters and not words:
        raise DataError("a sheet must have a letter or a word to write.")
    often = next(
        n for n in (*range(CELLS, 1, -1), 1) if len(_filled(letters + n * words)) == len(_filled(letters + words))
    )
    pages = [page for _ in range(plan.rounds) for page in _filled(letters + often * words)]
    if len(pages) > MOST_SHEETS:
        raise DataError(
            f"this takes {len(pages)} sheets, and a plan may have at most {MOST_SHEETS}: have fewer letters and words "
            "on it, or each less often."
        )
    return tuple(_laid_out(plan, number, page) for number, page in enumerate(pages))


def _filled(items: list[tuple[str, Kind, int]]) -> list[list[tuple[int, int, str, Kind, int]]]:
    """Fill rows with items one after the other: for each sheet (row, slot, text, kind, slots taken)."""
    pages, at = [[]], 0
    for text, kind, taken in items:
        if at % SLOTS + taken > SLOTS:
            at += SLOTS - at % SLOTS
        if at >= ROWS * SLOTS:
            pages.append([])
            at = 0
        pages[-1].append((*divmod(at, SLOTS), text, kind, taken))
        at += taken
    return pages


def _laid_out(plan: SheetPlan, number: int, page: list[tuple[int, int, str, Kind, int]]) -> Sheet:
    w, h = plan.size
    high, wide = (h - 2 * TOP) / ROWS, (w - 2 * SIDE) / SLOTS
    cells, names = [], []
    for row, slot, text, kind, taken in page:
        top, left, right = TOP + row * high, SIDE + slot * wide, SIDE + (slot + taken) * wide
        base, x_line = top + BASE * high, top + X_LINE * high
        start = left + (NAME if kind == "letter" else wide)
        names.append(Name(text, (left, top, start, top + high), base))
        n = CELLS if kind == "letter" else 1
        step = (right - start) / n
        boxes = ((start + k * step, top, start + (k + 1) * step, top + high) for k in range(n))
        cells += [Cell(text, kind, box, base, x_line) for box in boxes]
    return Sheet(number, tuple(cells), tuple(names))
