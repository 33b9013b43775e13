"""Are letters that were drawn like somebody's own copies of them, and do they vary as much?

Letters are compared in their boxes, 32 x 32 px: as shapes, whatever their size and the pen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import images as pixels
from core.handwriting.message.glyph import Glyph
from core.handwriting.message.model_ink import boxes_of

SIDE = 32  # pixels
COPY = 0.5  # of how far an own letter is from the next of its kind: what is nearer is a copy
FEWEST = 3  # letters of a character, from which on its spread says something


@dataclass(frozen=True)
class Shapes:
    """How the shapes of letters lie to a hand's own ones of the same character.

    nearest: mean distance (L2 of 32 x 32 px in [0, 1]) to the nearest own one; own: of an own letter to the nearest
    other own one, for the same characters. copies: share that is less than half of `own` from its nearest. spread: root
    of the mean variance of a pixel among letters of a character, own_spread the same of the own; 0 where no character
    has three of both. letters: how many were compared.
    """

    nearest: float
    own: float
    copies: float
    spread: float
    own_spread: float
    letters: int

    @property
    def apart(self) -> float:
        """How far from its nearest own letter one is, as a share of how far own ones are from one another."""
        return self.nearest / self.own if self.own else 0.0

    @property
    def variety(self) -> float:
        """How much letters of a character vary, as a share of how much own ones do."""
        return self.spread / self.own_spread if self.own_spread else 0.0


@dataclass(frozen=True, eq=False)
class OwnShapes:
    """A hand's own letters in boxes, float32 (n, 1024), and what each is."""

    images: np.ndarray
    signs: np.ndarray


def shapes_of_hand(glyphs: Sequence[Glyph]) -> OwnShapes:
    """Return glyphs in boxes, to compare others with. Milliseconds each."""
    small = pixels.resize(boxes_of(glyphs), SIDE)
    return OwnShapes(small.reshape(len(small), -1).astype(np.float32) / 255, np.array([one.sign for one in glyphs]))


def compared(drawn: OwnShapes, own: OwnShapes) -> Shapes | None:
    """Compare letters with a hand's own; None where no character has two own letters and one drawn."""
    to_nearest, among, far, weights = [], [], [], []
    for sign in np.unique(own.signs):
        mine, some = own.images[own.signs == sign], drawn.images[drawn.signs == sign]
        if len(mine) < 2 or not len(some):
            continue
        apart = _distances(mine, mine)
        np.fill_diagonal(apart, np.inf)
        to_nearest.append(_distances(some, mine).min(1))
        among.append(apart.min(1))
        if min(len(mine), len(some)) >= FEWEST:
            far.append((some.var(0, ddof=1).mean(), mine.var(0, ddof=1).mean()))
            weights.append(len(mine))
    if not among:
        return None
    # Each character counts as often as it is among the own letters, however many were drawn of it.
    share = np.array([len(one) for one in among], float) / sum(map(len, among))
    nearest, usual = (np.array([one.mean() for one in some]) @ share for some in (to_nearest, among))
    copies = np.array([(one < COPY * other.mean()).mean() for one, other in zip(to_nearest, among, strict=True)])
    spread, own_spread = np.sqrt(np.average(far, 0, weights)) if far else (0.0, 0.0)
    letters = sum(map(len, to_nearest))
    return Shapes(float(nearest), float(usual), float(copies @ share), float(spread), float(own_spread), letters)


def _distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    square = np.square(a).sum(1)[:, None] + np.square(b).sum(1)[None] - 2 * a @ b.T
    return np.sqrt(np.maximum(square, 0))
