"""What is a message once it is set: pages of lines of letters, each a shape and where it lies?

Every drawer takes the same: PNG, SVG, PDF, a film and the browser. Lengths on a page are mm from its left top, y down;
a shape's are hundredths of an x-height about its own base line (core.handwriting.message.outline).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.handwriting.message.outline import UNIT, Outline, area_of, ribbon
from core.handwriting.message.settings import PAPERS, ComposeConfig

Matrix = tuple[float, float, float, float, float, float]  # a, b, c, d, e, f, as SVG has them: x' = a x + c y + e
STEPS = 7  # points along a stroke that joins two letters


@dataclass(frozen=True)
class Placed:
    """A shape on a page. shape: its number in `Message.shapes`; matrix: from the shape's units to mm.

    sign: the number of the character of the text that it belongs to; a seam belongs to that before it.
    """

    shape: int
    matrix: Matrix
    sign: int


@dataclass(frozen=True)
class Join:
    """A stroke that leads from a letter to the next where they were never written together: a cubic Bezier curve.

    points: its four, x and y in mm. widths: of the stroke at its beginning and its end, mm. sign: as of Placed.
    """

    points: tuple[tuple[float, float], ...]
    widths: tuple[float, float]
    sign: int

    def curve(self) -> np.ndarray:
        """Return the control points, float (n, 2) in mm, of the closed quadratic B-spline around it."""
        t = np.linspace(0, 1, STEPS)[:, None]
        p = np.array(self.points)
        middle = (1 - t) ** 3 * p[0] + 3 * t * (1 - t) ** 2 * p[1] + 3 * t * t * (1 - t) * p[2] + t**3 * p[3]
        curve = ribbon(middle, np.linspace(*self.widths, STEPS))
        return curve if area_of(curve) < 0 else curve[::-1]  # as all ink runs


@dataclass(frozen=True)
class MessageLine:
    """A line of writing. text: what it says; base: x, y of its beginning on the base line; wide: mm.

    slope: by how much the base line falls, mm a mm.
    """

    text: str
    base: tuple[float, float]
    wide: float
    slope: float
    placed: tuple[Placed, ...]
    joins: tuple[Join, ...]


@dataclass(frozen=True)
class MessagePage:
    """A page. lines: from top to bottom; one without text is left out. ruling: y of the lines it is written on, mm."""

    lines: tuple[MessageLine, ...]
    ruling: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Message:
    """A message in somebody's hand. shapes: each once, whether it is placed often or not; text: as it was written.

    glyphs: of each shape, which glyph of the hand it is, and whether it is that one's seam. pieces: how many pieces its
    letters came in. second: of two hands, the number of the other's first glyph; 0 of one. remarks: a sentence for
    whatever somebody should know.
    """

    text: str
    pages: tuple[MessagePage, ...]
    shapes: tuple[Outline, ...]
    glyphs: tuple[tuple[int, bool], ...]
    config: ComposeConfig
    letters: int
    pieces: int
    second: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def by_second(self) -> int:
        """Return how many letters the second of two hands has written."""
        placed = (one for page in self.pages for line in page.lines for one in line.placed)
        numbers = (self.glyphs[one.shape] for one in placed)
        return sum(bool(self.second) and number >= self.second and not seam for number, seam in numbers)

    @property
    def paper(self) -> tuple[float, float]:
        """Return width and height of a page, mm."""
        return PAPERS[self.config.paper]


def moved(curve: np.ndarray, matrix: Matrix) -> np.ndarray:
    """Return points of a shape (n, 2) on the page, mm."""
    a, b, c, d, e, f = matrix
    return curve.astype(np.float64) @ np.array([[a, b], [c, d]]) + (e, f)


def about(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a place of a shape, x-heights, lies on the page, mm."""
    a, b, c, d, e, f = matrix
    return a * x * UNIT + c * y * UNIT + e, b * x * UNIT + d * y * UNIT + f
