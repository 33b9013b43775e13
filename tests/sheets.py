"""How does a printed sheet look once somebody has written on it and taken a photograph?"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from core.handwriting.sheet import printed_text
from core.handwriting.sheet.pdf import picture
from core.handwriting.sheet.plan import Cell, Sheet, SheetPlan

RESOLUTION = 10.0  # pixels per mm at which sheets are printed and written on
Pen = Callable[[Cell, np.random.Generator], np.ndarray | None]


@dataclass(frozen=True)
class Photograph:
    """How a photograph is taken. longest: pixels. turn: degrees by which the sheet is turned and tilted, at most.

    shade: how much darker it is at most in the shadow. blur: standard deviation in pixels. bend: share of the sheet's
    height by which it bends. noise: of 255, standard deviation. quality: of the JPEG.
    """

    longest: int = 2400
    turn: float = 4.0
    shade: float = 0.2
    blur: float = 0.8
    bend: float = 0.002
    noise: float = 3.0
    quality: int = 88


SCAN = Photograph(turn=0.6, shade=0.0, blur=0.5, bend=0.0, noise=1.5, quality=92)
USUAL = Photograph()
BAD = Photograph(turn=14.0, shade=0.45, blur=2.0, bend=0.005, noise=6.0, quality=70)


def by_font(cell: Cell, rng: np.random.Generator) -> np.ndarray:
    """Return a cell's text as somebody may write it, leaning, float (h, w) of the cell, 0 paper to 1."""
    left, top, right, bottom = (v * RESOLUTION for v in cell.box)
    size = (cell.base - cell.x_line) * RESOLUTION / 0.58 * rng.uniform(0.8, 1.0)
    image = np.zeros((round(bottom - top), round(right - left)), np.uint8)
    lean, x = rng.uniform(-0.1, 0.3), 0.5 * (right - left - size * printed_text.width(cell.text)) + rng.normal(0, 5)
    y = cell.base * RESOLUTION - top + rng.uniform(-1, 1)
    places = [line * size @ np.array([(1, 0), (-lean, 1)]) + (x, y) for line in printed_text.outlines(cell.text)]
    cv2.fillPoly(image, [np.round(at * 16).astype(np.int32) for at in places], 255, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(image, (0, 0), 0.8) / 255.0


def written_on(
    plan: SheetPlan, sheet: Sheet, pen: Pen, rng: np.random.Generator, *, dark: tuple[float, float] = (0.6, 0.95)
) -> tuple[np.ndarray, list[np.ndarray | None]]:
    """Return a sheet with writing in its cells, uint8 (h, w), and what is in each, bool (h, w) of the cell or None."""
    page, truth = picture(plan, sheet, RESOLUTION).astype(np.float32), []
    strength = rng.uniform(*dark)
    for cell in sheet.cells:
        ink = pen(cell, rng)
        truth.append(None if ink is None else ink > 0.5)
        if ink is not None:
            left, top = (round(v * RESOLUTION) for v in cell.box[:2])
            part = page[top : top + ink.shape[0], left : left + ink.shape[1]]
            part *= 1 - strength * ink[: part.shape[0], : part.shape[1]]
    return page.astype(np.uint8), truth


def photographed(page: np.ndarray, how: Photograph, rng: np.random.Generator) -> np.ndarray:
    """Return a photograph of a sheet on a table, uint8 (h, w), the sheet's longer side along its longer one."""
    h, w = page.shape
    tall, wide = how.longest, round(how.longest * 3 / 4)
    scale = 0.92 * min(tall / h, wide / w)
    angles = np.radians(rng.uniform(-how.turn, how.turn, 3))
    corners = np.array([(-w, -h), (w, -h), (w, h), (-w, h)]) * scale / 2
    there = cv2.getPerspectiveTransform(np.float32([(0, 0), (w, 0), (w, h), (0, h)]), _seen(corners, angles, how))
    y, x = np.mgrid[0:tall, 0:wide].astype(np.float32)
    back = np.linalg.inv(there)
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    u = ((back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth).astype(np.float32)
    v = ((back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth).astype(np.float32)
    phase = rng.uniform(0, 2 * np.pi, 2)
    swing = how.bend * h * np.sin(2 * np.pi * 0.7 * u / w + phase[0]) * np.cos(np.pi * 0.6 * v / h + phase[1])
    u, v = (u + 0.5 * swing).astype(np.float32), (v + swing).astype(np.float32)
    seen = cv2.remap(cv2.GaussianBlur(page, (0, 0), 0.4 / scale), u, v, cv2.INTER_LINEAR, borderValue=0).astype(float)
    on_sheet = (u >= 0) & (u < w) & (v >= 0) & (v < h)
    seen[~on_sheet] = 70 + 25 * np.sin(x[~on_sheet] / 31)
    seen *= _light((tall, wide), how.shade, rng)
    seen = cv2.GaussianBlur(seen, (0, 0), how.blur) + rng.normal(0, how.noise, seen.shape)
    return np.clip(seen, 0, 255).astype(np.uint8)


def _seen(corners: np.ndarray, angles: np.ndarray, how: Photograph) -> np.ndarray:
    """Return where corners are seen, turned about three axes, from twice the picture's height, in its middle."""
    (a, b, c), far = angles, 2.0 * how.longest
    x, y = corners.T
    x, y = x * np.cos(c) - y * np.sin(c), x * np.sin(c) + y * np.cos(c)
    depth = far + x * np.sin(a) + y * np.sin(b)
    x, y = x * np.cos(a) * far / depth, y * np.cos(b) * far / depth
    wide, tall = 0.75 * how.longest, how.longest
    fit = min(1.0, 0.97 * wide / np.ptp(x), 0.97 * tall / np.ptp(y))
    return np.float32(np.stack([fit * (x - x.min() - np.ptp(x) / 2) + wide / 2,
                                fit * (y - y.min() - np.ptp(y) / 2) + tall / 2], 1))  # fmt: skip


def _light(shape: tuple[int, int], shade: float, rng: np.random.Generator) -> np.ndarray:
    """Return how light it is, 0 to 1: darker to one side, with the soft edge of a shadow across."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]] / max(shape)
    way = rng.uniform(0, 2 * np.pi)
    along = np.cos(way) * (x - 0.4) + np.sin(way) * (y - 0.5)
    shadow = 1 / (1 + np.exp(-(along - rng.uniform(-0.2, 0.2)) / 0.03))
    return 0.97 * (1 - 0.7 * shade * shadow) * (1 - 0.3 * shade * (along + 0.6))


def jpeg(grey: np.ndarray, quality: int = 88) -> bytes:
    """Return a picture as the bytes of a JPEG."""
    stream = io.BytesIO()
    Image.fromarray(grey).save(stream, "JPEG", quality=quality)
    return stream.getvalue()
