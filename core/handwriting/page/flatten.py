"""How is a page turned and unbent until its lines run level?

Ink is tried on: where it is moved rightly, rows are either full or empty, and the row profile is sharp. A row at (x, y)
is moved by a polynomial in x, with a part that changes down the page, for paper bends more on one side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MOST_SKEW = 8.0  # degrees
POINTS = 20_000  # pixels of ink that are tried on
LEAST_BEND = 0.15  # of the usual height of a piece; lines that bend less are left
FEW_LINES = 6  # times the usual height; on a lower page a bend cannot be told from the letters
MOST_BEND = 0.08  # of the width
MOST_SPREAD = 0.04  # by how much lines may lie closer together on one side
SIDEWAYS = 1.7  # times as unlike each other as rows are, that columns must be
TERMS = 6
UNBENDING = 8  # steps to the row from which a bent one comes; each leaves less than a twentieth of what was off
GAIN = 1.12  # of sharpness, without which a bend is not believed


@dataclass(frozen=True, eq=False)
class Flattening:
    """From the page's pixels back to the upright photograph's: a shift of rows, a turn, a perspective.

    matrix: float64 (3, 3), of homogeneous (x, y, 1), of the page with its lines turned level. bend: pixels by which
    the row at (x, y) lies lower before it was unbent, the coefficients of `terms`. size: (width, height) of the page.
    """

    matrix: np.ndarray
    size: tuple[int, int]
    bend: tuple[float, ...] = ()

    def to_photo(self, points: np.ndarray) -> np.ndarray:
        """Return points, (n, 2) of x and y in the page's pixels, in the pixels of the upright photograph."""
        x, y = np.asarray(points, float).T
        y = y + shifts(x, y, self.bend, self.size)
        moved = np.stack([x, y, np.ones_like(x)], 1) @ self.matrix.T
        return moved[:, :2] / moved[:, 2:]

    def to_page(self, points: np.ndarray) -> np.ndarray:
        """Return points, (n, 2) of x and y in the pixels of the upright photograph, in the page's pixels."""
        at = np.asarray(points, float)
        moved = np.stack([*at.T, np.ones(len(at))], 1) @ np.linalg.inv(self.matrix).T
        x, bent = (moved[:, :2] / moved[:, 2:]).T
        y = bent
        for _ in range(UNBENDING):
            y = bent - shifts(x, y, self.bend, self.size)
        return np.stack([x, y], 1)


def shifts(x: np.ndarray, y: np.ndarray, bend: tuple[float, ...], size: tuple[int, int]) -> np.ndarray:
    """Return by how many pixels rows lie lower at (x, y): polynomials of x, the last ones times y."""
    if not bend:
        return np.zeros(np.broadcast_shapes(np.shape(x), np.shape(y)))
    w, h = size
    u, v = 2 * x / max(w, 1) - 1, 2 * y / max(h, 1) - 1
    a, b, c, d, e, f = bend
    square = u * u
    straight = a * (square - 1 / 3) + b * (square - 0.6) * u + e * (square * square - 0.2) + f * u
    return straight + v * (c * u + d * (square - 1 / 3))


def skew_of(ink: np.ndarray) -> float:
    """Return by how many degrees lines fall to the right, -8 to 8, by the sharpness of the row profile."""
    y, x = _points(ink)
    if len(x) < 50:
        return 0.0
    best = 0.0
    for step, reach in ((1.0, MOST_SKEW), (0.25, 1.0), (0.05, 0.25)):
        tried = np.arange(best - reach, best + reach + step / 2, step)
        tried = tried[np.abs(tried) <= MOST_SKEW]
        scores = [_sharpness(y - np.tan(np.deg2rad(angle)) * x) for angle in tried]
        best = float(tried[int(np.argmax(scores))])
    return best


def lies_sideways(ink: np.ndarray, height: float) -> bool:
    """Tell whether lines run up and down: columns are full and empty by turns, and rows are not.

    False where that cannot be known, as of a single line. height: usual one of pieces, pixels.
    """
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    if height <= 0 or len(rows) < FEW_LINES * height or len(columns) > 3 * len(rows):
        return False
    own = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _varied(own.sum(0), height / 3) > SIDEWAYS * _varied(own.sum(1), height / 3)


def _varied(profile: np.ndarray, sigma: float) -> float:
    from scipy import ndimage

    smooth = ndimage.gaussian_filter1d(profile.astype(float), sigma)
    return float(smooth.std() / max(smooth.mean(), 1e-9))


def bend_of(ink: np.ndarray, height: float) -> tuple[float, ...]:
    """Return the bend of lines that are level on the whole, in pixels; empty if they are straight.

    height: usual one of pieces, pixels: what is much less than it cannot be told from the writing itself.
    """
    y, x = _points(ink)
    size = (ink.shape[1], ink.shape[0])
    if len(x) < 2000 or height <= 0 or size[1] < FEW_LINES * height:
        return ()
    bend = np.zeros(TERMS)
    plain = best = _sharpness(y)
    terms = [shifts(x, y, tuple(np.eye(TERMS)[term]), size).astype(np.float32) for term in range(TERMS)]
    rows = y
    for step in (0.5 * height, 0.25 * height, 0.12 * height, 0.05 * height):
        for _ in range(4):
            moved = False
            for term in range(len(bend)):
                for sign in (step, -step):
                    while True:
                        tried, moving = bend.copy(), rows - sign * terms[term]
                        tried[term] += sign
                        score = _sharpness(moving) if _gentle(tried, size) else 0.0
                        if score <= best * 1.0005:
                            break
                        bend, rows, best, moved = tried, moving, score, True
            if not moved:
                break
    found = tuple(float(b) for b in bend)
    if best < GAIN * plain or np.abs(bend).max() < LEAST_BEND * height:
        return ()
    return found


def turned_level(dark: np.ndarray, degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the page turned so that lines level out, none cut off, and the (3, 3) back to the page as it was."""
    import cv2

    h, w = dark.shape
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    turn = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    ends = np.array([(0, 0), (w, 0), (w, h), (0, h)]) @ turn[:2, :2].T
    low, high = ends.min(0), ends.max(0)
    turn[:2, 2] = -low
    out = (int(np.ceil(high[0] - low[0])), int(np.ceil(high[1] - low[1])))
    flat = cv2.warpAffine(dark, turn[:2], out, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return flat, np.linalg.inv(turn)


def unbent(dark: np.ndarray, bend: tuple[float, ...]) -> np.ndarray:
    """Return the page with its rows moved by the bend."""
    import cv2

    h, w = dark.shape
    x, y = np.arange(w, dtype=np.float32)[None], np.arange(h, dtype=np.float32)[:, None]
    rows = (y + shifts(x, y, bend, (w, h))).astype(np.float32)
    columns = np.ascontiguousarray(np.broadcast_to(x, (h, w)))
    return cv2.remap(dark, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)


def _gentle(bend: np.ndarray, size: tuple[int, int]) -> bool:
    spread = 2 * (abs(bend[2]) + abs(bend[3])) / size[1]  # of neighbouring rows, where x is at its end
    return float(np.abs(bend).max()) <= MOST_BEND * size[0] and spread <= MOST_SPREAD


def _points(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    at = np.flatnonzero(ink)
    at = at[:: max(1, len(at) // POINTS)]
    return (at // ink.shape[1]).astype(np.float32), (at % ink.shape[1]).astype(np.float32)


def _sharpness(rows: np.ndarray) -> float:
    """Return how unlike neighbouring rows are in how much ink they hold."""
    counts = np.bincount((rows - rows.min()).astype(np.int32)).astype(float)
    return float(np.square(counts).sum())
