"""Where in a word does each of its letters begin and end, if it is known what the word says?

The cheapest way through the word's cuts, letter by letter (Viterbi 1967, doi:10.1109/TIT.1967.1054010), and how sure
each step of it is against all other ways (forward-backward).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.alphabet import extent_of, width_of
from core.handwriting.letters.frame import MOST_PARTS

FLOOR = -6.0  # log-probability below which a reader is not believed
UNKNOWN = -2.5  # of a letter that no reader knows, nats
WIDTH_PLAY = 0.33  # of a letter's width, in log
EXTENT_PLAY = 0.3  # of its lower and upper end, x-heights
EXTENT_MOST = 2.0  # nats that an end may cost
CUT_WEIGHT = 1.0
EDGE = 0.12  # x-heights that are added to a width: a stroke of no width has one, too


@dataclass(frozen=True)
class Sizes:
    """What is expected of letters: width by letter, and their lower and upper ends, x-heights. unit: how much wider
    than usual the page is written, for letters of which nothing is known yet.
    """

    widths: dict[str, float]
    extents: dict[str, tuple[float, float]]
    unit: float = 1.0

    def width(self, letter: str) -> float:
        return self.widths.get(letter, width_of(letter) * self.unit)

    def extent(self, letter: str) -> tuple[float, float]:
        return self.extents.get(letter, extent_of(letter))


@dataclass(frozen=True, eq=False)
class Spans:
    """All stretches of a word that may be a letter. ends: int (n, 2), first part and last, from 1; boxes: float (n, 4)
    as core.handwriting.letters.frame has them. at: int (m, 7), the number of the stretch that begins with a part and
    has so many, -1 where the word ends before.
    """

    ends: np.ndarray
    boxes: np.ndarray
    at: np.ndarray


def stretches(parts: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `ends` and `at` of Spans for a word of so many parts."""
    at = np.full((parts, MOST_PARTS), -1)
    ends = []
    for first in range(parts):
        for more in range(min(MOST_PARTS, parts - first)):
            at[first, more] = len(ends)
            ends.append((first + 1, first + 1 + more))
    return np.array(ends, int).reshape(-1, 2), at


def costs(letters: tuple[str, ...], spans: Spans, read: np.ndarray | None, sizes: Sizes) -> np.ndarray:
    """Return what it costs, in nats, that a stretch is a letter, float (letters, n).

    read: float (letters, n), log-probability by a reader that each stretch is that letter; None without a reader.
    """
    found = np.zeros((len(letters), len(spans.ends))) if read is None else -np.maximum(read, FLOOR)
    left, right, low, high = spans.boxes.T
    empty = right <= left
    for k, letter in enumerate(letters):
        asked = sizes.width(letter) + EDGE
        found[k] += (np.log((right - left + EDGE) / asked) / WIDTH_PLAY) ** 2 / 2
        ends = sizes.extent(letter)
        for value, end in ((low, ends[0]), (high, ends[1])):
            found[k] += np.minimum(EXTENT_MOST, ((value - end) / EXTENT_PLAY) ** 2 / 2)
    found[:, empty] += 20.0
    return found


def aligned(cost: np.ndarray, at: np.ndarray, cuts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each letter the number of its stretch, int (letters,), -1 for all where no way leads through, and how
    likely it is among all ways through, float (letters,).

    cost: as `costs` returns it. at: of Spans. cuts: float (m + 1,), cost of each cut.
    """
    letters, (m, most) = len(cost), at.shape
    step = np.full((letters, m, most), np.inf)  # letter, first part, how many more
    there = at >= 0
    step[:, there] = cost[:, at[there]]
    last = np.arange(m)[:, None] + np.arange(most)[None] + 1  # the cut that a stretch ends at
    step += CUT_WEIGHT * np.where(there, cuts[np.minimum(last, m)], 0)[None]
    best, way = _cheapest(step, m, most)
    if not np.isfinite(best):
        return np.full(letters, -1), np.zeros(letters)
    forward, backward = _sums(step, m, most, last)
    total = forward[letters, m]
    chosen, likely = np.zeros(letters, int), np.zeros(letters)
    for k, (first, more) in enumerate(way):
        chosen[k] = at[first, more]
        likely[k] = np.exp(
            min(0.0, forward[k, first] - step[k, first, more] + backward[k + 1, first + more + 1] - total)
        )
    return chosen, likely


def _cheapest(step: np.ndarray, m: int, most: int) -> tuple[float, list[tuple[int, int]]]:
    letters = len(step)
    best = np.full((letters + 1, m + 1), np.inf)
    best[0, 0] = 0.0
    came = np.zeros((letters + 1, m + 1), int)
    for k in range(letters):
        for more in range(most):
            n = m - more  # stretches of that length
            if n <= 0:
                break
            ways = best[k, :n] + step[k, :n, more]
            better = ways < best[k + 1, more + 1 :]
            best[k + 1, more + 1 :][better] = ways[better]
            came[k + 1, more + 1 :][better] = more
    at, way = m, []
    if np.isfinite(best[letters, m]):
        for k in range(letters, 0, -1):
            more = int(came[k, at])
            at -= more + 1
            way.append((at, more))
    return float(best[letters, m]), way[::-1]


def _sums(step: np.ndarray, m: int, most: int, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return log-sums over all ways from the left to a cut, and from a cut to the right, float (letters + 1, m + 1)."""
    letters = len(step)
    forward = np.full((letters + 1, m + 1), -np.inf)
    backward = forward.copy()
    forward[0, 0] = backward[letters, m] = 0.0
    for k in range(letters):
        for more in range(min(most, m)):
            n = m - more
            into = forward[k + 1, more + 1 :]
            forward[k + 1, more + 1 :] = np.logaddexp(into, forward[k, :n] - step[k, :n, more])
    for k in range(letters - 1, -1, -1):
        for more in range(min(most, m)):
            n = m - more
            into = backward[k, :n]
            backward[k, :n] = np.logaddexp(into, backward[k + 1, more + 1 :] - step[k, :n, more])
    return forward, backward
