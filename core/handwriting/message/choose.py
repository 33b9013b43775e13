"""Which pieces of a person's own words make a word that they have never written?

The cheapest way through the word (Viterbi 1967, doi:10.1109/TIT.1967.1054010): few pieces, of like places in a word,
cut out with little doubt, whose strokes meet, and none that was just used.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from core.handwriting.message.chance import key_of, shares_of
from core.handwriting.message.glyph import Glyph
from core.handwriting.message.hand import LONGEST_PIECE, Hand

PIECE, PLACE, DOUBT, ODD, PLAY = 1.0, 0.5, 1.6, 2.0, 0.3  # costs: of a piece, a wrong side, doubt, oddness, chance
PLAYFUL = 1.5  # neatness, from which on nothing would be left to chance
USED, OFTEN = 0.9, 3  # cost of a piece that was used before, up to so many times
JUMP, TURN, HALF = 2.2, 0.25, 0.45  # an x-height between strokes that meet, a radian between their ways, one that ends
OTHERS = 1.6  # of two hands: a letter that the one writes where it is the other's turn
LIFTED = 0.5  # of HALF, where neither has a stroke to the other
MOST = 14  # pieces of one text that are weighed


@dataclass(frozen=True)
class Piece:
    """Letters that followed one another. start: number of the first glyph; count: how many."""

    start: int
    count: int
    cost: float


def chosen(signs: tuple[str, ...], hand: Hand, used: Counter[int], key: int, neat: float) -> list[Piece]:
    """Return the pieces of a word whose every sign the hand has, from left to right; `used` counts them then.

    signs: of one word, at least one. used: how often each glyph was written. key: of the word's chance. neat: 0 to 1,
    the less is left to chance.
    """
    turns = _turns(len(signs), hand, key)
    inner = [k for k, sign in enumerate(signs) if sign.isalnum()] or [0]
    ends = (inner[0], inner[-1])
    at = [
        [_pieces(signs, k, n, ends, hand, used, key, neat, turns) for n in _counts(len(signs) - k)]
        for k in range(len(signs))
    ]
    best: list[list[tuple[float, Piece, int]]] = [
        [] for _ in range(len(signs) + 1)
    ]  # by end: cost, piece, the one before
    for k in range(len(signs)):
        for of in at[k]:
            if not of:
                continue
            costs = np.array([one.cost for one in of])
            before = np.zeros(len(of), int)
            if k:
                ways = _ways(best[k], of, hand)
                before = ways.argmin(0)
                costs = costs + ways[before, np.arange(len(of))]
            best[k + of[0].count] += [(float(c), one, int(b)) for c, one, b in zip(costs, of, before, strict=True)]
    found, end = [], len(signs)
    pick = int(np.argmin([cost for cost, _, _ in best[end]]))
    while end:
        _, piece, before = best[end][pick]
        found.append(piece)
        end, pick = end - piece.count, before
    for piece in found:
        used.update(range(piece.start, piece.start + piece.count))
    return found[::-1]


def _turns(count: int, hand: Hand, key: int) -> np.ndarray | None:
    """Return which letters of a word are the second hand's, bool (count,); None of a hand alone.

    As the share grows, one after another becomes so.
    """
    if not hand.second:
        return None
    return shares_of(key_of(key, "hands"), np.arange(1, count + 1)) < hand.share


def _counts(left: int) -> range:
    return range(1, min(LONGEST_PIECE, left) + 1)


def _pieces(
    signs: tuple[str, ...], at: int, count: int, ends: tuple[int, int], hand: Hand, used: Counter[int],
    key: int, neat: float, turns: np.ndarray | None,
) -> list[Piece]:  # fmt: skip
    """Return the cheapest pieces that a part of a word can be written by."""
    starts = hand.runs.get(signs[at : at + count], ())
    first, last = at <= ends[0], at + count - 1 >= ends[1]
    found = []
    chances = shares_of(key_of(key, at, count), np.array(starts, np.int64))
    for start, chance in zip(starts, chances, strict=True):
        own = hand.glyphs[start : start + count]
        cost = PIECE + DOUBT * max(one.doubt for one in own) + ODD * max(one.odd for one in own)
        cost += PLACE * ((own[0].first != first) + (own[-1].last != last))
        cost += USED * min(OFTEN, max(used[start + k] for k in range(count)))
        if turns is not None:
            cost += OTHERS * float((turns[at : at + count] != (start >= hand.second)).sum())
        found.append(Piece(start, count, float(cost + PLAY * (PLAYFUL - neat) * chance)))
    return sorted(found, key=lambda one: one.cost)[:MOST]


def _ways(before: list[tuple[float, Piece, int]], after: list[Piece], hand: Hand) -> np.ndarray:
    """Return what it costs to go from each piece to each, with all that came before, (n, m)."""
    exits = np.array([_joint(hand.glyphs[one.start + one.count - 1], "exit") for _, one, _ in before])
    entries = np.array([_joint(hand.glyphs[one.start], "entry") for one in after])
    sofar = np.array([cost for cost, _, _ in before])
    there = exits[:, None, 2] * entries[None, :, 2]
    half = np.abs(exits[:, None, 2] - entries[None, :, 2])
    jump = np.abs(exits[:, None, 0] - entries[None, :, 0])
    turn = np.abs(exits[:, None, 1] - entries[None, :, 1])
    cost = there * (JUMP * np.minimum(jump, 1) + TURN * turn) + HALF * hand.measures.joined * half
    cost += LIFTED * HALF * hand.measures.joined * (1 - there) * (1 - half)
    return sofar[:, None] + cost


def _joint(glyph: Glyph, side: str) -> tuple[float, float, float]:
    joint = getattr(glyph, side)
    return (joint.y, joint.angle, 1.0) if joint is not None else (0.0, 0.0, 0.0)
