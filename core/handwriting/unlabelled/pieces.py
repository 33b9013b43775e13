"""Into which pieces does a page fall that may be letters, where nobody has said what it says?

Each word is cut along the cheapest way through its cuts: a piece is about as wide as a letter, seldom holds white and,
where there is a reader, looks like some letter rather than like half of one or two. How many letters a word has, nobody
knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from core.handwriting.letters.align import EDGE, stretches
from core.handwriting.letters.cuts import CutWord, cut
from core.handwriting.letters.frame import framed
from core.handwriting.letters.letters import Letter, letter_in
from core.handwriting.letters.marks import belong
from core.handwriting.letters.reader import JUNK, Reader
from core.handwriting.parts import Page, Word

USUAL, PLAY = 0.9, 0.3  # of a letter's width, x-heights, and its logarithm
NARROW = 3.0  # nats that it costs at most to be narrow, as an l is
FITTING = 0.8  # x-heights a letter, by which it is reckoned how many a word may have
EMPTY = 20.0  # cost of a piece without ink, nats
ACROSS = 3.0  # cost of white within a piece, nats
NO_LETTER = 0.5  # weight of what a reader says against a piece
LEAST_SHARE = 0.001  # probability of being a letter, below which a reader is not believed
NONE = "l"  # a letter that has no mark of its own: marks then go to the piece below them

OnProgress = Callable[[str, float], None]


def pieces_of_pages(
    pages: Sequence[Page],
    reader: Reader | None = None,
    *,
    sources: Sequence[str] = (),
    on_progress: OnProgress = lambda what, share: None,
) -> tuple[Letter, ...]:
    """Return all pieces of pages that may be letters, in reading order, as letters without a text. See Letter.

    reader: tells what looks like a letter; None for none. sources: what each page is called.
    """
    names = [*sources, *[""] * (len(pages) - len(sources))]
    found: list[Letter] = []
    for number, (page, name) in enumerate(zip(pages, names, strict=True)):
        found += pieces_of_page(page, reader, number=number, source=name, on_progress=on_progress)
    return tuple(found)


def pieces_of_page(
    page: Page,
    reader: Reader | None = None,
    *,
    number: int = 0,
    source: str = "",
    on_progress: OnProgress = lambda what, share: None,
) -> tuple[Letter, ...]:
    """Return the pieces of one page, as `pieces_of_pages` does. number: of the page among others."""
    found: list[Letter] = []
    for row, line in enumerate(page.lines):
        on_progress("cutting words", row / len(page.lines))
        for place, word in enumerate(line.words):
            letters = max(1, round((word.box[2] - word.box[0]) / line.x_height / FITTING))
            made, box = cut(page, line, (word,), letters)
            where = {"page": number, "line": row, "word": place}
            found += _letters(page, word, made, box, where, _way(made, reader), source)
    return tuple(found)


def _way(made: CutWord, reader: Reader | None) -> np.ndarray:
    """Return first part and last of each piece of a word, int (k, 2), from left to right: the cheapest way through."""
    ends, at = stretches(made.parts)
    images, boxes = framed(made.grid, ends)
    width = boxes[:, 1] - boxes[:, 0]
    off = np.log((width + EDGE) / USUAL) / PLAY
    cost = np.where(off < 0, np.minimum(NARROW, off**2 / 2), off**2 / 2)
    if reader is not None:
        none = np.exp(reader.logits(images)[:, reader.classes.index(JUNK)])
        cost -= NO_LETTER * np.log(np.maximum(1 - none, LEAST_SHARE))
    white = np.concatenate([[0], np.cumsum(made.costs == 0)])
    cost += ACROSS * (white[ends[:, 1]] - white[ends[:, 0]])
    cost[width <= 0] = EMPTY
    parts, most = at.shape
    best, came = np.full(parts + 1, np.inf), np.zeros(parts + 1, int)
    best[0] = 0.0
    for first in range(parts):
        for more in range(min(most, parts - first)):
            k, last = at[first, more], first + more + 1
            reached = best[first] + cost[k] + made.costs[last]
            if reached < best[last]:
                best[last], came[last] = reached, k
    way, last = [], parts
    while last > 0:
        way.append(ends[came[last]])
        last = int(ends[came[last], 0]) - 1
    return np.array(way[::-1])


def _letters(
    page: Page,
    word: Word,
    made: CutWord,
    box: tuple[int, int, int, int],
    where: dict[str, int],
    way: np.ndarray,
    source: str,
) -> list[Letter]:
    """Cut the pieces of a word out, each with what floats above it."""
    _, boxes = framed(made.grid, way)
    owner = belong(made.marks, [NONE] * len(way), [(left, right) for left, right, _, _ in boxes.tolist()])
    found: list[Letter] = []
    for n, (first, last) in enumerate(way):
        own = (made.part >= first) & (made.part <= last)
        own |= np.isin(made.part, [-1 - m for m, of in enumerate(owner) if of == n])
        if own.any():
            place = {**where, "place": len(found)}
            found.append(letter_in(page, own, box[:2], place, text="", of="", doubt=1.0, source=source))
    return found
