"""What is a letter of a hand, ready to be set beside any other: its curves, its sides, and where strokes join it?

Lengths are x-heights, x to the right from the letter's own left, y down from its base line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.handwriting.message.outline import UNIT, Outline, outline_of
from core.handwriting.message.word_ink import EDGE, FINE, WordInk

TOP, BOTTOM, BANDS = 3.2, 1.8, 8  # x-heights above and below the base line that sides are known for; bands an x-height
SEAM = 0.17  # x-heights around a cut in which its own ink joins two letters
AROUND = 0.28  # x-heights, of the stroke before a cut that says which way it went
LOW_JOINT, HIGH_JOINT = -1.15, 0.35  # y between which the pen usually goes from one letter to the next
STEEPEST = 1.2  # radians
PLACES, FINER = 3, 4  # after the point, of lengths in x-heights, and of angles and shares


@dataclass(frozen=True)
class Joint:
    """Where a stroke was cut between two letters. angle: radians in which the pen went on, 0 to the right, y down.

    width: of the stroke there.
    """

    x: float
    y: float
    angle: float
    width: float


@dataclass(frozen=True, eq=False)
class Glyph:
    """A letter of a hand. sign: what it is. outline: its curves. wide: where it ends, its slant taken out.

    left, right: float32 (bands,), where its ink begins and ends at each height, inf and -inf where there is none.
    entry, exit: where a stroke came from the letter before and went on to the next. seam: curves of the ink at its
    exit, that join it to the letter it was written with. word, place: numbers of its word, and of it within. at: where
    its left was in its word. first, last: whether it began a word, and ended one, signs aside. doubt: of the reader, 0
    to 1. odd: how unlike others of its kind it is, 0 to 1.
    """

    sign: str
    outline: Outline
    wide: float
    left: np.ndarray
    right: np.ndarray
    entry: Joint | None
    exit: Joint | None
    seam: Outline
    word: int
    place: int
    at: float
    first: bool
    last: bool
    doubt: float = 0.0
    odd: float = 0.0

    @property
    def top(self) -> float:
        """Return its upper end, y; 0 where it has no ink."""
        return min((float(curve[:, 1].min()) for curve in self.outline), default=0.0) / UNIT

    @property
    def foot(self) -> float:
        """Return its lower end, y."""
        return max((float(curve[:, 1].max()) for curve in self.outline), default=0.0) / UNIT


def whole(glyph: Glyph) -> Glyph:
    """Return a glyph whose lengths are whole thousandths of an x-height: it travels to a browser as it is."""
    return replace(
        glyph, wide=round(glyph.wide, PLACES), at=round(glyph.at, PLACES), left=_whole(glyph.left),
        right=_whole(glyph.right), entry=_whole_joint(glyph.entry), exit=_whole_joint(glyph.exit),
        doubt=round(glyph.doubt, FINER), odd=round(glyph.odd, FINER),
    )  # fmt: skip


def _whole(side: np.ndarray) -> np.ndarray:
    return (np.round(side.astype(np.float64) * 10**PLACES) / 10**PLACES).astype(np.float32)


def _whole_joint(joint: Joint | None) -> Joint | None:
    if joint is None:
        return None
    x, y, width = (round(value, PLACES) for value in (joint.x, joint.y, joint.width))
    return Joint(x, y, round(joint.angle, FINER), width)


@dataclass(frozen=True, eq=False)
class Shape:
    """What of a glyph its word's ink says, before anything is known of the hand. begin: column where its left is."""

    begin: float
    outline: Outline
    wide: float
    left: np.ndarray
    right: np.ndarray
    joint: tuple[Joint, Joint] | None  # the exit, and the entry of the letter after it, from the word's left
    seam: Outline


def shapes_of(word: WordInk, letters: int, lean: float) -> list[Shape | None]:
    """Return the letters of a word, None for one without ink. lean: x-heights to the right an x-height up."""
    ink = word.ink
    found: list[Shape | None] = []
    for k in range(1, letters + 1):
        own = ink & (word.of == k)
        rows, columns = np.nonzero(own)
        if len(rows) < FINE:
            found.append(None)
            continue
        upright = columns + lean * (rows - word.base)
        begin, end = np.percentile(upright, [1, 99])
        origin = float(begin), word.base
        joint, seam = _joint(word, ink, own, k, origin) if k < letters else (None, ())
        outline = outline_of(word.field, word.of == k, EDGE, origin, FINE)
        left, right = _sides(rows, columns, origin)
        found.append(
            Shape(float(begin), outline, float(end - begin) / FINE, left, right, joint, seam) if outline else None
        )
    return found


def _sides(rows: np.ndarray, columns: np.ndarray, origin: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    count = round((TOP + BOTTOM) * BANDS)
    band = np.clip(((rows - origin[1]) / FINE + TOP) * BANDS, 0, count - 1).astype(int)
    x = ((columns - origin[0]) / FINE).astype(np.float32)
    left, right = np.full(count, np.inf, np.float32), np.full(count, -np.inf, np.float32)
    np.minimum.at(left, band, x)
    np.maximum.at(right, band, x)
    return left, right


def _joint(
    word: WordInk, ink: np.ndarray, own: np.ndarray, k: int, origin: tuple[float, float]
) -> tuple[tuple[Joint, Joint] | None, Outline]:
    """Return where the pen went from a letter to the next, and the ink there; None and nothing if it was lifted."""
    import cv2

    after = ink & (word.of == k + 1)
    cut = cv2.dilate(own.astype(np.uint8), np.ones((3, 3), np.uint8)) & after
    count, labels, stats, middles = cv2.connectedComponentsWithStats(cut, connectivity=8)
    if count < 2:
        return None, ()
    y = (middles[1:, 1] - word.base) / FINE
    usual = (y > LOW_JOINT) & (y < HIGH_JOINT)
    best = 1 + int(np.argmax(stats[1:, 4] * np.where(usual, 1.0, 0.01)))
    x, y = middles[best]
    reach = round(SEAM * FINE)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    near = cv2.dilate(cut, disc) > 0
    seam = outline_of(word.field, near & (word.of >= k) & (word.of <= k + 1), EDGE, origin, FINE)
    window = (
        slice(max(0, int(y) - FINE // 4), int(y) + FINE // 4),
        slice(max(0, int(x) - FINE // 4), int(x) + FINE // 4),
    )
    thick = cv2.distanceTransform(np.pad((own | after)[window], 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    width = 2 * float(thick[(labels == best)[window]].max(initial=1)) / FINE
    ways = _angle(own, x, y, -1), _angle(after, x, y, 1)
    place = (float(x - origin[0]) / FINE, float(y - origin[1]) / FINE)
    return (Joint(*place, ways[0], width), Joint(*place, ways[1], width)), seam


def _angle(ink: np.ndarray, x: float, y: float, side: int) -> float:
    """Return the way of the stroke at a cut, from a letter's ink near it. side: -1 for the one before, 1 for after."""
    reach = round(AROUND * FINE)
    top, left = max(0, int(y) - reach), max(0, int(x) - reach)
    rows, columns = np.nonzero(ink[top : int(y) + reach + 1, left : int(x) + reach + 1])
    if not len(rows):
        return 0.0
    across, down = side * (columns.mean() + left - x), side * (rows.mean() + top - y)
    return float(np.clip(np.arctan2(down, max(across, 1e-3)), -STEEPEST, STEEPEST))
