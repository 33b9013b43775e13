"""In which strokes, and in which order, would a pen have written a message?

Strokes run along the middle of the ink; within a word bodies come first, then dots. Where a stroke begins is a
guess, high and to the left: ink does not tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.handwriting.message.draw import covered
from core.handwriting.message.message import Message, MessagePage, Placed, moved
from core.handwriting.message.missing import MARK_ABOVE
from core.handwriting.message.outline import UNIT, Outline, points_of
from core.skeleton import traced

FINE = 28  # pixels an x-height at which the middle of ink is looked for
SPEED, LIFT = 18.0, 0.07  # x-heights a second, and seconds between two strokes
APART = 0.15  # x-heights from all else of its letter, that a dot is away
DOWN = 0.35  # of an x-height to the right, that one down counts as in looking for where a letter begins


@dataclass(frozen=True, eq=False)
class PenStroke:
    """A stroke of the pen. points: float (n, 2), mm on the page; begin, end: seconds; sign: as of Placed."""

    points: np.ndarray
    begin: float
    end: float
    sign: int


def strokes_of(message: Message, page: MessagePage) -> tuple[PenStroke, ...]:
    """Return the strokes of a page in the order in which they are written."""
    middles: dict[int, list[np.ndarray]] = {}
    found: list[PenStroke] = []
    clock, size = 0.0, message.config.size
    for line in page.lines:
        at = np.array(line.base)
        for word in _words(message, line.placed):
            bodies: list[tuple[int, np.ndarray]] = []
            marks: list[tuple[int, np.ndarray]] = []
            for one in word:
                if one.shape not in middles:
                    middles[one.shape] = middles_of(message.shapes[one.shape])
                for stroke in middles[one.shape]:
                    (marks if _is_mark(stroke, middles[one.shape]) else bodies).append(
                        (one.sign, moved(stroke, one.matrix))
                    )
            for sign, points in (*_ordered(bodies, at), *marks):
                seconds = max(0.02, float(np.hypot(*np.diff(points, axis=0).T).sum()) / size / SPEED)
                found.append(PenStroke(points, clock, clock + seconds, sign))
                clock += seconds + LIFT
                at = points[-1]
    return tuple(found)


def middles_of(outline: Outline) -> list[np.ndarray]:
    """Return strokes along the middle of a shape's ink, each float (n, 2) in its units; the longest come first."""
    if not outline:
        return []
    curves = [points_of(curve) / UNIT * FINE for curve in outline]
    every = np.concatenate(curves)
    begin = np.floor(every.min(0)) - 2
    side = int(np.ceil((every.max(0) - begin).max())) + 3
    strokes = traced(covered([curve - begin for curve in curves], (side, side)))
    return [(one[:, :2].astype(float) * side + begin) / FINE * UNIT for one in strokes]


def _is_mark(stroke: np.ndarray, every: Sequence[np.ndarray]) -> bool:
    """Say whether a stroke of a letter is a dot or an accent over it: high up, and apart from the others."""
    if float(stroke[:, 1].max()) >= -MARK_ABOVE * UNIT:
        return False
    others = [one for one in every if one is not stroke]
    far = [np.hypot(*(one[:, None] - end).transpose(2, 0, 1)).min() for one in others for end in stroke[[0, -1], None]]
    return min(far, default=np.inf) > APART * UNIT


def _words(message: Message, placed: Sequence[Placed]) -> list[list[Placed]]:
    """Return what is placed word by word, seams aside: their ink is that of the letters they join."""
    words: list[list[Placed]] = []
    last = -2
    for one in placed:
        if message.glyphs[one.shape][1]:
            continue
        if not words or any(sign.isspace() for sign in message.text[last : one.sign]):
            words.append([])
        words[-1].append(one)
        last = one.sign
    return words


def _ordered(strokes: Sequence[tuple[int, np.ndarray]], at: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """Return strokes letter by letter, each begun at the end that is nearest to where the pen is."""
    found: list[tuple[int, np.ndarray]] = []
    for sign in dict.fromkeys(sign for sign, _ in strokes):
        left = [points for of, points in strokes if of == sign]
        first = True
        while left:
            ends = [(k, way, points[0 if way > 0 else -1]) for k, points in enumerate(left) for way in (1, -1)]
            if first:
                k, way, _ = min(ends, key=lambda end: end[2][0] + DOWN * end[2][1])
            else:
                k, way, _ = min(ends, key=lambda end: float(np.hypot(*(end[2] - at))))
            points = left.pop(k)[::way]
            found.append((sign, points))
            at, first = points[-1], False
    return found
