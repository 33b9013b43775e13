"""Which hands do tests write with? Of pages written in a font, as separate letters and joined low down."""

from __future__ import annotations

from functools import cache

import numpy as np

from core.handwriting.letters.letters import Letter
from core.handwriting.message.hand import Hand, hand_of
from core.handwriting.page.read import read_page
from tests.core.handwriting.lettering import lettered

LINES = (
    "the quick brown fox jumps over",
    "a lazy dog, and then it runs",
    "away from all of them, quite",
    "unasked; which is a pity for it.",
)


@cache
def letters(joined: bool = False) -> tuple[Letter, ...]:
    """Return the letters of such a page as they were written: no reader has to find them."""
    made = lettered(LINES, joined=joined)
    page = read_page(made.grey)
    words = [(n, k, word) for n, line in enumerate(LINES) for k, word in enumerate(line.split())]
    signs = [(n, k, word, place) for n, k, word in words for place in range(len(word))]
    inked = made.grey < 128
    found = []
    for i, (n, k, word, place) in enumerate(signs):
        left, right = made.spans[i]
        if place:  # what joins two letters is cut in the middle
            left = (made.spans[i - 1][1] + left) // 2
        if place + 1 < len(word):
            right = (right + made.spans[i + 1][0]) // 2
        line = page.lines[n]
        base = line.row_at((left + right) / 2)
        top, bottom = int(base - 2.6 * line.x_height), int(base + 1.4 * line.x_height)
        own = np.zeros((bottom - top, right - left), bool)
        own[:] = inked[top:bottom, left:right]
        rows, columns = np.flatnonzero(own.any(1)), np.flatnonzero(own.any(0))
        box = (left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1)
        unit = line.x_height
        found.append(
            Letter(
                text=word[place], page=0, line=n, word=k, place=place, of=word, box=box, left=box[0] / unit,
                width=(box[2] - box[0]) / unit, low=(base - box[3]) / unit, high=(base - box[1]) / unit, doubt=0.0,
                source="page.png", ink=own[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1],
            )
        )  # fmt: skip
    return tuple(found)


@cache
def hand(joined: bool = False) -> Hand:
    """Return the hand of such a page."""
    return hand_of(letters(joined))
