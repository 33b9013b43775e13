"""What is printed on a sheet, as filled shapes that a PDF or a picture can show?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.handwriting.sheet import printed_text
from core.handwriting.sheet.marks import BIT, MARGIN, MARK, TICK, bits, corner_marks, mark_pattern, strip, ticks
from core.handwriting.sheet.plan import Cell, Name, Sheet, SheetPlan

BLACK, SOFT = 0.0, 0.35
BASE_GREY, X_GREY, EDGE_GREY = 0.82, 0.87, 0.87  # in a cell nothing is darker than a fifth: the thinnest pen is
BASE_WIDTH, X_WIDTH, EDGE_WIDTH = 0.25, 0.2, 0.2  # mm
FACES = {"letter": 4.6, "word": 4.2}  # size of a name, mm
LINE = 3.6  # mm from one line of instructions to the next
HOW = (
    "Write in the cells, on the lower line, small letters as high as the upper one, as you always write. Blue or "
    "black, not pencil.",
    "Leave a cell empty if you like. A slip: cross the whole cell out, from corner to corner.",
    "Then photograph the sheet from above, flat, all four black squares in the picture; other sheets "
    "in other pictures.",
)


@dataclass(frozen=True, eq=False)
class Shape:
    """Outlines (n, 2) in mm, filled where a point lies in an odd number of them. grey: 0 black to 1 white."""

    outlines: tuple[np.ndarray, ...]
    grey: float


def drawing(plan: SheetPlan, sheet: Sheet) -> list[Shape]:
    """Return all that is printed on a sheet, the first to be drawn first. Raises DataError for an unknown sign."""
    printed_text.check_printable(plan.letters + plan.words)
    shapes = [Shape(tuple(_guides(sheet.cells, what)), grey) for what, grey in _GREYS.items()]
    shapes += [shape for name in sheet.names for shape in _name(name)]
    shapes.append(Shape(tuple(_marks(plan, sheet)), BLACK))
    return shapes + list(_words(plan, sheet))


def guides(sheet: Sheet) -> list[np.ndarray]:
    """Return the rectangles (4, 2) that are printed inside of cells or on their edges, mm."""
    return [outline for what in _GREYS for outline in _guides(sheet.cells, what)]


_GREYS = {"edge": EDGE_GREY, "x": X_GREY, "base": BASE_GREY}


def _guides(cells: tuple[Cell, ...], what: str) -> Iterator[np.ndarray]:
    """Yield each line once: two cells share an edge, and one filled twice would be white."""
    seen = set()
    for cell in cells:
        left, top, right, bottom = cell.box
        lines = {
            "edge": [
                *((x, top, x, bottom, EDGE_WIDTH) for x in (left, right)),
                *((left, y, right, y, EDGE_WIDTH) for y in (top, bottom)),
            ],
            "x": [(left + 0.6, cell.x_line, right - 0.6, cell.x_line, X_WIDTH)],
            "base": [(left + 0.6, cell.base, right - 0.6, cell.base, BASE_WIDTH)],
        }[what]
        for x0, y0, x1, y1, width in lines:
            key = tuple(round(v, 2) for v in (x0, y0, x1, y1))
            if key not in seen:
                seen.add(key)
                half = width / 2
                yield _rectangle(x0 - half * (x0 == x1), y0 - half * (y0 == y1), x1 + half * (x0 == x1),
                                 y1 + half * (y0 == y1))  # fmt: skip


def _rectangle(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], float)


def _square(middle: np.ndarray, side: float) -> np.ndarray:
    (x, y), half = middle, side / 2
    return _rectangle(x - half, y - half, x + half, y + half)


def _marks(plan: SheetPlan, sheet: Sheet) -> Iterator[np.ndarray]:
    """Yield the black squares: corners' marks row by row of their patterns, those along the edges, the strip's."""
    for number, corners in corner_marks(plan, sheet.page).items():
        pattern, step, (x, y) = mark_pattern(number), MARK / 6, corners[0]
        for row, column in np.argwhere(pattern & ~np.roll(pattern, 1, 1) | pattern & (np.arange(6) == 0)):
            run = int(np.argmin(np.append(pattern[row, column:], False)))
            yield _rectangle(x + column * step, y + row * step, x + (column + run) * step, y + (row + 1) * step)
    yield from (_square(middle, TICK) for middle in ticks(plan))
    yield from (_square(middle, BIT) for middle in strip(plan)[bits(plan.code, sheet.page)])


def _name(name: Name) -> Iterator[Shape]:
    """Yield a name in its box, on the base line, at the right; smaller where it would not fit.

    Letters that look alike, such as l, I and 1, say below what they are.
    """
    left, _, right, bottom = name.box
    wide = right - left - 1.6
    single = wide < 8
    size = FACES["letter" if single else "word"]
    size = min(size, wide / max(0.01, printed_text.width(name.text, bold=single)))
    x = right - 1.0 - printed_text.width(name.text, bold=single) * size
    yield _text(name.text, x, name.base, size, BLACK, bold=single)
    if remark := _ALIKE.get(name.text):
        small = min(1.9, (wide + 0.2) / printed_text.width(remark))
        yield _text(remark, right - 1.0 - printed_text.width(remark) * small, bottom - 1.0, small, SOFT)


_ALIKE = {
    "l": "small L", "I": "large i", "1": "one", "O": "large o", "0": "zero", "o": "small o", "'": "quote",
    "-": "hyphen", ",": "comma", ".": "stop", '"': "quotes", "|": "bar", "_": "underscore", "`": "grave",
}  # fmt: skip
_ALIKE |= {letter: "small" for letter in "cpsuvwxz"} | {letter: "large" for letter in "CPSUVWXZ"}


def _words(plan: SheetPlan, sheet: Sheet) -> Iterator[Shape]:
    """Yield what people read: which sheet it is, under the strip, and at the foot how it is filled in."""
    w, h = plan.size
    left = MARGIN + MARK + 5
    says = f"Sheet {sheet.page + 1} of {len(plan.sheets)}"
    yield _text(says, left, MARGIN + 2 * BIT + 5.6, 4.4, BLACK, bold=True)
    plan_says = f"Latent Ink  ·  plan {plan.code:05x}"
    yield _text(plan_says, w - left - 3.0 * printed_text.width(plan_says), MARGIN + 2 * BIT + 5.6, 3.0, SOFT)
    for k, line in enumerate(HOW):
        size = min(2.7, (w - 2 * left) / printed_text.width(line))
        yield _text(line, left, h - MARGIN - MARK + 6.2 + k * LINE, size, BLACK)


def _text(text: str, x: float, base: float, size: float, grey: float, *, bold: bool = False) -> Shape:
    return Shape(tuple(line * size + (x, base) for line in printed_text.outlines(text, bold=bold)), grey)
