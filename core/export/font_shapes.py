"""Which shapes does a font of a hand have: several of each letter, and whole pieces of the person's own words?

Lengths are font units, x to the right, y up from the base line; EM of them are as high as a line of text.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.handwriting.message.glyph import Glyph, Joint
from core.handwriting.message.hand import Hand
from core.handwriting.message.outline import UNIT, Outline, area_of, ribbon

EM, X_HEIGHT = 1000, 400
SCALE = X_HEIGHT / UNIT
VARIANTS = 3  # of each letter and each piece
MOST_PIECES, MOST_OF_JOINED = (
    50,
    140,
)  # pieces of words: of a hand that lifts the pen, and of one that joins its letters
LONGEST = 4  # letters of a piece
DOUBTFUL = 0.8  # doubt and oddness together, from which on a letter is not taken for a piece
STUB = 0.09  # x-heights by which a stroke leads on beyond where it was cut
TURN, SIZE = 0.018, 0.02  # radians and share, by which a copy differs from its letter


@dataclass(frozen=True, eq=False)
class FontShape:
    """A glyph of a font. name: within it; signs: what it writes. curves: of ink, which may overlap.

    of: the name of another whose copy it is, turned and sized by `matrix` (2, 2). left, right: its sides as of Glyph,
    x-heights from its origin; advance: font units; joins: whether strokes lead into it and out of it.
    """

    name: str
    signs: tuple[str, ...]
    curves: Outline
    left: np.ndarray
    right: np.ndarray
    advance: float
    joins: tuple[bool, bool]
    of: str = ""
    matrix: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 1.0)


def shapes_of(hand: Hand) -> list[list[FontShape]]:
    """Return the variants of every letter, three or more of each, and then of pieces of two to four letters."""
    found = []
    for k, sign in enumerate(hand.signs):
        name = _name(sign, k)
        of = sorted(hand.runs[sign,], key=lambda n: (_cost(hand.glyphs[n]), n))[:VARIANTS]
        found.append(_variants(name, (sign,), [[hand.glyphs[n]] for n in of], hand))
    for k, (run, starts) in enumerate(_pieces(hand)):
        of = sorted(starts, key=lambda n: (max(map(_cost, hand.glyphs[n : n + len(run)])), n))[:VARIANTS]
        found.append(_variants(f"piece{k}", run, [list(hand.glyphs[n : n + len(run)]) for n in of], hand))
    return found


def _pieces(hand: Hand) -> list[tuple[tuple[str, ...], list[int]]]:
    """Return the runs of letters that were written most often, and where they begin, those without doubt alone."""
    joined = hand.measures.joined > 0.5
    kept = []
    for run, starts in hand.runs.items():
        if 2 <= len(run) <= LONGEST and all(sign.isalpha() for sign in run):
            sure = [n for n in starts if max(map(_cost, hand.glyphs[n : n + len(run)])) < DOUBTFUL]
            if joined:
                sure = [n for n in sure if all(one.exit is not None for one in hand.glyphs[n : n + len(run) - 1])]
            if sure:
                kept.append((run, sure))
    kept.sort(key=lambda one: (-len(one[1]) * len(one[0]), one[0]))
    return kept[: MOST_OF_JOINED if joined else MOST_PIECES]


def _cost(glyph: Glyph) -> float:
    return glyph.doubt + glyph.odd


def _name(sign: str, number: int) -> str:
    return f"u{ord(sign):04X}" if len(sign) == 1 else f"sign{number}"


def _variants(name: str, signs: tuple[str, ...], of: Sequence[Sequence[Glyph]], hand: Hand) -> list[FontShape]:
    found = [_shape(name if k == 0 else f"{name}.{k}", signs, run, hand) for k, run in enumerate(of)]
    for k in range(len(found), VARIANTS):  # what was written once is varied a little
        like, way = found[k % len(of)], (-1) ** k
        turn, size = way * TURN, 1 + way * SIZE
        matrix = (size * np.cos(turn), size * np.sin(turn), -size * np.sin(turn), size * np.cos(turn))
        matrix = tuple(float(v) for v in matrix)
        found.append(replace(like, name=f"{name}.{k}", of=like.of or like.name, matrix=matrix, curves=()))
    return found


def _shape(name: str, signs: tuple[str, ...], run: Sequence[Glyph], hand: Hand) -> FontShape:
    first, last, gap = run[0], run[-1], hand.measures.letter_gap
    begin = first.entry.x if first.entry is not None else -gap / 2
    end = last.at - first.at + (last.exit.x if last.exit is not None else last.wide + gap / 2)
    curves: list[np.ndarray] = []
    left, right = first.left - np.float32(begin), first.right - np.float32(begin)
    for k, one in enumerate(run):
        at = one.at - first.at - begin
        seam = one.seam if k + 1 < len(run) else ()
        curves += [_placed(curve / UNIT, at) for curve in (*one.outline, *seam)]
        left = np.minimum(left, one.left + np.float32(at))
        right = np.maximum(right, one.right + np.float32(at))
    if first.entry is not None:
        curves.append(_placed(_stub(first.entry, -1), -begin))
    if last.exit is not None:
        curves.append(_placed(_stub(last.exit, 1), last.at - first.at - begin))
    joins = first.entry is not None, last.exit is not None
    return FontShape(name, signs, tuple(curves), left, right, (end - begin) * X_HEIGHT, joins)


def _stub(joint: Joint, way: int) -> np.ndarray:
    """Return the curve of a short stroke over the place where the pen went on: strokes of neighbours lie over it."""
    along = np.array([np.cos(joint.angle), np.sin(joint.angle)])
    at = np.array([joint.x, joint.y])
    steps = np.linspace(-STUB * 0.7, STUB, 4) * way
    curve = ribbon(at + steps[:, None] * along, np.full(4, joint.width * 0.92))
    return curve if area_of(curve) < 0 else curve[::-1]


def _placed(curve: np.ndarray, at: float) -> np.ndarray:
    """Return control points in x-heights, y down, as font units, y up: as ink they run with the clock then."""
    return np.round((curve + np.array([at, 0])) * np.array([X_HEIGHT, -X_HEIGHT]))


def pairs_of(shapes: Sequence[Sequence[FontShape]]) -> Iterator[tuple[Sequence[FontShape], Sequence[FontShape]]]:
    """Yield every two that can stand side by side."""
    return itertools.product(shapes, shapes)
