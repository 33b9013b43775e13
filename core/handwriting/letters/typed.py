"""Which of the words found on a page are which of the words that its writer typed?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.alphabet import floats, letters_of, width_of
from core.handwriting.parts import Line, Page, Word
from core.types import DataError
from core.words.text import odd_character, shown_name

MOST_TEXT = 20_000  # characters
MOST_JOINED = 3  # words found that one typed word may be, and the other way round
ODD_PAIR = 2.0  # cost of words found that are joined or shared, nats
PLAY = 0.3  # of a word's width against what its letters say, in log
FAR = 0.55  # in log, from which on widths contradict that a word is what was typed
LINE_GAP = 1.5  # cost of a line without its other, nats
LEFT_OUT = 4.0  # cost of a word found that is none of those typed, nats
SPECK = 0.3  # x-heights, up to which a word found may be none
SPACE = 0.8  # between two words, x-heights
BETWEEN = 0.1  # two letters, x-heights


@dataclass(frozen=True)
class Match:
    """Words found on a line and the typed words that they are: mostly one of each. line: counts from 0."""

    line: int
    words: tuple[Word, ...]
    typed: tuple[str, ...]


@dataclass(frozen=True)
class Matched:
    """All words of a page with their text. remarks: a sentence for each line where words were joined or shared."""

    matches: tuple[Match, ...]
    remarks: tuple[str, ...] = ()


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


def matched(page: Page, text: str) -> Matched:
    """Tell which words of a page are which of its text; one that was found in two pieces is taken as one.

    Raises DataError that names the line, counted from 1, where lines or words are too many or too few.
    """
    typed = lines_of(text, len(page.lines))
    if not page.lines:
        raise DataError("no line of writing was found on the page.")
    unit = _unit(page, typed)
    if len(typed) != len(page.lines):
        raise DataError(_line_sentence(page, typed, unit))
    matches: list[Match] = []
    remarks: list[str] = []
    for n, (line, words) in enumerate(zip(page.lines, typed, strict=True)):
        if not words:
            continue
        pairs, worst = _pairs(line, words, unit)
        if worst > FAR and len(words) != len(line.words):
            raise DataError(f"line {n + 1}: {_counts(words, line)}; {_first_word(words)}.")
        if any((a, b) != (1, 1) for a, b in pairs):
            remarks.append(f"line {n + 1}: {_counts(words, line)}; they were paired by their widths.")
        i = j = 0
        for a, b in pairs:
            if b:
                matches.append(Match(n, line.words[i : i + a], words[j : j + b]))
            i, j = i + a, j + b
    return Matched(tuple(matches), tuple(remarks))


def _counts(words: tuple[str, ...], line: Line) -> str:
    one, other = len(words), len(line.words)
    return f"{one} {'word is' if one == 1 else 'words are'} typed, {other} {'was' if other == 1 else 'were'} found"


def _first_word(words: tuple[str, ...]) -> str:
    return f'the text begins with "{shown_name(words[0])}"'


def _expected(word: str) -> float:
    """Return how wide a word should be, in x-heights of a usual hand."""
    letters = [letter for letter in letters_of(word) if not floats(letter)]
    return sum(map(width_of, letters)) + BETWEEN * max(0, len(letters) - 1) or 0.3


def _span(words: tuple[Word, ...], line: Line) -> float:
    """Return how wide words of a line are together, in x-heights."""
    return (max(w.box[2] for w in words) - min(w.box[0] for w in words)) / line.x_height


def _unit(page: Page, typed: tuple[tuple[str, ...], ...]) -> float:
    """Return how much wider than usual the page is written."""
    lines = page.lines
    if len(lines) == len(typed):
        lines = tuple(line for line, words in zip(lines, typed, strict=True) if words)
    found = [_span((word,), line) for line in lines for word in line.words]
    asked = [_expected(word) for line in typed for word in line]
    if len(page.lines) == len(typed):
        ratios = [
            _span((word,), line) / _expected(text)
            for line, words in zip(page.lines, typed, strict=True)
            if len(line.words) == len(words)
            for word, text in zip(line.words, words, strict=True)
        ]
        if ratios:
            return float(np.median(ratios))
    return sum(found) / max(sum(asked), 1e-6)


def _pairs(line: Line, words: tuple[str, ...], unit: float) -> tuple[list[tuple[int, int]], float]:
    """Pair words found with words typed, in order; return how many of each make a pair, and the worst misfit (log)."""
    a, b = len(line.words), len(words)
    best = np.full((a + 1, b + 1), np.inf)
    best[0, 0] = 0.0
    came: dict[tuple[int, int], tuple[int, int, float]] = {}
    moves = [(1, 1), (1, 0), *((k, 1) for k in range(2, MOST_JOINED + 1)), *((1, k) for k in range(2, MOST_JOINED + 1))]
    for i in range(a + 1):
        for j in range(b + 1):
            for di, dj in moves:
                if di > i or dj > j or not np.isfinite(best[i - di, j - dj]):
                    continue
                off = _misfit(line.words[i - di : i], words[j - dj : j], line, unit)
                cost = best[i - di, j - dj] + ODD_PAIR * abs(di - dj)
                cost += (off / PLAY) ** 2 / 2 if dj else min(LEFT_OUT, 10 * off)
                if cost < best[i, j]:
                    best[i, j], came[i, j] = cost, (di, dj, off)
    if (a, b) not in came:
        return [], np.inf
    pairs, worst = [], 0.0
    while a or b:
        di, dj, off = came[a, b]
        pairs.append((di, dj))
        worst = max(worst, off)
        a, b = a - di, b - dj
    return pairs[::-1], worst


def _strays(word: Word, line: Line) -> bool:
    """Say whether a word is none: a dash at the edge of the sheet, or ink far from its line."""
    left, top, right, bottom = word.box
    away = max(top - line.row_at(left), line.row_at(left) - bottom, 0.0) / line.x_height
    return away > 3 or (bottom - top < 0.3 * line.x_height and right - left > 2 * line.x_height)


def _misfit(found: tuple[Word, ...], typed: tuple[str, ...], line: Line, unit: float) -> float:
    """Return how little words found are as wide as those typed, in log; of a speck that is none, how wide it is."""
    if not typed and _strays(found[0], line):
        return 0.0
    if not typed:
        return max(0.0, _span(found, line) - SPECK) * 2
    asked = sum(map(_expected, typed)) + SPACE * (len(typed) - 1)
    wide = sum(_span((word,), line) for word in found) + SPACE * (len(found) - 1)
    wide = min(wide, _span(found, line))  # of a gap that is too large for two pieces of a word counts a usual one
    return abs(float(np.log(max(wide, 0.05) / (asked * unit)))) * min(1.0, 0.25 + asked / 5)  # short words vary most


def _line_sentence(page: Page, typed: tuple[tuple[str, ...], ...], unit: float) -> str:
    """Say which line of the page or of the text has no other, as far as words and widths tell."""
    ways = [_line_way(page, typed, unit * wider) for wider in (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6)]
    _, lonely = min(ways, key=lambda way: way[0])
    i, j = lonely[0]
    alone = f"line {i} of the page" if i else f'line {j} of the text, "{shown_name(" ".join(typed[j - 1]))}",'
    a, b = len(page.lines), len(typed)
    told = f"{a} {'line was' if a == 1 else 'lines were'} found on the page, {b} {'is' if b == 1 else 'are'} typed"
    return f"{told}: {alone} seems to have no other."


def _line_way(page: Page, typed: tuple[tuple[str, ...], ...], unit: float) -> tuple[float, list[tuple[int, int]]]:
    """Pair lines in order; return the cost and those without another, (line, 0) or (0, line of the text), from 1."""
    a, b = len(page.lines), len(typed)
    best = np.full((a + 1, b + 1), np.inf)
    best[0, 0] = 0.0
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(a + 1):
        for j in range(b + 1):
            for di, dj in ((1, 1), (1, 0), (0, 1)):
                if di > i or dj > j:
                    continue
                cost = best[i - di, j - dj]
                cost += _line_cost(page.lines[i - 1], typed[j - 1], unit) if di and dj else LINE_GAP
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
    asked = (sum(map(_expected, words)) + SPACE * (len(words) - 1)) * unit
    found = sum(_span((word,), line) for word in line.words) + SPACE * (len(line.words) - 1)
    off = float(np.log(max(found, 0.05) / max(asked, 0.05)))
    return min(3.0, (off / 0.25) ** 2 / 2 + abs(len(words) - len(line.words)))
