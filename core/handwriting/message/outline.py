"""How does ink become closed curves that can be drawn at any size, on screen, on paper and in a font?

A curve is a closed quadratic B-spline, known by its control points alone: between two of them it runs through their
middle. Fonts, SVG, PDF and a browser's canvas draw just these curves. Lengths are hundredths of an x-height, x to the
right, y down from the base line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

UNIT = 100  # of an x-height
Outline = tuple[
    np.ndarray, ...
]  # curves, each int16 (n, 2) control points; what several cover alternately is ink or not

FINEST = 0.004  # of a square x-height: what is smaller is a speck of the paper
SMOOTH = 1.6  # pixels of the field along a curve
WIDEST, TURN = 0.34, 0.62  # x-heights between two points where a curve is straight; radians that it turns at most
LEAST_POINTS = 5
FLAT = 1e-3  # square of the field's slope, below which a letter was cut there and no stroke ends


def outline_of(
    field: np.ndarray, inside: np.ndarray, level: float, origin: tuple[float, float], scale: float
) -> Outline:
    """Return the curves around ink. field: float32 (h, w), ink where it is above `level`, of that what is `inside`.

    inside: bool (h, w). origin: x and y of the field's pixels where the curves have 0, 0. scale: pixels an x-height.
    """
    import cv2

    ink = ((field > level) & inside).astype(np.uint8)
    found, _ = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    curves = []
    for contour in found:
        points = contour[:, 0].astype(np.float64)
        if len(points) < 8 or abs(area_of(points)) < FINEST * scale**2:
            continue
        curve = fitted(_settled(points, field, level), scale)
        if curve is not None:
            curves.append(np.round((curve - origin) * (UNIT / scale)).astype(np.int16))
    return tuple(curves)


def area_of(points: np.ndarray) -> float:
    """Return the area that a polygon (n, 2) goes around, negative if it does so the other way."""
    x, y = points.T
    return 0.5 * float(x @ np.roll(y, -1) - y @ np.roll(x, -1))


def fitted(points: np.ndarray, scale: float) -> np.ndarray | None:
    """Return control points float (m, 2) of a smooth closed curve along `points` (n, 2), which are a pixel apart.

    None of a speck. They stand close where it turns and wide where it runs straight.
    """
    smooth = _smoothed(points, SMOOTH)
    step = np.roll(smooth, -1, 0) - smooth
    length = np.hypot(*step.T)
    total = float(length.sum())
    if total < 6:
        return None
    turn = np.abs(
        (np.diff(np.arctan2(*step[:, ::-1].T), append=np.arctan2(*step[0, ::-1])) + np.pi) % (2 * np.pi) - np.pi
    )
    turn = np.minimum(_smoothed(turn[:, None], 2.0)[:, 0], 1.0)
    dearness = np.concatenate([[0.0], np.cumsum(length / (WIDEST * scale) + turn / TURN)])
    count = max(LEAST_POINTS, int(np.ceil(dearness[-1])))
    at = np.interp(np.arange(count) / count * dearness[-1], dearness, np.arange(len(smooth) + 1))
    ring = np.vstack([smooth, smooth[:1]])
    knots = np.stack([np.interp(at, np.arange(len(ring)), ring[:, axis]) for axis in (0, 1)], 1)
    return _through(knots)


def points_of(curve: np.ndarray, each: int = 4) -> np.ndarray:
    """Return points of a curve, float64 (n * each, 2), in the units of its control points (n, 2)."""
    control = curve.astype(np.float64)
    before, after = (np.roll(control, 1, 0) + control) / 2, (np.roll(control, -1, 0) + control) / 2
    t = (np.arange(each) / each)[None, :, None]
    found = (1 - t) ** 2 * before[:, None] + 2 * t * (1 - t) * control[:, None] + t**2 * after[:, None]
    return found.reshape(-1, 2)


def heavier(outline: Outline, by: float) -> Outline:
    """Return an outline whose strokes are `by` x-heights wider, or narrower if it is negative."""
    if not by:
        return outline
    return tuple(np.round(_moved(curve.astype(np.float64), by / 2 * UNIT)).astype(np.int16) for curve in outline)


def box_of(outlines: Iterable[Outline]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of outlines in x-heights; all 0 where there is nothing."""
    points = [curve for outline in outlines for curve in outline]
    if not points:
        return 0.0, 0.0, 0.0, 0.0
    every = np.concatenate(points) / UNIT
    return *(float(v) for v in every.min(0)), *(float(v) for v in every.max(0))  # type: ignore[return-value]


def parted(outline: Outline, above: float) -> tuple[Outline, Outline]:
    """Part an outline into what lies wholly more than `above` x-heights over the base line, and the rest."""
    high = [float(curve[:, 1].max()) < -above * UNIT for curve in outline]
    return (
        tuple(curve for curve, up in zip(outline, high, strict=True) if up),
        tuple(curve for curve, up in zip(outline, high, strict=True) if not up),
    )


def ribbon(points: np.ndarray, widths: Sequence[float]) -> np.ndarray:
    """Return control points (2 n, 2) of a curve around a stroke along `points` (n, 2), as wide as `widths` (n,) say."""
    along = np.gradient(points, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    aside = np.stack([-along[:, 1], along[:, 0]], 1) * (np.asarray(widths)[:, None] / 2)
    return np.vstack([points + aside, (points - aside)[::-1]])


def _settled(points: np.ndarray, field: np.ndarray, level: float) -> np.ndarray:
    """Move points of an edge from the pixels' middles to where the field has the level, by at most a pixel or so."""
    down, across = np.gradient(field[_window(points, field)])
    left, top = (max(0, int(points[:, axis].min()) - 2) for axis in (0, 1))
    rows, columns = (points[:, 1] - top).astype(int), (points[:, 0] - left).astype(int)
    gradient = np.stack([across[rows, columns], down[rows, columns]], 1)
    here = field[points[:, 1].astype(int), points[:, 0].astype(int)]
    steep = (gradient**2).sum(1)
    step = np.where(steep > FLAT, (level - here) / np.maximum(steep, FLAT), 0.0)[:, None] * gradient
    far = np.maximum(np.hypot(*step.T), 1e-9)
    return points + step * np.minimum(1, 1.2 / far)[:, None]


def _window(points: np.ndarray, field: np.ndarray) -> tuple[slice, slice]:
    (left, top), (right, bottom) = points.min(0).astype(int), points.max(0).astype(int)
    return slice(max(0, top - 2), min(field.shape[0], bottom + 3)), slice(
        max(0, left - 2), min(field.shape[1], right + 3)
    )


def _smoothed(ring: np.ndarray, sigma: float) -> np.ndarray:
    """Return closed rows (n, c) smoothed along the ring by a Gaussian of `sigma` rows."""
    n = len(ring)
    passed = np.exp(-2 * (np.pi * sigma * np.fft.rfftfreq(n)) ** 2)
    return np.fft.irfft(np.fft.rfft(ring, axis=0) * passed[:, None], n, axis=0)


def _through(knots: np.ndarray) -> np.ndarray:
    """Return the control points with which a closed quadratic B-spline goes through knots (n, 2)."""
    n = len(knots)
    weight = 0.75 + 0.25 * np.cos(2 * np.pi * np.fft.rfftfreq(n))  # (before + 6 own + after) / 8, all around
    return np.fft.irfft(np.fft.rfft(knots, axis=0) / weight[:, None], n, axis=0)


def _moved(curve: np.ndarray, by: float) -> np.ndarray:
    """Move a curve's points outward, as seen from its ink: an outer one runs against the clock, a hole with it."""
    along = np.roll(curve, -1, 0) - np.roll(curve, 1, 0)
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    return curve + by * np.stack([-along[:, 1], along[:, 0]], 1)
