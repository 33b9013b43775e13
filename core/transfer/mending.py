"""What is the ink of a picture that somebody brings, and what is it once they have mended it by hand?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from core import ink, strokes
from core.types import DataError

SHARE = 0.7  # of the sheet's side that the ink takes at first: there is room to add to it
BETWEEN = np.linspace(0, 1, 5)[1:]  # of a curve, the places it is drawn through
PENS = 6, 40  # pixels of a sheet
INK, PAPER = "ink", "paper"
Mark = tuple[np.ndarray, bool]  # a stroke as core.strokes has it, and whether it takes ink away


def sheet_of(grey: np.ndarray) -> np.ndarray:
    """Lay the ink of a picture, uint8 (h, w) as it was decoded, on a sheet: uint8 (280, 280), bright ink on 0.

    Raises DataError if there is no ink.
    """
    return ink.centred(ink.clean(ink.bright_on_dark(grey)), strokes.SIDE, share=SHARE)


def pen_of(sheet: np.ndarray) -> int:
    """Return how wide the strokes on a sheet, uint8 (h, h), are on average, in pixels; 6 to 40."""
    from scipy import ndimage

    written = sheet > 127
    deep = ndimage.distance_transform_edt(written)[written]
    # Across a stroke the distance to its edge rises to half its width and falls again: a quarter on average.
    return int(np.clip(round(4 * deep.mean()), *PENS)) if deep.size else PENS[0]


def marks_of(objects: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """Return what was drawn on a canvas over the sheet, from the objects that it tells of.

    objects: paths of Fabric.js, in pixels of the sheet, whose `stroke` is "ink" or "paper".
    Raises DataError if they are something else, or more than a drawing may be.
    """
    try:
        if sum(len(each["path"]) for each in objects) > strokes.MOST_POINTS:
            raise DataError(f"a drawing must have at most {strokes.MOST_POINTS:,} points.")
        paths = [(_points(each["path"]), float(each["strokeWidth"]), each["stroke"] == PAPER) for each in objects]
    except (TypeError, ValueError, KeyError, IndexError):
        raise DataError("the drawing is no list of strokes.") from None
    nib = strokes.NIB * strokes.SIDE
    paths = [path for path in paths if len(path[0])]
    told = [np.insert(points / strokes.SIDE, 2, width / nib, axis=1).ravel() for points, width, _ in paths]
    return list(zip(strokes.strokes_of(told), [erases for *_, erases in paths], strict=True))


def mended(sheet: np.ndarray, marks: Iterable[Mark]) -> np.ndarray:
    """Add strokes to the ink of a sheet, uint8 (h, h), or take ink away, one after the other."""
    for erases, group in groupby(marks, key=lambda mark: mark[1]):
        brush = strokes.drawn([stroke for stroke, _ in group], len(sheet))
        rest = sheet.astype(np.uint16) * (255 - brush.astype(np.uint16)) // 255
        sheet = (rest if erases else np.maximum(sheet, brush)).astype(np.uint8)
    return sheet


def _points(path: Iterable[Any]) -> np.ndarray:
    """Return the points of a path, float (n, 2): M and L are places, Q is a curve past a corner to a place."""
    points: list[np.ndarray] = []
    for command, *numbers in path:
        places = np.array(numbers, float).reshape(-1, 2)
        if command in ("M", "L") and len(places) == 1:
            points.append(places[0])
        elif command == "Q" and len(places) == 2 and points:
            last, (corner, end) = points[-1], places
            points += [(1 - t) ** 2 * last + 2 * t * (1 - t) * corner + t * t * end for t in BETWEEN]
        else:
            raise ValueError(command)
    return np.array(points, float).reshape(-1, 2)
