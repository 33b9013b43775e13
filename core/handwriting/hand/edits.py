"""What do all changes to a page come to, told of its photograph as it was kept, however it was read since?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.handwriting.ops import (
    Corners,
    InkStroke,
    Join,
    Op,
    PaperStroke,
    Split,
    Threshold,
    Turn,
    in_force,
    turned_corners,
)
from core.handwriting.page.flatten import TERMS, Flattening
from core.handwriting.page.mend import PageMends, Regroup, Stroke
from core.handwriting.page.settings import PageConfig
from core.handwriting.parts import Quad


@dataclass(frozen=True, eq=False)
class Way:
    """From the pixels of a reading back to the photograph: how that was turned, clockwise, and how it was flattened."""

    quarters: int
    flattening: Flattening

    def told(self) -> dict[str, Any]:
        """Return all of it for JSON; `read` takes it back."""
        flat = self.flattening
        return {"quarters": self.quarters, "matrix": flat.matrix.tolist(), "size": flat.size, "bend": flat.bend}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Way | None:
        """Return the way that a file tells of, None for what is none."""
        try:
            matrix, quarters = np.array(told["matrix"], float), int(told["quarters"])
            w, h = (int(v) for v in told["size"])
            bend = tuple(float(v) for v in told["bend"])
        except (KeyError, TypeError, ValueError):
            return None
        sound = matrix.shape == (3, 3) and len(bend) in (0, TERMS)
        return cls(quarters, Flattening(matrix, (w, h), bend)) if sound else None

    def back(self, points: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """Return points (n, 2) of the page in the pixels of the photograph as it was kept, of (width, height)."""
        return turned_back(self.flattening.to_photo(points), size, self.quarters)

    def scale(self, at: np.ndarray) -> float:
        """Return how many pixels of the photograph one of the page is long, at a point of the page."""
        ends = self.flattening.to_photo(at + np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]))
        return float(np.sqrt(abs(np.linalg.det(ends[1:] - ends[0]))))


@dataclass(frozen=True)
class Edits:
    """What changes come to. size: (width, height) of the photograph as it was kept, in whose pixels all places are.

    corners: of the sheet, None where it is looked for. quarters: 0 to 3, clockwise. strokes: whether of ink, its points
    as x, y and so on, its width. regroups: "join" or "split", and where.
    """

    size: tuple[int, int]
    corners: tuple[float, ...] | None = None
    quarters: int = 0
    threshold: float = PageConfig().threshold
    strokes: tuple[tuple[bool, tuple[float, ...], float], ...] = ()
    regroups: tuple[tuple[str, tuple[float, float]], ...] = ()

    @property
    def stamp(self) -> str:
        """16 hex digits that name all of it."""
        return _stamp([self.level_stamp, self.threshold, self.strokes, self.regroups])

    @property
    def level_stamp(self) -> str:
        """The same of what a page depends on before its ink is looked for."""
        return _stamp([self.corners, self.quarters, self.size])

    def settings(self) -> PageConfig:
        """Return how the page is read."""
        return PageConfig(threshold=self.threshold)

    def sheet(self) -> Quad | None:
        """Return the corners in the pixels of the turned photograph, from left top on."""
        return None if self.corners is None else turned_corners(self.corners, self.size, self.quarters)

    def mends(self) -> PageMends:
        """Return strokes, joins and splits in the pixels of the turned photograph."""
        strokes = (
            Stroke(ink, turned(np.reshape(points, (-1, 2)), self.size, self.quarters), width)
            for ink, points, width in self.strokes
        )
        regroups = []
        for kind, point in self.regroups:
            x, y = turned(np.array([point]), self.size, self.quarters)[0]
            regroups.append(Regroup("join" if kind == "join" else "split", (float(x), float(y))))
        return PageMends(tuple(strokes), tuple(regroups))


def edits_of(ops: Sequence[Op], size: tuple[int, int], ways: Mapping[str, Way]) -> Edits:
    """Return what changes come to, the oldest first. ways: of readings; a change told of an unknown one is left out."""
    corners, quarters, threshold = None, 0, PageConfig().threshold
    strokes: list[tuple[bool, tuple[float, ...], float]] = []
    regroups: list[tuple[str, tuple[float, float]]] = []
    for op in in_force(ops):
        way = ways.get(op.reading)
        if isinstance(op, Corners):
            corners = _rounded(op.points)
        elif isinstance(op, Turn):
            quarters = (quarters + op.quarters) % 4
        elif isinstance(op, Threshold):
            threshold = op.value
        elif way is None:
            continue
        elif isinstance(op, InkStroke | PaperStroke):
            points = np.reshape(op.points, (-1, 2))
            width = round(op.width * way.scale(points[0]), 2)
            strokes.append((isinstance(op, InkStroke), _rounded(way.back(points, size).ravel()), width))
        elif isinstance(op, Join | Split):
            x, y = _rounded(way.back(np.array([(op.x, op.y)]), size)[0])
            regroups.append((op.kind, (x, y)))
    return Edits(size, corners, quarters, threshold, tuple(strokes), tuple(regroups))


def turned(points: np.ndarray, size: tuple[int, int], quarters: int) -> np.ndarray:
    """Return points (n, 2) of a picture of (width, height) where they are once it is turned clockwise."""
    w, h = size
    for _ in range(quarters % 4):
        points = np.stack([h - 1 - points[:, 1], points[:, 0]], 1)
        w, h = h, w
    return points


def turned_back(points: np.ndarray, size: tuple[int, int], quarters: int) -> np.ndarray:
    """Return points of the turned picture where they were before; size is that before."""
    return turned(points, size if quarters % 2 == 0 else size[::-1], -quarters % 4)


def _rounded(values: Sequence[float] | np.ndarray) -> tuple[float, ...]:
    return tuple(round(float(v), 2) for v in values)


def _stamp(told: list) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
