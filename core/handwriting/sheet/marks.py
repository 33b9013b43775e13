"""Which black marks on a printed sheet say where it lies, how it bends, and which sheet of which plan it is?

Four ArUco marks in the corners say which corner of which sheet they are. Small squares along the edges follow the
paper where it bends. A strip of squares, dark or not, holds the plan's number. All lengths are in mm, as in a plan.
"""

from __future__ import annotations

import numpy as np

from core.handwriting.sheet.plan import ROWS, SIDE, SLOTS, TOP, SheetPlan

MARK = 14.0  # side of a corner's mark, of 6 x 6 squares, the outer ones black
MARGIN = 8.0  # from the edge of the paper, where printers reach
CORNERS = ("left top", "right top", "right bottom", "left bottom")
TICK = 2.0  # side of a square on the edge
BIT = 2.5  # side of a square of the strip
BITS_A_ROW = 16
PLAN_BITS, PAGE_BITS, CHECK_BITS = 20, 4, 8


def corner_marks(plan: SheetPlan, page: int) -> dict[int, np.ndarray]:
    """Return the four marks of a sheet by their ids: corners (4, 2), left top, right top, right bottom, left bottom."""
    w, h = plan.size
    far_x, far_y = w - MARGIN - MARK, h - MARGIN - MARK
    places = [(MARGIN, MARGIN), (far_x, MARGIN), (far_x, far_y), (MARGIN, far_y)]
    square = np.array([(0, 0), (MARK, 0), (MARK, MARK), (0, MARK)])
    return {4 * page + corner: np.array(place) + square for corner, place in enumerate(places)}


def mark_pattern(number: int) -> np.ndarray:
    """Return a mark as bool (6, 6), where it is black."""
    import cv2

    return cv2.aruco.generateImageMarker(dictionary(), number, 6) < 128


def dictionary():
    """Return the marks that sheets use: 50 of 4 x 4 squares inside a black frame."""
    import cv2

    return cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)


def ticks(plan: SheetPlan) -> np.ndarray:
    """Return the middles of the squares along the edges, (n, 2): beside each row's top and bottom, over each slot."""
    w, h = plan.size
    rows = np.linspace(TOP + TICK, h - TOP - TICK, ROWS // 2 + 1)
    columns = np.linspace(TOP + 4, w - TOP - 4, 2 * SLOTS + 1)
    inset = SIDE - TICK  # of the squares' middles; cells begin a millimetre further in
    sides = [(x, y) for y in rows for x in (inset, w - inset)]
    return np.array(sides + [(x, y) for x in columns for y in (TOP - 2.2, h - TOP + 2.2)])


def strip(plan: SheetPlan) -> np.ndarray:
    """Return the middles of the strip's squares, (32, 2), the first bit first."""
    w, _ = plan.size
    left = (w - BITS_A_ROW * BIT) / 2
    n = np.arange(PLAN_BITS + PAGE_BITS + CHECK_BITS)
    return np.stack([left + (n % BITS_A_ROW + 0.5) * BIT, MARGIN + (n // BITS_A_ROW + 0.5) * BIT], 1)


def strip_frame(plan: SheetPlan) -> np.ndarray:
    """Return middles just outside of the strip, (4, 2), where the paper shows: left, right, over and under it."""
    middles = strip(plan)
    (x0, y0), (x1, y1) = middles.min(0), middles.max(0)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return np.array([(x0 - 1.5 * BIT, y), (x1 + 1.5 * BIT, y), (x, y0 - 1.4 * BIT), (x, y1 + 1.4 * BIT)])


def bits(code: int, page: int) -> np.ndarray:
    """Return what the strip shows for a plan's number and a page, bool (32,)."""
    value = code << PAGE_BITS | page
    return _unpacked(value << CHECK_BITS | _check(value), PLAN_BITS + PAGE_BITS + CHECK_BITS)


def read_bits(seen: np.ndarray) -> tuple[int, int] | None:
    """Return (plan's number, page) from bool (32,), None if its check fails: it is covered, or no strip at all."""
    whole = int("".join("1" if bit else "0" for bit in seen), 2)
    value, check = whole >> CHECK_BITS, whole & (1 << CHECK_BITS) - 1
    return (value >> PAGE_BITS, value & (1 << PAGE_BITS) - 1) if check == _check(value) else None


def _check(value: int) -> int:
    """Return eight bits that change with any of the others. Source: CRC-8, polynomial x^8 + x^2 + x + 1."""
    rest = 0xFF
    for byte in value.to_bytes(3, "big"):
        rest ^= byte
        for _ in range(8):
            rest = (rest << 1) ^ 0x107 if rest & 0x80 else rest << 1
    return rest


def _unpacked(value: int, n: int) -> np.ndarray:
    return np.array([value >> n - 1 - k & 1 for k in range(n)], bool)
