"""Where do the lines of writing run on a page that lies level, and which pieces of ink belong to each?"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from core.handwriting.page.ink import Pieces, usual_height

SMOOTH = 0.33  # of the usual height of a piece; half of it would join lines, a sixth split them
PEAK = 0.12  # of the page's fullest line, that a line's peak holds at least
DIP = 0.1  # of the lower of two peaks; by so much the profile falls between two lines
FINE = 0.12  # of the same height, where the core band is measured: smoothing widens it
FEET = 0.5  # x-heights from the core band, within which a piece stands on the base line
STEEPEST = 0.04  # rows a column, of a base line on a page that lies level
BAND = 0.5  # of a peak: the core band of a line lies where the profile is higher


@dataclass(frozen=True)
class Band:
    """The core of a line: rows top to bottom, between which small letters lie."""

    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def bands(found: Pieces) -> list[Band]:
    """Return the core bands of the lines from top to bottom, those of usual height where one is odd."""
    height = usual_height(found)
    if height <= 0:
        return []
    counts = found.ink.sum(1).astype(float)
    peaks = _peaks(_smoothed(counts, SMOOTH * height))
    fine = _smoothed(counts, FINE * height)
    own = [_band(fine, peak, round(SMOOTH * height)) for peak in peaks]
    usual = float(np.median([band.bottom - band.top for band in own])) if own else 0.0
    return [_usual(band, usual) for band in own]


def read_lines(found: Pieces, blocks: list[np.ndarray]) -> tuple[Pieces, list[Band], np.ndarray]:
    """Return pieces, the lines of all blocks in turn, and the line of each piece, int (n,), -1 for no piece.

    blocks: numbers of the pieces of each, in the order of reading.
    """
    if len(blocks) == 1:
        lines = bands(found)
        found, line = assigned(found, lines)
        return found, lines, line
    labels, stats = np.zeros_like(found.labels), [np.zeros((1, 5), found.stats.dtype)]
    every: list[Band] = []
    lines_of = [np.array([-1])]
    for numbers in blocks:
        own = found.without(np.setdiff1d(found.numbers, numbers))
        lines = bands(own)
        own, which = assigned(own, lines)
        behind = sum(len(part) for part in stats) - 1
        labels += np.where(own.labels > 0, own.labels + behind, 0)
        stats.append(own.stats[1:])
        lines_of.append(np.where(which[1:] < 0, -1, which[1:] + len(every)))
        every += lines
    return Pieces(labels, np.concatenate(stats)), every, np.concatenate(lines_of)


def base_of(found: Pieces, numbers: np.ndarray, band: Band) -> tuple[float, float]:
    """Return the base line through the feet of the pieces that end near it, as (slope, row at x = 0).

    Level where there are fewer than three, or where feet at one end say otherwise than the rest.
    """
    left, top, width, height, _ = found.stats[numbers].T.astype(float)
    x, foot = left + width / 2, top + height
    small = band.bottom - band.top
    on = (np.abs(foot - band.bottom) < FEET * small) & (top < band.middle)
    if on.sum() < 3 or np.ptp(x[on]) < 4 * small:
        return 0.0, float(np.median(foot[on])) if on.any() else band.bottom
    slope, _ = np.polyfit(x[on], foot[on], 1, w=np.sqrt(width[on]))
    slope = float(np.clip(slope, -STEEPEST, STEEPEST))
    return slope, float(np.median(foot[on] - slope * x[on]))


def assigned(found: Pieces, lines: list[Band]) -> tuple[Pieces, np.ndarray]:
    """Return the pieces, cut where they lie in two lines, and the line of each, int (n,), -1 for no piece.

    A piece goes to the core band that holds most of its ink; one outside all bands, a dot or an accent, to the
    nearest.
    """
    found = _cut(found, lines)
    share = _in_bands(found, lines)
    middles = np.array([line.middle for line in lines])
    centre = found.stats[:, 1] + found.stats[:, 3] / 2
    nearest = np.abs(centre[:, None] - middles).argmin(1)
    line = np.where(share.max(1) > 0, share.argmax(1), nearest)
    line[found.stats[:, 4] == 0] = -1
    return found, line


def _smoothed(profile: np.ndarray, sigma: float) -> np.ndarray:
    from scipy import ndimage

    return ndimage.gaussian_filter1d(profile, max(sigma, 0.5), mode="constant")


def _peaks(profile: np.ndarray) -> np.ndarray:
    """Return the rows of the lines' peaks: those of scipy.signal.find_peaks, whose import takes a second."""
    rows = np.flatnonzero(np.diff(profile, prepend=np.nan))  # where each run of equal values begins
    ends = np.append(rows[1:], len(profile))
    runs = np.concatenate([[0.0], profile[rows], [0.0]])
    found = []
    for k in np.flatnonzero((runs[1:-1] > runs[:-2]) & (runs[1:-1] > runs[2:]) & (runs[1:-1] >= PEAK * profile.max())):
        height = runs[k + 1]
        higher = np.flatnonzero(runs > height)
        left = higher[higher <= k].max(initial=-1) + 1
        right = higher[higher > k].min(initial=len(runs))
        dip = max(runs[left : k + 2].min(), runs[k + 1 : right].min())
        if height - dip >= DIP * height:
            found.append((rows[k] + ends[k] - 1) // 2)
    return np.array(found, int)


def _band(profile: np.ndarray, near: int, reach: int) -> Band:
    first = max(0, near - reach)
    peak = first + int(profile[first : near + reach + 1].argmax())
    low = profile < BAND * profile[peak]
    above, below = np.flatnonzero(low[:peak]), np.flatnonzero(low[peak:])
    top = above[-1] + 1 if len(above) else 0
    bottom = peak + below[0] if len(below) else len(profile)
    return Band(float(top), float(bottom))


def _usual(band: Band, usual: float) -> Band:
    """Return a band of half to twice the usual height: single lines are off by as much."""
    if 0.6 * usual <= band.bottom - band.top <= 1.6 * usual:
        return band
    return Band(band.middle - usual / 2, band.middle + usual / 2)


def _in_bands(found: Pieces, lines: list[Band]) -> np.ndarray:
    """Return how many pixels of each piece lie in each band, (n, bands)."""
    n = len(found.stats)
    held = [
        np.bincount(found.labels[max(0, round(band.top)) : round(band.bottom)].ravel(), minlength=n) for band in lines
    ]
    counts = np.stack(held, 1)
    counts[0] = 0
    return counts


def _cut(found: Pieces, lines: list[Band]) -> Pieces:
    """Cut pieces that hold much of two bands at their emptiest row between them: a g that touches the line below."""
    counts = _in_bands(found, lines)
    heights = np.array([band.bottom - band.top for band in lines])
    labels, stats = found.labels, found.stats
    for number in np.flatnonzero((counts > 0).sum(1) > 1):
        x, y, dx, dy, area = (int(v) for v in stats[number])
        held = [k for k in np.flatnonzero(counts[number]) if counts[number, k] > 0.2 * area / len(lines)]
        for upper, lower in itertools.pairwise(held):
            a, b = round(lines[upper].bottom), round(lines[lower].top)
            if y + dy - lines[lower].top < 0.5 * heights[lower] or lines[upper].bottom - y < 0.5 * heights[upper]:
                continue
            if b - a < 1:
                continue
            own = labels[a:b, x : x + dx] == number
            row = a + int(own.sum(1).argmin())
            labels, stats = _parted(Pieces(labels, stats), number, row)
    return Pieces(labels, stats)


def _parted(found: Pieces, number: int, row: int) -> tuple[np.ndarray, np.ndarray]:
    """Return labels and stats where what a piece has below a row is a piece of its own."""
    labels, stats = found.labels.copy(), found.stats.copy()
    own = labels == number
    own[:row] = False
    if not own.any() or own.sum() == stats[number, 4]:
        return labels, stats
    labels[own] = len(stats)
    return labels, np.array([*(s for s in stats[:number]), _stats(labels == number), *stats[number + 1 :], _stats(own)])


def _stats(mask: np.ndarray) -> tuple[int, int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    left, top = int(columns[0]), int(rows[0])
    return left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top, int(mask.sum())
