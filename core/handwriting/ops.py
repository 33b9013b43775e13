"""What does somebody change on a page by hand, and which of it still counts once some is taken back?

A page's history is one list of ops, the oldest first; nothing is ever taken out of it. To take one back is an op of its
own that names it, and what is done again takes that one back. browser/page/ops.js says the same in the browser.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from core.handwriting.parts import Quad

ID = re.compile("[0-9a-f]{16}")
READING = re.compile(r"[\w-]{1,80}")
MOST_POINTS = 10_000  # of one stroke
FARTHEST = 100_000.0  # pixels; no photograph is as wide
WIDTHS = (0.5, 2_000.0)  # pixels, of a brush
THRESHOLDS = (0.1, 0.9)  # as of PageConfig.threshold


@dataclass(frozen=True)
class Op:
    """A change. id: 16 hex digits. reading: of the page that it was made on, whose pixels it is told in."""

    kind: ClassVar[str] = ""

    id: str
    reading: str

    def told(self) -> dict[str, Any]:
        """Return the op as JSON has it; `op_of` reads it back."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"kind": self.kind} | {name: list(v) if isinstance(v, tuple) else v for name, v in own.items()}


@dataclass(frozen=True)
class Corners(Op):
    """The sheet's corners. points: x, y of left top, right top, right bottom, left bottom as it is read, in pixels
    of the photograph as it came: upright by its camera's note, before any `Turn`. See `turned_corners`.
    """

    kind: ClassVar[str] = "corners"

    points: tuple[float, ...]


@dataclass(frozen=True)
class Turn(Op):
    """The photograph lies on its side, or upside down. quarters: clockwise, 1 to 3, after all turns before."""

    kind: ClassVar[str] = "turn"

    quarters: int


@dataclass(frozen=True)
class Threshold(Op):
    """How dark ink is at least. value: as a share of the darkest ink near it, 0.1 to 0.9."""

    kind: ClassVar[str] = "threshold"

    value: float


@dataclass(frozen=True)
class Stroke(Op):
    """A stroke of a round brush. points: x, y, x, y, ... in the page's pixels, one pair for a dot. width: in them, too.

    Its pixels are those of `reading`, also where the page was read anew since.
    """

    points: tuple[float, ...]
    width: float


@dataclass(frozen=True)
class InkStroke(Stroke):
    """What lies under it is ink."""

    kind: ClassVar[str] = "ink"


@dataclass(frozen=True)
class PaperStroke(Stroke):
    """What lies under it is paper."""

    kind: ClassVar[str] = "paper"


@dataclass(frozen=True)
class Join(Op):
    """Two words are one. x, y: a point between them at half the height of a small letter, in the page's pixels."""

    kind: ClassVar[str] = "join"

    x: float
    y: float


@dataclass(frozen=True)
class Split(Op):
    """A word is two. x, y: where it parts at half the height of a small letter, in the page's pixels.

    The cut leans as the page's writing does: at a row r it is at x + tan(slant) * (y - r).
    """

    kind: ClassVar[str] = "split"

    x: float
    y: float


@dataclass(frozen=True)
class Undo(Op):
    """Another op is taken back. of: its id; that of an `Undo` does again what that one took back."""

    kind: ClassVar[str] = "undo"

    of: str


KINDS: dict[str, type[Op]] = {
    kind.kind: kind for kind in (Corners, Turn, Threshold, InkStroke, PaperStroke, Join, Split, Undo)
}


def op_of(told: Any) -> Op | None:
    """Read an op from JSON; None for what is none, for a browser may report anything."""
    kind = KINDS.get(told.get("kind", "")) if isinstance(told, Mapping) and _is_text(told.get("kind")) else None
    if kind is None:
        return None
    values = {field.name: told.get(field.name) for field in fields(kind)}
    if not all(_READ[name](value) for name, value in values.items()):
        return None
    if kind is Corners and len(values["points"]) != 8:
        return None
    whole = {name: int(v) if name == "quarters" else _plain(v) for name, v in values.items()}
    return kind(**whole)


def in_force(ops: Iterable[Op]) -> tuple[Op, ...]:
    """Return the ops that were not taken back, the oldest first, without the undos; one of an id counts once."""
    gone: set[str] = set()
    kept: list[Op] = []
    for op in reversed({op.id: op for op in ops}.values()):  # what takes back comes after what it takes back
        if op.id in gone:
            continue
        if isinstance(op, Undo):
            gone.add(op.of)
        else:
            kept.append(op)
    return tuple(reversed(kept))


def turned_corners(points: Iterable[float], size: tuple[int, int], quarters: int) -> Quad:
    """Return the corners of a `Corners` in the pixels of the photograph turned by quarters clockwise.

    size: (width, height) of the photograph as it came. The first is again the left top one, whatever was turned since.
    """
    at = np.array(list(points), float).reshape(4, 2)
    w, h = size
    for _ in range(quarters % 4):
        at = np.stack([h - 1 - at[:, 1], at[:, 0]], 1)
        w, h = h, w
    first = int((at / (w, h)).sum(1).argmin())
    a, b, c, d = ((float(x), float(y)) for x, y in np.roll(at, -first, 0))
    return a, b, c, d


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return tuple(float(v) for v in value) if isinstance(value, list | tuple) else float(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and abs(value) <= FARTHEST


def _are_points(value: Any) -> bool:
    pairs = isinstance(value, list | tuple) and 2 <= len(value) <= 2 * MOST_POINTS and len(value) % 2 == 0
    return pairs and all(map(_is_number, value))


_READ = {
    "id": lambda v: _is_text(v) and bool(ID.fullmatch(v)),
    "of": lambda v: _is_text(v) and bool(ID.fullmatch(v)),
    "reading": lambda v: _is_text(v) and bool(READING.fullmatch(v)),
    "points": _are_points,
    "quarters": lambda v: _is_number(v) and v in (1, 2, 3),
    "value": lambda v: _is_number(v) and THRESHOLDS[0] <= v <= THRESHOLDS[1],
    "width": lambda v: _is_number(v) and WIDTHS[0] <= v <= WIDTHS[1],
    "x": _is_number,
    "y": _is_number,
}
