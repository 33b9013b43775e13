"""Where could one letter of a word end and the next begin? Places to cut at, each with its cost.

A word is looked at upright: its slant is taken out, its base line lies in a fixed row, and an x-height is 30 cells.
What floats above it, dots, bars and accents, is put aside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.handwriting.parts import Line, Page, Word

CELLS = 30  # an x-height, of the fine grid
ABOVE, BELOW = 2.1, 1.1  # x-heights that are looked at
ROWS = 96  # cells, (ABOVE + BELOW) * CELLS
APART = 0.16  # x-heights between two cuts
THIN = 2.2  # strokes, as thick as the ink may be where it is cut
ONE_RUN, TWO_RUNS, ANYWHERE = 0.6, 1.6, 3.0  # cost of a cut through so many strokes, or just somewhere
CROSSED = 0.35  # x-heights of stroke on both sides, from which on a piece of ink is cut and not kept whole
MARK_FROM, MARK_HIGH = 0.82, 0.85  # above the base line, and its height: x-heights


@dataclass(frozen=True, eq=False)
class Mark:
    """Ink that floats above a word. span: left and right, x-heights from the word's left; low, high: above the base
    line. pieces: which of the word's pieces of ink it is.
    """

    span: tuple[float, float]
    low: float
    high: float
    pieces: tuple[int, ...]

    @property
    def centre(self) -> float:
        return (self.span[0] + self.span[1]) / 2

    @property
    def width(self) -> float:
        return self.span[1] - self.span[0]


@dataclass(frozen=True, eq=False)
class CutWord:
    """A word with its cuts. grid: int16 (96, w), which part of it a cell belongs to, 1 to m, 0 for none, without marks.

    at: float (m + 1,), where the cuts are, x-heights from its left, both ends among them. costs: float (m + 1,).
    part: int16 like the word's ink, the part of each pixel, 0 for none, -1 - k for those of mark k.
    """

    grid: np.ndarray
    at: np.ndarray
    costs: np.ndarray
    part: np.ndarray
    marks: tuple[Mark, ...]

    @property
    def parts(self) -> int:
        return len(self.at) - 1


def cut(page: Page, line: Line, words: tuple[Word, ...], letters: int) -> tuple[CutWord, tuple[int, int, int, int]]:
    """Return one or more words of a line as one, with at least `letters` parts where its width allows; and their box.

    A word that is nothing but marks has none put aside.
    """
    box = _around(words)
    ink = np.isin(page.pieces[box[1] : box[3], box[0] : box[2]], [k for word in words for k in word.pieces])
    ink = ink & page.ink[box[1] : box[3], box[0] : box[2]]
    rows, columns = np.nonzero(ink)
    lean, unit = np.tan(np.radians(page.slant)), line.x_height
    base = line.base[0] * (columns + box[0] + 0.5) + line.base[1]
    v = (base - rows - box[1] - 0.5) / unit
    u = (columns + 0.5) / unit - lean * v
    u = u - (u.min() - 0.5 / unit if len(u) else 0.0)
    piece = _pieces(ink)[rows, columns]
    marks = _marks(u, v, piece)
    floating = {k: m for m, mark in enumerate(marks) for k in mark.pieces}
    cells = _cells(ink, piece, (rows, columns), (u, v), floating)
    table, at, costs = _cuts(cells, int(piece.max(initial=0)) + 1, page.stroke / unit * CELLS, letters)
    part = np.zeros(ink.shape, np.int16)
    column = np.clip((u * CELLS).astype(int), 0, cells.shape[1] - 1)
    numbers = table[piece, column].astype(np.int16)
    for k, m in floating.items():
        numbers[piece == k] = -1 - m
    part[rows, columns] = numbers
    grid = np.where(cells > 0, table[cells, np.arange(cells.shape[1])[None]], 0).astype(np.int16)
    return CutWord(grid, at, costs, part, marks), box


def _around(words: tuple[Word, ...]) -> tuple[int, int, int, int]:
    boxes = np.array([word.box for word in words])
    low, high = boxes[:, :2].min(0), boxes[:, 2:].max(0)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _pieces(ink: np.ndarray) -> np.ndarray:
    """Number the pieces of a word's ink from 1, int32."""
    from scipy import ndimage

    return ndimage.label(ink, np.ones((3, 3)))[0]


def _marks(u: np.ndarray, v: np.ndarray, piece: np.ndarray) -> tuple[Mark, ...]:
    """Find what floats: pieces that begin high and are low themselves. Two that overlap much become one."""
    found = []
    for k in range(1, int(piece.max(initial=0)) + 1):
        of = piece == k
        low, high = float(v[of].min()), float(v[of].max())
        if low > MARK_FROM and high - low < MARK_HIGH:
            found.append(Mark((float(u[of].min()), float(u[of].max())), low, high, (k,)))
    return () if sum(len(mark.pieces) for mark in found) == piece.max(initial=0) else tuple(found)


def _cells(
    ink: np.ndarray, piece: np.ndarray, where: tuple[np.ndarray, ...], uv: tuple[np.ndarray, ...], floating: dict
) -> np.ndarray:
    """Lay pieces of ink, numbered, out on the fine grid, int32 (96, w); marks are left out."""
    u, v = uv
    width = int(np.ceil(u.max(initial=0.0) * CELLS)) + 1
    cells = np.zeros((ROWS, width), np.int32)
    # A pixel of a small scan covers several cells: it is laid out as often as that.
    unit = CELLS * max(np.ptp(v) / max(np.ptp(where[0]), 1), 1e-6) if len(v) else 1.0
    often = int(unit) + 1
    keep = ~np.isin(piece, list(floating)) if floating else np.ones(len(piece), bool)
    offsets = (np.arange(often) - (often - 1) / 2) / often * unit
    for down in offsets:
        for across in offsets:
            row = ((ABOVE - v[keep]) * CELLS + down).astype(int)
            column = np.clip((u[keep] * CELLS + across).astype(int), 0, width - 1)
            inside = (row >= 0) & (row < ROWS)
            cells[row[inside], column[inside]] = piece[keep][inside]
    return cells


def _cuts(cells: np.ndarray, count: int, stroke: float, letters: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for pieces and columns which part they are, int (pieces + 1, w), then places and costs of the cuts."""
    width = cells.shape[1]
    area = np.zeros((count, width), np.int64)  # ink of each piece in each column
    for row in cells:
        np.add.at(area, (row, np.arange(width)), 1)
    area[0] = 0
    left = np.cumsum(area, 1) - area  # strictly left of a column
    whole = area.sum(1, keepdims=True)
    least = CROSSED * CELLS * stroke
    crossed = (left > least) & (whole - left > least)  # (pieces, w)
    thick, runs = _through(cells, crossed)
    usual = _minima(thick, runs, stroke, _between(area, thick))
    solid = np.flatnonzero(area.sum(0))
    ends = (int(solid[0]), int(solid[-1]) + 1) if len(solid) else (0, width)
    inner = [(x, cost) for x, cost in usual if ends[0] + 2 < x < ends[1] - 2]
    inner = _enough(inner, ends, thick, stroke, letters)
    places = [ends[0], *(x for x, _ in inner), ends[1]]
    costs = np.array([0.0, *(cost for _, cost in inner), 0.0])
    middle = np.array([_median(row) for row in area])
    table = np.zeros((count, width), int)
    columns = np.arange(width)
    for x in places[1:-1]:
        at = min(x, width - 1)
        table += np.where(crossed[:, at, None], columns[None] >= x, (middle >= x)[:, None])
    return table + 1, np.array(places) / CELLS, costs


def _through(cells: np.ndarray, crossed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return thickness and number of runs, (w,) each, of the ink that a cut at a column goes through."""
    solid = crossed[cells, np.arange(cells.shape[1])[None]] & (cells > 0)
    starts = solid & ~np.vstack([np.zeros((1, solid.shape[1]), bool), solid[:-1]])
    return solid.sum(0), starts.sum(0)


def _between(area: np.ndarray, thick: np.ndarray) -> np.ndarray:
    """Return the columns that part one piece of ink from the next, going through none: int (k,), from left to right.

    A piece that is too slight to be cut, as an i without its dot or a full stop, counts as no ink to a cut: what lies
    on both sides of it would else be one gap, and it would stay with one of its neighbours.
    """
    there = np.flatnonzero(area.any(1))
    middle = np.array([_median(area[k]) for k in there])
    there, middle = there[np.argsort(middle)], np.sort(middle)
    found = []
    for a, b, low, high in zip(there[:-1], there[1:], middle[:-1], middle[1:], strict=True):
        free = np.flatnonzero(thick[int(low) + 1 : int(high) + 1] == 0) + int(low) + 1
        if len(free):
            wanted = (np.flatnonzero(area[a])[-1] + 1 + np.flatnonzero(area[b])[0]) / 2
            found.append(int(free[np.abs(free - wanted).argmin()]))
    return np.array(found, int)


def _minima(thick: np.ndarray, runs: np.ndarray, stroke: float, between: np.ndarray) -> list[tuple[int, float]]:
    """Return columns to cut at with their costs, from left to right: gaps, and the thinnest places of the ink.

    between: as of `_between`; a gap that has several of them is several.
    """
    reach = max(1, round(APART * CELLS / 2))
    dearness = np.where(
        thick == 0,
        0.0,
        np.where(runs <= 1, ONE_RUN, np.where(runs == 2, TWO_RUNS, TWO_RUNS + 1))
        + 0.5 * np.maximum(0, thick / np.maximum(runs, 1) / stroke - 1.0),
    )
    fits = (thick == 0) | ((runs <= 2) & (thick <= THIN * stroke * np.maximum(runs, 1)))
    smooth = np.convolve(np.pad(dearness, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
    smooth = np.where(thick == 0, 0, smooth)
    found: list[tuple[int, float]] = []
    x, width = 0, len(thick)
    while x < width:
        end = x
        while end + 1 < width and abs(smooth[end + 1] - smooth[x]) < 1e-9:
            end += 1
        around = smooth[max(0, x - reach) : min(width, end + 1 + reach)]
        own = between[(between >= x) & (between <= end)] if thick[x] == 0 else ()
        if len(own):
            found += [(int(place), 0.0) for place in own]
        elif fits[x : end + 1].any() and smooth[x] <= around.min() + 1e-9:
            middle = (x + end + 1) // 2
            found.append((middle, float(dearness[middle if middle < width else x])))
        x = end + 1
    kept: list[tuple[int, float]] = []
    for place, cost in sorted(found, key=lambda one: one[1]):
        if all(abs(place - other) >= APART * CELLS for other, _ in kept):
            kept.append((place, cost))
    return sorted(kept)


def _enough(
    cuts: list[tuple[int, float]], ends: tuple[int, int], thick: np.ndarray, stroke: float, letters: int
) -> list[tuple[int, float]]:
    """Add dear cuts in the widest parts until there are half as many again as letters, or no part is wide."""
    cuts = list(cuts)
    while len(cuts) + 1 < 1.5 * letters:
        places = [ends[0], *(x for x, _ in cuts), ends[1]]
        widths = np.diff(places)
        k = int(widths.argmax())
        if widths[k] < 2 * APART * CELLS:
            break
        third = max(1, int(widths[k]) // 4)
        within = thick[places[k] + third : places[k + 1] - third + 1]
        x = places[k] + third + int(within.argmin()) if len(within) else places[k] + int(widths[k]) // 2
        cost = ANYWHERE + 0.3 * max(0.0, float(thick[min(x, len(thick) - 1)]) / stroke - 2)
        cuts = sorted([*cuts, (x, cost)])
    return cuts


def _median(row: np.ndarray) -> float:
    """Return the column that halves the ink of a piece."""
    total = row.sum()
    return float(np.searchsorted(np.cumsum(row), total / 2)) if total else -1.0
