"""Where is the sheet of paper in a photograph, and how does it look from straight above?"""

from __future__ import annotations

import math

import numpy as np

from core.handwriting.parts import Quad
from core.types import DataError

SMALL = 500  # pixels of the longer side that the sheet is looked for at
PEN = 11  # pixels at that size that no stroke is as wide as
LEAST, MOST = 0.25, 0.97  # share of the picture that a sheet fills; past it the picture is the sheet
STANDS_OUT = 0.5  # of the sheet's shade; what lies around it is darker than that, which paper in a shadow is not
STANDS_FAR_OUT = 0.25  # where it has but one side in the picture, which may as well be the edge of a shadow
RIM = 0.02  # of the picture, within which a corner lies at its border
ON_SIDE = 0.25  # share of the points along a side that must lie on its line
NEAR = 2.5  # pixels at that size within which a point lies on a line
TRIES = 200


def find_sheet(pixels: np.ndarray) -> Quad | None:
    """Return the corners of the brightest large sheet, in pixels of the picture, None where it fills the picture.

    pixels: uint8 (h, w) or (h, w, 3). Corners stand left top, right top, right bottom, left bottom.
    """
    import cv2

    h, w = pixels.shape[:2]
    scale = SMALL / max(h, w)
    small = cv2.resize(pixels, (round(w * scale), round(h * scale)), interpolation=cv2.INTER_AREA)
    small = small if small.ndim == 2 else small.min(2)  # wood is orange: bright in red, dark in blue
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((PEN, PEN), np.uint8))
    _, bright = cv2.threshold(closed, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bright)
    if count < 2:
        return None
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    corners = _corners(labels == largest)
    if corners is None or not LEAST <= _area(corners) / labels.size <= MOST or not _stands_out(closed, corners):
        return None
    x, y = (np.array(corners) / scale).T
    return _quad(np.stack([np.clip(x, 0, w - 1), np.clip(y, 0, h - 1)], 1))


def straightened(pixels: np.ndarray, corners: Quad) -> tuple[np.ndarray, np.ndarray]:
    """Return a sheet seen from above, and the float64 (3, 3) that takes its pixels (x, y, 1) back to the picture.

    Raises DataError if the corners do not go round a sheet, from left top on.
    """
    import cv2

    check_corners(corners, (pixels.shape[1], pixels.shape[0]))
    points = np.array(corners, np.float32)
    a, b, c, d = points
    w, h = round(max(math.dist(a, b), math.dist(d, c))), round(max(math.dist(a, d), math.dist(b, c)))
    square = np.array([(0, 0), (w - 1, 0), (w - 1, h - 1), (0, h - 1)], np.float32)
    there = cv2.getPerspectiveTransform(points, square)
    flat = cv2.warpPerspective(pixels, there, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return flat, np.linalg.inv(there)


def whole(size: tuple[int, int]) -> Quad:
    """Return the corners of a picture of (width, height)."""
    w, h = size
    return ((0.0, 0.0), (w - 1.0, 0.0), (w - 1.0, h - 1.0), (0.0, h - 1.0))


def check_corners(corners: Quad, size: tuple[int, int]) -> None:
    """Raise DataError unless corners lie in the picture of (width, height) and go round a sheet from left top on."""
    points = np.array(corners, float)
    if points.shape != (4, 2) or not np.isfinite(points).all():
        raise DataError("a sheet has four corners, each a pair of numbers.")
    if (points < -1).any() or (points > np.array(size)).any():
        raise DataError("the corners of the sheet must lie in the picture.")
    sides = np.roll(points, -1, 0) - points
    turns = sides[:, 0] * np.roll(sides, -1, 0)[:, 1] - sides[:, 1] * np.roll(sides, -1, 0)[:, 0]
    if (turns <= 0).any() or _area(points) < 0.01 * size[0] * size[1]:
        raise DataError("the corners must go round the sheet: left top, right top, right bottom, left bottom.")


def _quad(points: np.ndarray) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in points)
    return a, b, c, d


def _area(points: np.ndarray | list) -> float:
    x, y = np.array(points, float).T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def _stands_out(grey: np.ndarray, corners: list[tuple[float, float]]) -> bool:
    """Tell whether a sheet is brighter than what lies around it: a shade across one paper has paper on both sides."""
    import cv2

    inner = cv2.fillConvexPoly(np.zeros(grey.shape, np.uint8), np.round(corners).astype(np.int32), 1) > 0
    if inner.all():
        return False
    most = STANDS_OUT if _free_sides(grey.shape, corners) > 1 else STANDS_FAR_OUT
    return bool(np.median(grey[~inner]) < most * np.median(grey[inner]))


def _free_sides(shape: tuple[int, ...], corners: list[tuple[float, float]]) -> int:
    """Return how many sides of a sheet do not run along the border of the picture."""
    h, w = shape[:2]
    points = np.array(corners)
    near = np.stack(
        [points[:, 1] < RIM * h, points[:, 0] > w - RIM * w, points[:, 1] > h - RIM * h, points[:, 0] < RIM * w]
    )
    return sum(not (along & np.roll(along, -1))[k] for k, along in enumerate(near))


def _corners(sheet: np.ndarray) -> list[tuple[float, float]] | None:
    """Return the corners of a mask's outline by a straight line a side, None if a side has none."""
    rows, columns = np.flatnonzero(sheet.any(1)), np.flatnonzero(sheet.any(0))
    flipped = sheet[:, ::-1]
    h, w = sheet.shape
    left = _side(rows, sheet[rows].argmax(1), 0)
    right = _side(rows, w - 1 - flipped[rows].argmax(1), w - 1)
    top = _side(columns, sheet[:, columns].argmax(0), 0)
    bottom = _side(columns, h - 1 - sheet[::-1][:, columns].argmax(0), h - 1)
    if left is None or right is None or top is None or bottom is None:
        return None
    return [_crossing(a, b) for a, b in ((top, left), (top, right), (bottom, right), (bottom, left))]


def _side(at: np.ndarray, value: np.ndarray, border: int) -> tuple[float, float] | None:
    """Return the line of a side, by the points within the picture if enough lie on one: a table may shine as paper."""
    within = np.abs(value - border) > 1
    inner = _line(at[within], value[within], len(at))
    return inner or _line(at, value, len(at))


def _line(at: np.ndarray, value: np.ndarray, n: int) -> tuple[float, float] | None:
    """Fit value = slope * at + offset to most points by RANSAC; None if fewer than a quarter of n lie on it."""
    if len(at) < 20:
        return None
    rng = np.random.default_rng(0)
    pairs = rng.integers(0, len(at), (TRIES, 2))
    pairs = pairs[np.abs(at[pairs[:, 0]] - at[pairs[:, 1]]) > 0.1 * len(at)]
    if not len(pairs):
        return None
    slope = (value[pairs[:, 1]] - value[pairs[:, 0]]) / (at[pairs[:, 1]] - at[pairs[:, 0]])
    offset = value[pairs[:, 0]] - slope * at[pairs[:, 0]]
    on = np.abs(slope[:, None] * at + offset[:, None] - value) < NEAR
    on[np.abs(slope) > 0.6] = False
    best = on[on.sum(1).argmax()]
    if best.sum() < ON_SIDE * n:
        return None
    slope, offset = np.polyfit(at[best], value[best], 1)
    return float(slope), float(offset)


def _crossing(across: tuple[float, float], down: tuple[float, float]) -> tuple[float, float]:
    """Return (x, y) where y = a x + b meets x = c y + d."""
    (a, b), (c, d) = across, down
    y = (a * d + b) / (1 - a * c)
    return c * y + d, y
