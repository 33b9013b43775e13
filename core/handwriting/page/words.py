"""Which pieces of a line make a word, when letters stand apart and words lean?

Gaps are taken where the writing's slant has been removed: a slanted l may hang over the space after it. How wide a gap
parts words is read off the page: the valley between the gaps in words and those between them, near a usual one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.handwriting.page.ink import Pieces
from core.handwriting.page.lines import Band

SLANTS = (-30.0, 60.0)  # degrees to the right that are tried
VALLEY = (0.45, 1.6)  # times the usual gap, within which the page's own is looked for
LONG = 12  # gaps of a line that is more than one word, unless it is written in one
WIDTH = 0.18  # of the logarithm of a gap, over which gaps are counted
SPREAD, HELD = 0.3, 0.1  # how far from the usual gap the valley may lie: of the logarithm, and how much that weighs
FEWEST = 5  # gaps, of which no valley can be told
MARK = (1.1, 1.4)  # x-heights: a comma or stop is narrower and lower, and begins below the middle of small letters
ELIDED = 1.5  # times the least gap, across which an apostrophe joins what stands after it
DOT = 0.7  # x-heights: the upper one of a colon is smaller, and lies below the top of small letters
DETACHED = 4.0  # x-heights: further off from the word before, a mark stands for itself


@dataclass(frozen=True)
class Run:
    """A piece on its line without slant: its left and right end, pixels.

    mark: whether it is a comma, a stop or so; high: an apostrophe, a quotation mark, or the dot of an i.
    """

    piece: int
    left: float
    right: float
    mark: bool
    high: bool


def slant_of(found: Pieces, line: np.ndarray, lines: list[Band]) -> float:
    """Return by how many degrees strokes lean to the right, by the sharpness of column profiles, line by line."""
    at = np.flatnonzero(found.labels)
    at = at[:: max(1, len(at) // 60_000)]
    y, x = at // found.labels.shape[1], at % found.labels.shape[1]
    own = line[found.labels.ravel()[at]]
    above = np.array([band.bottom for band in lines])[own] - y
    best = 0.0
    for step, reach in ((5.0, None), (1.0, 5.0)):
        low, high = SLANTS if reach is None else (best - reach, best + reach)
        tried = np.arange(low, high + step / 2, step)
        scores = [_sharpness(x - np.tan(np.deg2rad(angle)) * above, own, len(lines)) for angle in tried]
        best = float(tried[int(np.argmax(scores))])
    return best


def runs(found: Pieces, line: np.ndarray, lines: list[Band], slant: float, x_height: float) -> list[list[Run]]:
    """Return the pieces of each line from left to right, without slant."""
    left, right = _ends(found, line, lines, slant)
    out: list[list[Run]] = [[] for _ in lines]
    for number in found.numbers:
        k = line[number]
        _, top, wide, high, _ = found.stats[number]
        dot = high < DOT * x_height and wide < DOT * x_height and top > lines[k].top
        mark = dot or (high < MARK[1] * x_height and wide < MARK[0] * x_height and top > lines[k].middle)
        up = high < x_height and wide < DOT * x_height and top + high < lines[k].middle
        out[k].append(Run(int(number), float(left[number]), float(right[number]), bool(mark), bool(up)))
    return [sorted(row, key=lambda run: run.left) for row in out]


def gaps(row: list[Run]) -> np.ndarray:
    """Return the white before each run but the first, in pixels, negative where it lies over what came before."""
    if len(row) < 2:
        return np.zeros(0)
    reached = np.maximum.accumulate([run.right for run in row])
    return np.array([run.left for run in row[1:]]) - reached[:-1]


def least_gap(rows: list[list[Run]], x_height: float, usual: float) -> float:
    """Return the gap in x-heights from which two words are told apart: the emptiest near the usual one."""
    all_gaps = [gaps(row)[[not run.mark for run in row[1:]]] for row in rows if len(row) > 1]
    found = np.concatenate(all_gaps) / x_height if all_gaps else np.zeros(0)
    found = found[found > 0.05]
    tried = usual * np.geomspace(*VALLEY, 60)
    if len(found) < FEWEST:
        return usual
    density = np.exp(-0.5 * ((np.log(tried)[:, None] - np.log(found)) / WIDTH) ** 2).sum(1)
    held = 0.5 * (np.log(tried / usual) / SPREAD) ** 2
    cost = 10 * density / len(found) + HELD * held
    # Above all gaps it is emptiest: what parts no words at all is no valley where lines are long.
    parted = (found >= tried[:, None]).sum(1) >= sum(len(one) >= LONG for one in all_gaps)
    return float(tried[int(np.where(parted, cost, cost + cost.max()).argmin())])


def grouped(row: list[Run], least: float, x_height: float) -> list[list[int]]:
    """Return the pieces of each word of a line, from left to right. least: x-heights between words."""
    if not row:  # what was taken for a line may have lost all its pieces to its neighbours
        return []
    words: list[list[int]] = []
    before = [np.inf, *gaps(row)]
    beyond = False  # the word ends in a high mark that stands after its last letter
    for run, gap, after in zip(row, before, [*before[1:], np.inf], strict=True):
        # A low piece may also be the foot of the letter after it.
        elided = ELIDED if beyond or (run.high and after > 0) else 1
        most = DETACHED if run.mark and after > least * x_height else least * elided
        joins = gap < most * x_height
        beyond = run.high and 0 < gap < most * x_height
        if words and joins:
            words[-1].append(run.piece)
        else:
            words.append([run.piece])
    return words


def _sharpness(x: np.ndarray, own: np.ndarray, n: int) -> float:
    columns = (x - x.min()).astype(np.int64)
    counts = np.bincount(own * (columns.max() + 1) + columns, minlength=n * (columns.max() + 1)).astype(float)
    return float(np.square(counts).sum())


def _ends(found: Pieces, line: np.ndarray, lines: list[Band], slant: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the left and right end of each piece without slant, (n,): about its line's base."""
    flat = found.labels.ravel()
    at = np.flatnonzero(flat)
    which = flat[at]
    y, x = at // found.labels.shape[1], at % found.labels.shape[1]
    base = np.array([band.bottom for band in lines])[line[which]]
    moved = x - np.tan(np.deg2rad(slant)) * (base - y)
    left, right = np.full(len(found.stats), np.inf), np.full(len(found.stats), -np.inf)
    np.minimum.at(left, which, moved)
    np.maximum.at(right, which, moved)
    return left, right + 1
