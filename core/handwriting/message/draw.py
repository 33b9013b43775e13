"""What does a message look like as a picture?

Each pixel is covered by just as much ink as lies over it, so that strokes are as wide as their curves say. Source: the
accumulation buffer of Levien, "Inside the fastest font renderer in the world" (2016).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.handwriting.message.message import Message, MessagePage, moved
from core.handwriting.message.outline import points_of

EACH = 5  # points of a curve between two of its control points


def coverage(message: Message, page: MessagePage, resolution: float) -> np.ndarray:
    """Return how much of each pixel of a page is ink, uint8 (h, w), 255 for all. resolution: pixels per mm."""
    w, h = message.paper
    size = round(h * resolution), round(w * resolution)
    return covered((curve * resolution for curve in curves_of(message, page)), size)


def curves_of(message: Message, page: MessagePage) -> Iterable[np.ndarray]:
    """Yield all curves of a page as closed polygons, float (n, 2) in mm."""
    points: dict[int, list[np.ndarray]] = {}
    for line in page.lines:
        for one in line.placed:
            if one.shape not in points:
                points[one.shape] = [points_of(curve, EACH) for curve in message.shapes[one.shape]]
            yield from (moved(curve, one.matrix) for curve in points[one.shape])
        yield from (points_of(join.curve(), EACH) for join in line.joins)


def covered(polygons: Iterable[np.ndarray], size: tuple[int, int]) -> np.ndarray:
    """Return how much of each pixel lies within closed polygons (n, 2) of x and y, uint8 (h, w); what is beyond is cut.

    Polygons that go around against the clock are ink, those that go with it are holes of it; ink over ink is ink.
    """
    sheet = np.zeros(size, np.uint8)
    edges = [np.hstack([one, np.roll(one, -1, 0)]) for one in polygons]
    if not edges:
        return sheet
    every = np.vstack(edges)
    top, bottom = (int(np.clip(v, 0, size[0])) for v in (np.floor(every[:, 1].min()), np.ceil(every[:, 1].max())))
    left, right = (int(np.clip(v, 0, size[1])) for v in (np.floor(every[:, 0].min()), np.ceil(every[:, 0].max())))
    if bottom > top and right > left:
        part = every - np.array([left, top, left, top])
        sheet[top:bottom, left:right] = _covered(part, bottom - top, right - left)
    return sheet


def _covered(edges: np.ndarray, h: int, w: int) -> np.ndarray:
    x0, y0, x1, y1 = _split(_split(edges.T, 1), 0)
    row, middle = np.floor((y0 + y1) / 2).astype(int), (x0 + x1) / 2
    inside = (row >= 0) & (row < h) & (y0 != y1)
    row, middle, rise = row[inside], np.clip(middle[inside], 0, w), (y0 - y1)[inside]
    column = np.minimum(middle.astype(int), w)
    right = middle - column  # the share of its own pixel that lies left of the edge
    flat = row * (w + 2) + column
    sums = np.bincount(
        np.concatenate([flat, flat + 1]), np.concatenate([rise * (1 - right), rise * right]), h * (w + 2)
    )
    winding = np.cumsum(sums.reshape(h, w + 2), 1, dtype=np.float32)[:, :w]
    return (255 * np.minimum(np.abs(winding), 1) + 0.5).astype(np.uint8)


def _split(edges: np.ndarray, axis: int) -> np.ndarray:
    """Cut edges (4, n) of x0, y0, x1, y1 where they cross from pixel to pixel, in x (axis 0) or in y (axis 1)."""
    begin, end = edges[axis], edges[axis + 2]
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    first = np.floor(low) + 1
    count = np.maximum(0, np.ceil(high) - first).astype(int)
    parts = count + 1
    of = np.repeat(np.arange(len(begin)), parts)
    k = np.arange(len(of)) - np.repeat(np.cumsum(parts) - parts, parts)
    length = np.where(high > low, high - low, 1.0)[of]
    from_ = np.where(k > 0, (first[of] + k - 1 - low[of]) / length, 0.0)
    to = np.where(k < count[of], (first[of] + k - low[of]) / length, 1.0)
    back = (begin > end)[of]
    a, b = np.where(back, 1 - to, from_), np.where(back, 1 - from_, to)
    x0, y0, x1, y1 = edges[:, of]
    return np.stack([x0 + a * (x1 - x0), y0 + a * (y1 - y0), x0 + b * (x1 - x0), y0 + b * (y1 - y0)])
