"""Which of the words found on a page are which of the words that its writer typed?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.pairing import SPACE, Pair, expected, pairs_of, span, usual_of, wider_of
from core.handwriting.parts import Line, Word
from core.types import DataError
from core.words.text import odd_character, shown_name

MOST_TEXT = 20_000  # characters
SURE = 0.7  # of a pair, from which on it is taken: see docs/measured.md
LEAST_TOLD = 0.65  # of the words typed for a page that must fit, or it says something else
MOST_NAMED = 3  # words that a remark names
LINE_GAP = 1.5  # cost of a line without its other, nats


@dataclass(frozen=True)
class Match:
    """Words found on a line and the typed words that they are: mostly one of each. line: counts from 0."""

    line: int
    words: tuple[Word, ...]
    typed: tuple[str, ...]


@dataclass(frozen=True)
class Remark:
    """What is to be said of a line, counted from 0: words that were joined, shared or left out."""

    line: int
    said: str

    def __str__(self) -> str:
        return f"line {self.line + 1}: {self.said}"


@dataclass(frozen=True)
class Matched:
    """All words of a page with their text, and a remark for each line where not every word is one of those found."""

    matches: tuple[Match, ...]
    remarks: tuple[Remark, ...] = ()


def lines_of(text: str, lines: int = 0) -> tuple[tuple[str, ...], ...]:
    """Return the words of each line that has any. Raises DataError for no text, or text that is none.

    lines: of the page. A text of just as many says with its empty lines that of these nothing is known.
    """
    if len(text) > MOST_TEXT:
        raise DataError(f"the text of a page must have at most {MOST_TEXT:,} characters, got {len(text):,}.")
    every = tuple(tuple(line.split()) for line in text.splitlines())
    some = tuple(line for line in every if line)
    if not some:
        raise DataError("no text was typed: the letters of a page are found by what it says, line by line.")
    typed = every if len(every) == lines else some
    for n, line in enumerate(typed):
        for word in line:
            if odd := odd_character(word):
                raise DataError(f"line {n + 1} of the text holds U+{ord(odd):04X}, which is no letter.")
    return typed


def matched(lines: Sequence[Line], text: str) -> Matched:
    """Tell which words of a page's lines are which of its text; one that was found in two pieces is taken as one.

    Where a word was forgotten, or is not on the page, what cannot be told is left out, and said. Raises DataError that
    names the line, counted from 1, where lines are too many or too few, or hardly any word fits.
    """
    typed = lines_of(text, len(lines))
    if not lines:
        raise DataError("no line of writing was found on the page.")
    if len(typed) != len(lines):
        raise DataError(_line_sentence(lines, typed, wider_of(lines, typed)))
    usual = usual_of(lines, typed)
    matches: list[Match] = []
    remarks: list[Remark] = []
    shares: list[tuple[float, int]] = []
    for n, (line, words) in enumerate(zip(lines, typed, strict=True)):
        if not words:
            continue
        pairs = [pair for pair in pairs_of(line, words, usual) if pair.sure >= SURE]
        matches += [
            Match(n, line.words[one.first : one.first + one.found], words[one.at : one.at + one.typed]) for one in pairs
        ]
        if said := _said(line, words, pairs):
            remarks.append(Remark(n, said))
        shares.append((sum(one.typed for one in pairs) / len(words), n))
    told = sum(len(match.typed) for match in matches)
    if told < LEAST_TOLD * sum(map(len, typed)):
        worst = min(shares)[1]
        raise DataError(f"line {worst + 1}: {_counts(typed[worst], lines[worst])}, and they do not fit; "
                        f'the text begins with "{shown_name(typed[worst][0])}".')  # fmt: skip
    return Matched(tuple(matches), tuple(remarks))


def _said(line: Line, words: tuple[str, ...], pairs: Sequence[Pair]) -> str:
    """Return what became of the words of a line that are not paired one by one, empty if all are."""
    told = {k for one in pairs for k in range(one.at, one.at + one.typed)}
    open_ones = [word for k, word in enumerate(words) if k not in told]
    if open_ones:
        return f"{_counts(words, line)}; {_left_out(open_ones)}."
    beyond = len(line.words) - sum(one.found for one in pairs)
    if beyond:
        return f"{_counts(words, line)}; {beyond} of those found {'is' if beyond == 1 else 'are'} left out."
    if len(words) != len(line.words) or any((one.found, one.typed) != (1, 1) for one in pairs):
        return f"{_counts(words, line)}; they were paired by how they look."
    return ""


def _left_out(words: Sequence[str]) -> str:
    named = ", ".join(f'"{shown_name(word)}"' for word in words[:MOST_NAMED])
    more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    return f"{named}{more} {'is' if len(words) == 1 else 'are'} left out, as no word found is surely {_it(words)}"


def _it(words: Sequence[str]) -> str:
    return "it" if len(words) == 1 else "one of them"


def _counts(words: tuple[str, ...], line: Line) -> str:
    one, other = len(words), len(line.words)
    return f"{one} {'word is' if one == 1 else 'words are'} typed, {other} {'was' if other == 1 else 'were'} found"


def _line_sentence(lines: Sequence[Line], typed: tuple[tuple[str, ...], ...], unit: float) -> str:
    """Say which line of the page or of the text has no other, as far as words and widths tell."""
    ways = [_line_way(lines, typed, unit * wider) for wider in (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6)]
    _, lonely = min(ways, key=lambda way: way[0])
    i, j = lonely[0]
    alone = f"line {i} of the page" if i else f'line {j} of the text, "{shown_name(" ".join(typed[j - 1]))}",'
    a, b = len(lines), len(typed)
    told = f"{a} {'line was' if a == 1 else 'lines were'} found on the page, {b} {'is' if b == 1 else 'are'} typed"
    return f"{told}: {alone} seems to have no other."


def _line_way(
    lines: Sequence[Line], typed: tuple[tuple[str, ...], ...], unit: float
) -> tuple[float, list[tuple[int, int]]]:
    """Pair lines in order; return the cost and those without another, (line, 0) or (0, line of the text), from 1."""
    a, b = len(lines), len(typed)
    best = np.full((a + 1, b + 1), np.inf)
    best[0, 0] = 0.0
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(a + 1):
        for j in range(b + 1):
            for di, dj in ((1, 1), (1, 0), (0, 1)):
                if di > i or dj > j:
                    continue
                cost = best[i - di, j - dj]
                cost += _line_cost(lines[i - 1], typed[j - 1], unit) if di and dj else LINE_GAP
                if cost < best[i, j]:
                    best[i, j], came[i, j] = cost, (di, dj)
    total, lonely = float(best[a, b]), []
    while a or b:
        di, dj = came[a, b]
        if di != dj:
            lonely.append((a * di, b * dj))
        a, b = a - di, b - dj
    return total, lonely[::-1]


def _line_cost(line: Line, words: tuple[str, ...], unit: float) -> float:
    asked = (sum(map(expected, words)) + SPACE * (len(words) - 1)) * unit
    found = sum(span((word,), line) for word in line.words) + SPACE * (len(line.words) - 1)
    off = float(np.log(max(found, 0.05) / max(asked, 0.05)))
    return min(3.0, (off / 0.25) ** 2 / 2 + abs(len(words) - len(line.words)))
