"""What is a page's text made of? Its letters, each cut out, with its place, its measures, and how doubtful it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.handwriting.letters import reader as readers
from core.handwriting.letters.alphabet import floats
from core.handwriting.letters.learning import ROUNDS, AskedWord, Found, learn
from core.handwriting.letters.marks import belong
from core.handwriting.letters.reader import Reader
from core.handwriting.letters.typed import matched
from core.handwriting.parts import Page
from core.types import DataError

SURE = 0.9  # doubt up to which a letter is usually right: measured, see docs/measured.md
RIM = 2  # pixels around a letter in which its strokes fade into the paper
LEVELS = 31  # of darkness that are told apart
PALE = 0.4  # of a letter's own darkness, that a hairline of it has at least
FLOATING = 0.5  # doubt of a sign that is nothing but a mark: no reader sees it

OnProgress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Letter:
    """A letter that was cut out of a page.

    text: the letter, with its accents. page, line, word, place: numbers from 0; the word counts on its line, the place
    in its word. of: the word. box: (left, top, right, bottom) in the page's pixels, right and bottom excluded. left:
    x-heights from the left of its line; width: x-heights; low, high: ends above the base line, x-heights. doubt: 0 to
    1. source: where the page came from. ink: bool (height, width) of its box, its own ink. shade: how dark the page is
    there and RIM pixels around, uint8 (height + 2 RIM, width + 2 RIM), 0 for paper and away from its ink, or None where
    that is not known; with it the edge of a stroke lies between two pixels.
    """

    text: str
    page: int
    line: int
    word: int
    place: int
    of: str
    box: tuple[int, int, int, int]
    left: float
    width: float
    low: float
    high: float
    doubt: float
    source: str
    ink: np.ndarray
    shade: np.ndarray | None = None

    def record(self) -> dict[str, Any]:
        """Return all of it but ink and shade, for JSON."""
        numbers = {name: round(getattr(self, name), 3) for name in ("left", "width", "low", "high", "doubt")}
        places = {name: getattr(self, name) for name in ("text", "page", "line", "word", "place", "of", "source")}
        return places | {"box": list(self.box)} | numbers


@dataclass(frozen=True, eq=False)
class Letters:
    """All letters found, in reading order. remarks: a sentence for whatever could not be taken as it was typed.

    reader: what has learned this hand, with which the next page of it may begin.
    """

    letters: tuple[Letter, ...]
    remarks: tuple[str, ...]
    reader: Reader | None

    def __len__(self) -> int:
        return len(self.letters)


def letters_of_pages(
    pages: Sequence[Page],
    texts: Sequence[str],
    *,
    sources: Sequence[str] = (),
    reader: Reader | str | None = "shipped",
    rounds: int = ROUNDS,
    on_progress: OnProgress = lambda what, share: None,
) -> Letters:
    """Cut pages of one hand into letters, with the text of each, a line of text a line of the page.

    sources: what each page is called. reader: gives the first guess; "shipped" is the one that comes along, None for
    none. Raises DataError that names the page and the line where lines or words are too many or too few.
    """
    told = []
    for n, (page, text) in enumerate(zip(pages, texts, strict=True)):
        try:
            told.append((page, matched(page.lines, text)))
        except DataError as error:
            raise DataError(f"{_page(n, pages)}{error}") from None
    if isinstance(reader, str):
        reader = readers.shipped() if readers.here() else None
    learned = learn(told, reader, rounds=rounds, on_progress=on_progress)
    names = [*sources, *[""] * (len(pages) - len(sources))]
    letters: list[Letter] = []
    remarks = [f"{_page(n, pages)}{remark}" for n, (_, one) in enumerate(told) for remark in one.remarks]
    for word, found in zip(learned.words, learned.found, strict=True):
        if (found.chosen < 0).any():
            where = f"{_page(word.page, pages)}line {word.match.line + 1}"
            remarks.append(f"{where}: {''.join(word.text)} could not be cut into its letters.")
            continue
        letters += _cut_out(pages[word.page], word, found, names[word.page])
    on_progress("cutting letters out", 1.0)
    return Letters(tuple(letters), tuple(remarks), learned.reader)


def _page(n: int, pages: Sequence[Page]) -> str:
    return f"page {n + 1}, " if len(pages) > 1 else ""


def _cut_out(page: Page, word: AskedWord, found: Found, source: str) -> list[Letter]:
    """Cut the letters of a word out, each with its dots and bars."""
    bodies = iter(found.chosen)
    chosen = [None if _bodiless(letter, word) else next(bodies) for letter in word.text]
    spans = [None if c is None else tuple(word.spans.boxes[c, :2]) for c in chosen]
    owner = belong(word.cut.marks, word.text, spans)  # type: ignore[arg-type]
    sure = iter(found.sure)
    letters = []
    for n, letter in enumerate(word.text):
        own = np.isin(word.cut.part, [-1 - m for m, of in enumerate(owner) if of == n])
        c = chosen[n]
        doubt = FLOATING
        if c is not None:
            first, last = word.spans.ends[c]
            own |= (word.cut.part >= first) & (word.cut.part <= last)
            doubt = 1 - float(next(sure))
        if own.any():
            letters.append(_letter(page, word, n, letter, own, doubt, source))
    return letters


def _bodiless(letter: str, word: AskedWord) -> bool:
    return floats(letter) and len(word.letters) < len(word.text)


def _letter(page: Page, word: AskedWord, place: int, text: str, own: np.ndarray, doubt: float, source: str) -> Letter:
    number = page.lines[word.match.line].words.index(word.match.words[0])
    where = {"page": word.page, "line": word.match.line, "word": number, "place": place}
    return letter_in(page, own, word.box[:2], where, text=text, of="".join(word.text), doubt=doubt, source=source)


def letter_in(
    page: Page,
    own: np.ndarray,
    at: tuple[int, int],
    where: dict[str, int],
    *,
    text: str,
    of: str,
    doubt: float,
    source: str,
) -> Letter:
    """Return the letter whose ink is a mask, bool (h, w), some of it true. at: (x, y) of the mask on the page.

    where: its page, line, word and place, as Letter has them; the rest, too.
    """
    line = page.lines[where["line"]]
    rows, columns = np.flatnonzero(own.any(1)), np.flatnonzero(own.any(0))
    left, top, right, bottom = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    box = (int(at[0] + left), int(at[1] + top), int(at[0] + right), int(at[1] + bottom))
    base = line.row_at((box[0] + box[2]) / 2)
    begin = min(one.box[0] for one in line.words)
    return Letter(
        text=text,
        **where,
        of=of,
        box=box,
        left=(box[0] - begin) / line.x_height,
        width=(box[2] - box[0]) / line.x_height,
        low=(base - box[3]) / line.x_height,
        high=(base - box[1]) / line.x_height,
        doubt=doubt,
        source=source,
        ink=own[top:bottom, left:right],
        shade=shade_of(own[top:bottom, left:right], page.darkness, box, page.ink),
    )


def shade_of(
    ink: np.ndarray, darkness: np.ndarray, box: tuple[int, int, int, int], page_ink: np.ndarray | None = None
) -> np.ndarray:
    """Return how dark a page is about a letter's ink, uint8 (h + 2 RIM, w + 2 RIM). darkness: of the page, 0 to 1.

    page_ink: of the whole page. With it a hairline of the letter that is too pale for ink, but darker than the paper
    and in one piece with the letter, counts as near it; what is another letter's does not.
    """
    import cv2

    near = cv2.dilate(np.pad(ink.astype(np.uint8), RIM), _square(RIM))
    there = _window(darkness.astype(np.float32, copy=False), box)
    if page_ink is not None:
        others = cv2.dilate((_window(page_ink.astype(np.uint8), box) > 0).astype(np.uint8), _square(1))
        pale = (there > PALE * float(np.median(there[RIM:-RIM, RIM:-RIM][ink]))) & ((others == 0) | (near > 0))
        _, pieces = cv2.connectedComponents((pale | (near > 0)).astype(np.uint8), connectivity=8)
        own = np.unique(pieces[near > 0])
        near = cv2.dilate(np.isin(pieces, own[own > 0]).astype(np.uint8), _square(1)) & ((others == 0) | (near > 0))
    return (near * np.clip(there, 0, 1) * LEVELS).round().astype(np.uint8) * (255 // LEVELS)


def _window(values: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """Return what a page has in a box and RIM around it, 0 beyond the page."""
    left, top, right, bottom = box[0] - RIM, box[1] - RIM, box[2] + RIM, box[3] + RIM
    inside = values[max(0, top) : bottom, max(0, left) : right]
    found = np.zeros((bottom - top, right - left), values.dtype)
    y, x = max(0, -top), max(0, -left)
    found[y : y + inside.shape[0], x : x + inside.shape[1]] = inside
    return found


def _square(reach: int) -> np.ndarray:
    return np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
