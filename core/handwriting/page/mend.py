"""What has somebody mended on a page: ink painted in or out, words joined, words parted?

All of it is told in the pixels of the upright photograph, so that it stays where it is when the page is read anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.handwriting.page.flatten import Flattening
from core.handwriting.page.ink import Pieces
from core.handwriting.page.lines import Band

FAR = 2.0  # heights of small letters from the middle of a line, beyond which a point means none of its words


@dataclass(frozen=True, eq=False)
class Stroke:
    """A stroke of the brush. points: float (n, 2) of x and y, width: both pixels of the upright photograph.

    ink: whether there is ink where it went, or paper.
    """

    ink: bool
    points: np.ndarray
    width: float


@dataclass(frozen=True)
class Regroup:
    """Words joined across the gap at a point, or a word parted there. point: (x, y), pixels of the photograph."""

    kind: Literal["join", "split"]
    point: tuple[float, float]


@dataclass(frozen=True)
class PageMends:
    """All that was mended on a page, in the order in which it was done."""

    strokes: tuple[Stroke, ...] = ()
    regroups: tuple[Regroup, ...] = ()

    def painted(self, ink: np.ndarray, flattening: Flattening) -> np.ndarray:
        """Return the page's ink, bool (h, w), with all strokes on it."""
        import cv2

        out = ink.astype(np.uint8)
        for stroke in self.strokes:
            at = flattening.to_page(stroke.points)
            width = max(1, round(stroke.width * _scale(flattening, stroke.points[0])))
            places = np.round(at * 16).astype(np.int32)
            cv2.polylines(out, [places[:, None]], False, int(stroke.ink), width, cv2.LINE_8, 4)
            cv2.circle(out, places[0].tolist(), 8 * width, int(stroke.ink), cv2.FILLED, cv2.LINE_8, 4)
        return out > 0

    def regrouped(
        self, found: Pieces, words: list[list[list[int]]], bands: Sequence[Band], slant: float, flattening: Flattening
    ) -> tuple[Pieces, list[list[list[int]]]]:
        """Return the pieces and the words of each line, lists of their numbers, with words joined and parted.

        A point that lies by no word, as its ink is gone meanwhile, changes nothing.
        """
        for one in self.regroups:
            x, y = (float(v) for v in flattening.to_page(np.array([one.point]))[0])
            row = _row_at(found, x, y, words, bands)
            if row is None:
                continue
            line, lean = words[row], np.tan(np.deg2rad(slant))
            if one.kind == "join":
                words[row] = _joined(found, line, x)
            else:
                found, words[row] = _parted(found, line, x, y, lean)
        return found, words


NO_MENDS = PageMends()


def _scale(flattening: Flattening, at: np.ndarray) -> float:
    """Return how many pixels of the page one of the photograph is long, at a point of the photograph."""
    ends = flattening.to_page(at + np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]))
    return float(np.sqrt(abs(np.linalg.det(ends[1:] - ends[0]))))


def _row_at(found: Pieces, x: float, y: float, words: list[list[list[int]]], bands: Sequence[Band]) -> int | None:
    """Return the line that a point is on; of two columns side by side, that of the one that reaches there."""
    best, least = None, np.inf
    for n, (band, row) in enumerate(zip(bands, words, strict=True)):
        if not row:
            continue
        high = max(band.bottom - band.top, 1)
        left, right = _ends(found, [number for word in row for number in word])
        up, beside = abs(y - band.middle) / high, max(left - x, x - right, 0.0) / high
        if up <= FAR and up + beside < least:
            best, least = n, up + beside
    return best


def _ends(found: Pieces, word: list[int]) -> tuple[int, int]:
    left, _, width, _, _ = found.stats[word].T
    return int(left.min()), int((left + width).max())


def _joined(found: Pieces, line: list[list[int]], x: float) -> list[list[int]]:
    """Join the two neighbours whose gap lies nearest to x; they may lean over one another, so that it is none."""
    if len(line) < 2:
        return line
    ends = [_ends(found, word) for word in line]
    middles = [(ends[k][1] + ends[k + 1][0]) / 2 for k in range(len(line) - 1)]
    off = [max(0.0, abs(x - m) - abs(ends[k + 1][0] - ends[k][1]) / 2) for k, m in enumerate(middles)]
    k = min(range(len(off)), key=lambda k: (off[k], abs(x - middles[k])))
    return [*line[:k], [*line[k], *line[k + 1]], *line[k + 2 :]]


def _parted(found: Pieces, line: list[list[int]], x: float, y: float, lean: float) -> tuple[Pieces, list[list[int]]]:
    """Part the word at (x, y) along its slant; a piece of ink that goes across is cut in two."""
    for k, word in enumerate(line):
        left, right = _ends(found, word)
        if not left < x < right:
            continue
        found, before, after = _cut(found, word, x, y, lean)
        return found, [*line[:k], before, after, *line[k + 1 :]] if before and after else line
    return found, line


def _cut(found: Pieces, word: list[int], x: float, y: float, lean: float) -> tuple[Pieces, list[int], list[int]]:
    labels, stats = found.labels, found.stats
    before: list[int] = []
    after: list[int] = []
    for number in word:
        left, top, width, height = (int(v) for v in stats[number, :4])
        own = labels[top : top + height, left : left + width] == number
        rows, columns = np.nonzero(own)
        right_of = columns + left > x - lean * (rows + top - y)
        share = right_of.mean()
        if 0.1 < share < 0.9 and width > 2:
            if labels is found.labels:
                labels = labels.copy()
            new = len(stats)
            labels[rows[right_of] + top, columns[right_of] + left] = new
            parts = [_stats(rows[part] + top, columns[part] + left) for part in (~right_of, right_of)]
            stats = np.concatenate([stats, [parts[1]]]).astype(stats.dtype)
            stats[number] = parts[0]
            before.append(number)
            after.append(new)
        else:
            (after if share > 0.5 else before).append(number)
    return Pieces(labels, stats), before, after


def _stats(rows: np.ndarray, columns: np.ndarray) -> tuple[int, int, int, int, int]:
    left, top = int(columns.min()), int(rows.min())
    return left, top, int(columns.max()) + 1 - left, int(rows.max()) + 1 - top, len(rows)
