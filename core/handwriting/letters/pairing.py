"""Which of the words found on a line are which of those typed for it, and how sure is that?

All ways to pair them in order are weighed at once (forward and backward sums, as for a hidden Markov model): by how
wide words are, how far they reach above and below the line, and how they stand. What most of the weight agrees on is
taken; where a word was forgotten, several ways are about as likely, and what they differ in is left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.alphabet import extent_of, floats, letters_of, width_of
from core.handwriting.parts import Line, Word

MOST_JOINED = 3  # words found that one typed word may be, and the other way round
ODD_PAIR = 3.0  # cost of words found that are joined or shared, nats
FAR_APART = 1.0  # more for each usual gap that what is joined stands further apart than usual, nats
LEFT_OUT = 4.0  # cost of a word found that is none of those typed, or typed and not found, nats
PLAY = 0.25  # of a word's width against what its letters say, in log
REACH = 0.5  # of how far a word reaches above and below against what its letters say, x-heights
MOST_REACH = 2.5  # cost of a word that reaches elsewhere, either way, nats
SPECK = 0.3  # x-heights, up to which a word found may be none
SPACE = 0.8  # between two words, x-heights
BETWEEN = 0.1  # two letters, x-heights
FEWEST = 4  # words of lines where all agree, by which a page's own reach is told

_MOVES = (
    (1, 1), (1, 0), (0, 1),
    *((k, 1) for k in range(2, MOST_JOINED + 1)), *((1, k) for k in range(2, MOST_JOINED + 1)),
)  # fmt: skip


@dataclass(frozen=True)
class Usual:
    """What is usual on a page. wider: than a usual hand, times. low, high: further up than letters say, x-heights."""

    wider: float
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Pair:
    """Words found, from `first` on, that are words typed, from `at` on: so many of each. sure: 0 to 1."""

    first: int
    found: int
    at: int
    typed: int
    sure: float


def usual_of(lines: Sequence[Line], typed: Sequence[tuple[str, ...]]) -> Usual:
    """Return what is usual on a page, with as many lines as texts: of lines with as many words as are typed."""
    equal = [
        (line, word, text)
        for line, words in zip(lines, typed, strict=True)
        if len(line.words) == len(words)
        for word, text in zip(line.words, words, strict=True)
    ]
    if not equal:
        return Usual(wider_of([line for line, words in zip(lines, typed, strict=True) if words], typed))
    wider = float(np.median([span((word,), line) / expected(text) for line, word, text in equal]))
    if len(equal) < FEWEST:
        return Usual(wider)
    off = np.array([np.subtract(_seen((word,), line), _reach((text,))) for line, word, text in equal])
    low, high = np.median(off, 0)
    return Usual(wider, float(low), float(high))


def wider_of(lines: Sequence[Line], typed: Sequence[tuple[str, ...]]) -> float:
    """Return how much wider than usual lines are written, of which nobody knows which text is whose."""
    found = [span((word,), line) for line in lines for word in line.words]
    asked = [expected(word) for words in typed for word in words]
    return sum(found) / max(sum(asked), 1e-6)


def expected(word: str) -> float:
    """Return how wide a word should be, in x-heights of a usual hand."""
    letters = [letter for letter in letters_of(word) if not floats(letter)]
    return sum(map(width_of, letters)) + BETWEEN * max(0, len(letters) - 1) or 0.3


def span(words: Sequence[Word], line: Line) -> float:
    """Return how wide words of a line are together, in x-heights."""
    return (max(w.box[2] for w in words) - min(w.box[0] for w in words)) / line.x_height


def pairs_of(line: Line, words: Sequence[str], usual: Usual) -> list[Pair]:
    """Return all pairs that may be, each with how sure it is; of a word all that are about it add up to at most 1."""
    a, b = len(line.words), len(words)
    costs = _costs(line, words, usual)
    ahead = np.full((a + 1, b + 1), -np.inf)
    behind = np.full((a + 1, b + 1), -np.inf)
    ahead[0, 0] = behind[a, b] = 0.0
    for i, j in np.ndindex(a + 1, b + 1):
        ways = [ahead[i - di, j - dj] - cost for di, dj in _MOVES if (cost := costs.get((i, j, di, dj))) is not None]
        if ways:
            ahead[i, j] = np.logaddexp.reduce(ways)
        i, j = a - i, b - j
        ways = [
            behind[i + di, j + dj] - cost
            for di, dj in _MOVES
            if (cost := costs.get((i + di, j + dj, di, dj))) is not None
        ]
        if ways:
            behind[i, j] = np.logaddexp.reduce(ways)
    whole = ahead[a, b]
    return [
        Pair(i - di, di, j - dj, dj, float(np.exp(ahead[i - di, j - dj] - cost + behind[i, j] - whole)))
        for (i, j, di, dj), cost in costs.items()
        if di and dj
    ]


def _costs(line: Line, words: Sequence[str], usual: Usual) -> dict[tuple[int, int, int, int], float]:
    """Return what it costs that the last di words found before i are the last dj typed before j, nats."""
    gaps = [right.box[0] - left.box[2] for left, right in zip(line.words, line.words[1:], strict=False)]
    gap = max(float(np.median(gaps)) if gaps else 1.0, 0.5 * line.x_height)
    costs = {}
    for i, j in np.ndindex(len(line.words) + 1, len(words) + 1):
        for di, dj in _MOVES:
            if di > i or dj > j:
                continue
            found, typed = line.words[i - di : i], words[j - dj : j]
            if not dj:
                cost = min(LEFT_OUT, 10 * _standing(found[0], line))
            elif not di:
                cost = LEFT_OUT
            else:
                cost = (_misfit(found, typed, line, usual.wider) / PLAY) ** 2 / 2 + _elsewhere(
                    found, typed, line, usual
                )
                cost += ODD_PAIR * (di + dj - 2)
                cost += FAR_APART * sum(max(-1.0, white / gap - 1) for white in gaps[i - di : i - 1])
            costs[i, j, di, dj] = cost
    return costs


def _reach(words: Sequence[str]) -> tuple[float, float]:
    """Return how far words should reach above the base line, from where to where, in x-heights."""
    ends = [extent_of(letter) for word in words for letter in letters_of(word)] or [(0.0, 1.0)]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _seen(words: Sequence[Word], line: Line) -> tuple[float, float]:
    """Return the same of words found."""
    rows = [(line.row_at((w.box[0] + w.box[2]) / 2), w.box) for w in words]
    low = min(base - box[3] for base, box in rows)
    high = max(base - box[1] for base, box in rows)
    return low / line.x_height, high / line.x_height


def _elsewhere(found: Sequence[Word], typed: Sequence[str], line: Line, usual: Usual) -> float:
    low, high = np.subtract(_seen(found, line), _reach(typed)) - (usual.low, usual.high)
    return min(MOST_REACH, (low / REACH) ** 2 / 2) + min(MOST_REACH, (high / REACH) ** 2 / 2)


def _standing(word: Word, line: Line) -> float:
    """Return how much a word that was found is one; 0 for a dash at the edge of the sheet, or ink far from its line."""
    left, top, right, bottom = word.box
    away = max(top - line.row_at(left), line.row_at(left) - bottom, 0.0) / line.x_height
    if away > 3 or (bottom - top < 0.3 * line.x_height and right - left > 2 * line.x_height):
        return 0.0
    return max(0.0, span((word,), line) - SPECK) * 2


def _misfit(found: Sequence[Word], typed: Sequence[str], line: Line, wider: float) -> float:
    """Return how little words found are as wide as those typed, in log."""
    asked = sum(map(expected, typed)) + SPACE * (len(typed) - 1)
    wide = sum(span((word,), line) for word in found) + SPACE * (len(found) - 1)
    wide = min(wide, span(found, line))  # of a gap that is too large for two pieces of a word counts a usual one
    return abs(float(np.log(max(wide, 0.05) / (asked * wider)))) * min(1.0, 0.25 + asked / 5)  # short words vary most
