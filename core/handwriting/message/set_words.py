"""How are pieces set side by side, so that a word stands there as this hand would have written it?

Lengths are x-heights: x from the word's left, y down from the base line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.alphabet import extent_of
from core.handwriting.message.chance import Chance
from core.handwriting.message.choose import Piece
from core.handwriting.message.glyph import Glyph, Joint
from core.handwriting.message.hand import Hand
from core.handwriting.message.settings import ComposeConfig
from core.handwriting.message.spacing import white

TURN, STRETCH, SHEAR = 0.010, 0.015, 0.012  # by which a piece varies: radians, log of its size, slant
AGAIN = (0.016, 0.028)  # radians and log of size, between which one that is written again differs at least
WORD_RISE, RISE, UNEVEN = 0.4, 0.3, 0.4  # of a hand's jitter, of words and of pieces; of its spread of gaps
LIFTED = 0.55  # x-heights between strokes that could meet, from which on the pen was lifted
LEAD = 0.6  # x-heights to the right for each up or down, of a stroke that joins
LONGEST_LEAD, OVERLAP = 0.34, 0.06  # x-heights: the longest such, and how far strokes lie over one another
LEVEL, REACH = 0.12, 0.3  # x-heights up to which strokes meet level; of its length that such one keeps its way
HALF_JOINED = 0.5  # of the gap between letters, where only one of them has a stroke to the other
CLOSEST = -0.02  # x-heights between letters that are joined, away from where they are
LEAST_GAP = 0.02  # x-heights between letters that are not
BESIDE = 0.15  # x-heights that a sign may lie under the letter before it
MOST_LIFT = 0.16  # x-heights by which a letter that stands off the base line is set upon it


@dataclass(frozen=True)
class SetGlyph:
    """A glyph where it stands. matrix: float (2, 3). seam: whether its ink towards the next goes with it."""

    number: int
    matrix: np.ndarray
    seam: bool
    sign: int


@dataclass(frozen=True)
class SetJoin:
    """A stroke between two letters, as four points (4, 2) and two widths."""

    points: np.ndarray
    widths: tuple[float, float]
    sign: int


@dataclass(frozen=True, eq=False)
class SetWord:
    """A word. left, right: its sides, as a glyph has them, `right` from its own left. wide: to the end of its last."""

    glyphs: tuple[SetGlyph, ...]
    joins: tuple[SetJoin, ...]
    left: np.ndarray
    right: np.ndarray
    wide: float
    signs: int
    pieces: int


def set_word(
    pieces: Sequence[Piece],
    again: Sequence[bool],
    hand: Hand,
    config: ComposeConfig,
    places: Sequence[int],
    chance: Chance,
) -> SetWord:
    """Set the pieces of a word. again: which were written before. places: of the word's signs in the text."""
    rough = 2 * (1 - config.neatness)
    glyphs: list[SetGlyph] = []
    joins: list[SetJoin] = []
    x, sign = 0.0, 0
    word_rise = WORD_RISE * hand.measures.jitter * rough * chance.normal()
    left = right = None
    before: tuple[Glyph, np.ndarray] | None = None
    for piece, twice in zip(pieces, again, strict=True):
        own = hand.glyphs[piece.start : piece.start + piece.count]
        turn = _turn(chance, rough, twice and not config.repeats, config.slant)
        rise = word_rise + RISE * hand.measures.jitter * rough * chance.normal() + _settled(own, config.neatness)
        apart = chance.normal() * rough
        if before is not None:
            x = _beside(before, own[0], turn, rise, hand, config, apart, joins, places[sign - 1])
        spaced = 0.0  # within a piece, too, but for letters that are joined
        for k, one in enumerate(own):
            offset = turn @ np.array([one.at - own[0].at + spaced, 0.0]) + (x, rise)
            matrix = np.column_stack([turn, offset])
            seam = k + 1 < piece.count and one.exit is not None
            glyphs.append(SetGlyph(piece.start + k, matrix, seam, places[sign + k]))
            spaced += 0.0 if seam else config.letters
            left, right = _seen(left, right, one, matrix)
            before = one, matrix
        sign += piece.count
    assert before is not None and left is not None and right is not None
    wide = float(before[1][0, 2]) + before[0].wide
    return SetWord(tuple(glyphs), tuple(joins), left, right, wide, sign, len(pieces))


def _turn(chance: Chance, rough: float, again: bool, slant: float) -> np.ndarray:
    """Return by which a piece is turned, sized and slanted about its place on the base line, (2, 2)."""
    turn, size, shear = (chance.normal() * by * rough for by in (TURN, STRETCH, SHEAR))
    if again:
        turn += chance.sign() * chance.between(*AGAIN)
        size += chance.sign() * chance.between(*AGAIN)
    shear += np.tan(np.radians(slant))
    c, s = np.cos(turn), np.sin(turn)
    return np.exp(size) * np.array([[c, -s], [s, c]]) @ np.array([[1.0, -shear], [0.0, 1.0]])


def _settled(own: Sequence[Glyph], neat: float) -> float:
    """Return by how much a piece is lowered so that it stands nearer to the base line; the neater the nearer."""
    feet = [one.foot for one in own if extent_of(one.sign)[0] == 0 and one.sign.isalnum()]
    return float(np.clip(-neat * np.median(feet), -MOST_LIFT, MOST_LIFT)) if feet else 0.0


def _beside(
    before: tuple[Glyph, np.ndarray], own: Glyph, turn: np.ndarray, rise: float, hand: Hand, config: ComposeConfig,
    apart: float, joins: list[SetJoin], sign: int,
) -> float:  # fmt: skip
    """Return where the next piece has its left, and add the stroke that leads to it from `sign`, if there is one."""
    one, matrix = before
    gap = hand.measures.letter_gap + config.letters + UNEVEN * hand.measures.gap_spread * apart
    clear = float(matrix[0, 2]) - white(one.right, own.left)  # where they would touch
    if not own.sign.isalnum() or not one.sign.isalnum():  # a comma stands beside a letter, also where it lies below it
        clear = max(clear, float(matrix[0, 2]) + one.wide - BESIDE)
    if one.exit is None or own.entry is None:
        half = one.exit is not None or own.entry is not None
        return float(clear + max(LEAST_GAP, gap * (HALF_JOINED if half else 1.0)))
    start, way = _moved(one.exit, matrix)
    entry, onward = _moved(own.entry, np.column_stack([turn, [0.0, rise]]))
    jump = float(abs(entry[1] - start[1]))
    if jump > LIFTED:
        return float(clear + max(LEAST_GAP, gap * HALF_JOINED))
    lead = min(LONGEST_LEAD, LEAD * jump) + config.letters
    x = start[0] + lead - entry[0]
    x = max(x, clear + CLOSEST if jump > LEVEL else x)
    end = entry + np.array([x, 0.0])
    reach = max(REACH * float(np.hypot(*(end - start))), OVERLAP)
    points = np.stack([start - OVERLAP * way, start + reach * way, end - reach * onward, end + OVERLAP * onward])
    joins.append(SetJoin(points, (one.exit.width, own.entry.width), sign))
    return float(x)


def _moved(joint: Joint, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where a joint lies once its glyph is set, and the way of its stroke, of length one."""
    way = matrix[:, :2] @ np.array([np.cos(joint.angle), np.sin(joint.angle)])
    return matrix[:, :2] @ np.array([joint.x, joint.y]) + matrix[:, 2], way / np.hypot(*way)


def _seen(
    left: np.ndarray | None, right: np.ndarray | None, one: Glyph, matrix: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    x = np.float32(matrix[0, 2])
    if left is None or right is None:
        return one.left + x, one.right + x
    return np.minimum(left, one.left + x), np.maximum(right, one.right + x)
