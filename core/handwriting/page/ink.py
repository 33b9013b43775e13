"""Which pixels of a page are ink, where glare, shadow and crumples make one threshold wrong for all of it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BLOCKS = 18  # blocks along the longer side, of each of which the darkest pixel says how dark ink is there
FAINT, SURELY, LEAST_BLOCKS = 0.2, 0.3, 2  # darkness of blocks with noise alone, or surely some ink; so many of these
FARTHER = 3  # times as dark as noise is, that a word on an empty sheet is
USUAL = 0.85  # of the darkest, that ink is in most of a stroke
FLOOR = 0.33  # of the page's own ink: it is at least so dark anywhere
SURE = 0.6  # of the ink near it, that a stroke reaches somewhere
REAL = 0.4  # of the page's ink, that a piece is dark on the whole: crumples and wood are not
SPECK = 0.33  # of the usual height; lower pieces with no real ink within one such height go
RIM = 4  # pixels from the end of the paper that are its border
DEPTH = 0.012  # of the shorter side; a piece at the border that does not reach so far in is no writing
LARGE_BORDER = 6  # stroke widths; a piece at the border as thick as that is no writing
LONG_BORDER = 12  # times as long as thick: the edge of the paper
NOTHING = 0.06  # darkness that no ink is as pale as


@dataclass(frozen=True, eq=False)
class Pieces:
    """The connected pieces of ink. labels: int32 (h, w), 0 for none; stats: int32 (n, 5) of left, top, width, height,
    area, row 0 for none.
    """

    labels: np.ndarray
    stats: np.ndarray

    @property
    def numbers(self) -> np.ndarray:
        """Those that are there, int (m,)."""
        found = np.flatnonzero(self.stats[:, 4] > 0)
        return found[found > 0]

    @property
    def ink(self) -> np.ndarray:
        return self.labels > 0

    def without(self, gone: np.ndarray) -> Pieces:
        """Return what is left when the pieces of some numbers go."""
        if not len(gone):
            return self
        kept = np.arange(len(self.stats), dtype=np.int32)
        kept[gone] = 0
        return Pieces(kept[self.labels], np.where(kept[:, None] > 0, self.stats, 0))


def pieces_of(ink: np.ndarray) -> Pieces:
    """Return the connected pieces of a mask, bool (h, w), of eight neighbours."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    stats[0] = 0
    return Pieces(labels, stats)


def levels(dark: np.ndarray) -> tuple[np.ndarray, float]:
    """Return how dark ink is near every pixel, float32 (h, w), and on the page as a whole."""
    import cv2

    h, w = dark.shape
    side = max(8, -(-max(h, w) // BLOCKS))
    rows, columns = -(-h // side), -(-w // side)
    smooth = cv2.blur(dark, (3, 3))
    padded = np.zeros((rows * side, columns * side), np.float32)
    padded[:h, :w] = smooth
    peaks = padded.reshape(rows, side, columns, side).max((1, 3))
    ranked = np.sort(peaks.ravel())
    peak = float(np.median(ranked[-max(1, len(ranked) // 5) :]))
    surely = max(SURELY, FARTHER * peak)
    if (
        peak < FAINT and (ranked[-LEAST_BLOCKS:] > surely).all()
    ):  # a word or two on a large sheet, whose own noise is darkest elsewhere
        peak = float(np.median(ranked[ranked > surely]))
    overall = float(np.median(smooth[smooth > peak / 2])) if peak > 0 else 0.0
    local = cv2.GaussianBlur(peaks, (0, 0), 1.0, borderType=cv2.BORDER_REPLICATE)
    local = np.maximum(USUAL * local, FLOOR * overall)
    whole = cv2.resize(local, (columns * side, rows * side), interpolation=cv2.INTER_LINEAR)
    return whole[:h, :w], overall


def inked(dark: np.ndarray, threshold: float, near: np.ndarray) -> np.ndarray:
    """Return the pixels, bool (h, w), that are dark enough to be ink if they hold together with surer ones."""
    return dark > np.maximum(threshold * near, NOTHING)


def real(ink: np.ndarray, dark: np.ndarray, near: np.ndarray, overall: float) -> Pieces:
    """Return the pieces that have surely ink in them and are dark on the whole."""
    found = pieces_of(ink)
    flat = found.labels.ravel()
    at = np.flatnonzero(flat)
    which, v = flat[at], dark.ravel()[at]
    n = len(found.stats)
    mean = np.bincount(which, v, n) / np.maximum(np.bincount(which, minlength=n), 1)
    sure = np.bincount(which[v > SURE * near.ravel()[at]], minlength=n) > 0
    return found.without(np.flatnonzero(~sure | (mean <= REAL * overall)))


def stroke_width(ink: np.ndarray) -> float:
    """Return the usual width of strokes in pixels, at least 1: four times the mean distance to paper, less its grid."""
    import cv2

    if not ink.any():
        return 1.0
    framed = np.pad(ink.astype(np.uint8), 1)  # where all is ink, the distance to paper is that to the frame
    inner = cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]
    return max(1.0, 4 * float(inner[ink].mean()) - 2)


def usual_height(found: Pieces) -> float:
    """Return the median height of pieces by area, in pixels: specks count little."""
    stats = found.stats[found.numbers]
    order = np.argsort(stats[:, 3])
    total = np.cumsum(stats[order, 4])
    return float(stats[order, 3][np.searchsorted(total, total[-1] / 2)]) if len(stats) else 0.0


def written(found: Pieces, paper: np.ndarray, stroke: float) -> Pieces:
    """Return the pieces without specks far from any writing, and without what lies across the paper's border.

    paper: bool (h, w), where there is any.
    """
    return _without_specks(_without_border(found, paper, stroke))


def _without_border(found: Pieces, paper: np.ndarray, stroke: float) -> Pieces:
    import cv2

    h, w = found.labels.shape
    framed = cv2.copyMakeBorder(paper.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]
    deep = np.unique(found.labels[(depth > DEPTH * min(h, w)) & found.ink])
    touching = np.unique(found.labels[(depth <= RIM) & found.ink])
    gone = list(np.setdiff1d(touching, deep))
    for number in np.intersect1d(touching, deep):
        x, y, dx, dy, _ = found.stats[number]
        own = found.labels[y : y + dy, x : x + dx] == number
        thick = stroke_width(own)
        straight = max(dx, dy) > LONG_BORDER * min(dx, dy, _across(own)) and max(dx, dy) > 0.05 * max(h, w)
        if thick > LARGE_BORDER * stroke or straight:
            gone.append(number)
    return found.without(np.array(gone, int))


def _across(own: np.ndarray) -> float:
    """Return how thick a piece is across the line along it, in pixels, at least 1."""
    y, x = np.nonzero(own)
    if len(x) < 3:
        return 1.0
    spread = np.linalg.eigvalsh(np.cov(np.stack([x, y])))[0]
    return max(1.0, float(np.sqrt(12 * max(spread, 0.0))))


def _without_specks(found: Pieces) -> Pieces:
    import cv2

    height = usual_height(found)
    low = np.flatnonzero((found.stats[:, 4] > 0) & (np.maximum(found.stats[:, 2], found.stats[:, 3]) < SPECK * height))
    if not len(low):
        return found
    is_low = np.zeros(len(found.stats), bool)
    is_low[low] = True
    large = cv2.integral((found.ink & ~is_low[found.labels]).astype(np.uint8))
    y, x = np.nonzero(is_low[found.labels])
    h, w = found.labels.shape
    reach = round(height)
    top, bottom = np.maximum(y - reach, 0), np.minimum(y + reach + 1, h)
    left, right = np.maximum(x - reach, 0), np.minimum(x + reach + 1, w)
    near = large[bottom, right] - large[top, right] - large[bottom, left] + large[top, left] > 0
    return found.without(np.setdiff1d(low, found.labels[y[near], x[near]]))
