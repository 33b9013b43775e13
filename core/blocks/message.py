"""What does the browser need to write in somebody's own hand, in one block of bytes?

The letters of a hand as curves, with their sides and where strokes join them; how that hand is measured; what would
cure a character that it lacks. browser/message/hand.js takes it apart, `hand_in` too: what is seen there and what is
written here come from the same numbers, all of them whole ones of a small unit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache

import numpy as np

from core.blocks.message_rules import cures_for, rules
from core.handwriting.letters.alphabet import extent_of
from core.handwriting.message.glyph import FINER, PLACES, Glyph, Joint
from core.handwriting.message.hand import Hand, runs_of
from core.handwriting.message.measures import HandMeasures
from core.handwriting.message.outline import Outline
from core.packed import pack, unpack
from core.types import ModelError

VERSION = 1  # of the block, and of how letters become a hand: one of another is made anew
MOST_BYTES = 1_000_000  # of a block; of a hand with more letters the surest words are taken
FIRST, LAST, ENTERS, LEAVES = 1, 2, 4, 8  # flags of a glyph
NONE = np.iinfo(np.int16).min  # of a side where there is no ink
LENGTH, SHARE = 10**PLACES, 10**FINER


def hand_block(hand: Hand, *, most: int = MOST_BYTES) -> bytes:
    """Return a hand as one block; equal arguments give equal bytes.

    most: bytes; of a hand that has more letters than go into so many there are whole words, the surest first, and of
    every character one at least.
    """
    block = _block(hand)
    while len(block) > most:
        about = len(unpack(block)["about"])
        fewer = _surest(hand, 0.97 * max(0, most - about) / (len(block) - about))
        if len(fewer.glyphs) == len(hand.glyphs):  # one of each character: there is nothing that could be left out
            return block
        hand, block = fewer, _block(fewer)
    return block


def on_paper(block: bytes, paper: bytes | None) -> bytes:
    """Return a block of whatever writes with the photographed paper that it may lie on, a JPEG, if there is one."""
    return block if paper is None else pack({**unpack(block), "sheet": paper})


@cache
def stamp() -> str:
    """Return what a block says of how it was made: by which version, and by which rules."""
    told = json.dumps([VERSION, rules()], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def stamp_of(block: bytes) -> str:
    """Return the stamp of a block if it is today's; empty for any other, and for what is no block."""
    try:
        found = unpack(block).get("stamp", b"").decode("ascii", "replace")
    except ModelError:
        return ""
    return found if found == stamp() else ""


def hand_in(block: bytes) -> Hand:
    """Return the hand that a block holds, number for number. Raises ModelError if it is none of this version."""
    if not stamp_of(block):
        raise ModelError("this hand was packed by another version of the app.")
    sections = unpack(block)
    about = json.loads(sections["about"])
    kinds, counts = _read(sections, "kinds", np.uint16), _read(sections, "counts", np.uint8).reshape(-1, 2)
    numbers = _read(sections, "numbers", np.int32).reshape(-1, 8)
    joints = _read(sections, "joints", np.int16).reshape(-1, 8)
    curves, sides = _curves(sections), _sides(sections, about["bands"])
    glyphs, at = [], 0
    for k, (kind, (own, seam)) in enumerate(zip(kinds, counts.tolist(), strict=True)):
        word, place, flags, wide, begin, doubt, odd, _ = numbers[k].tolist()
        glyphs.append(
            Glyph(
                sign=about["signs"][kind], outline=curves[at : at + own], wide=wide / LENGTH, left=sides[0][k],
                right=sides[1][k], entry=_joint(joints[k, :4]) if flags & ENTERS else None,
                exit=_joint(joints[k, 4:]) if flags & LEAVES else None, seam=curves[at + own : at + own + seam],
                word=word, place=place, at=begin / LENGTH, first=bool(flags & FIRST), last=bool(flags & LAST),
                doubt=doubt / SHARE, odd=odd / SHARE,
            )
        )  # fmt: skip
        at += own + seam
    return Hand(HandMeasures(**about["measures"]), tuple(glyphs), runs_of(glyphs))


def _block(hand: Hand) -> bytes:
    glyphs, signs = hand.glyphs, hand.signs
    about = {
        "signs": signs,
        "alnum": [sign.isalnum() for sign in signs],
        "stands": [sign.isalnum() and extent_of(sign)[0] == 0 for sign in signs],
        "bands": len(glyphs[0].left),
        "measures": asdict(hand.measures),
        "rules": rules(),
        "cures": cures_for(hand),
    }
    curves = [curve for one in glyphs for curve in (*one.outline, *one.seam)]
    number = {sign: k for k, sign in enumerate(signs)}
    spans, values = _packed_sides(glyphs)
    return pack(
        {
            "stamp": stamp().encode(),
            "about": json.dumps(about, separators=(",", ":"), ensure_ascii=False).encode(),
            "kinds": np.array([number[one.sign] for one in glyphs], "<u2").tobytes(),
            "numbers": np.array([_numbers(one) for one in glyphs], "<i4").tobytes(),
            "joints": np.array([[*_four(one.entry), *_four(one.exit)] for one in glyphs], "<i2").tobytes(),
            "counts": np.array([(len(one.outline), len(one.seam)) for one in glyphs], np.uint8).tobytes(),
            "lengths": np.array([len(curve) for curve in curves], "<u2").tobytes(),
            "points": np.concatenate(curves).astype("<i2").tobytes(),
            "spans": spans.tobytes(),
            "sides": values.astype("<i2").tobytes(),
        }
    )


def _numbers(one: Glyph) -> tuple[int, ...]:
    flags = FIRST * one.first + LAST * one.last + ENTERS * (one.entry is not None) + LEAVES * (one.exit is not None)
    lengths = (round(one.wide * LENGTH), round(one.at * LENGTH), round(one.doubt * SHARE), round(one.odd * SHARE))
    return (one.word, one.place, flags, *lengths, 0)


def _four(joint: Joint | None) -> tuple[int, ...]:
    if joint is None:
        return 0, 0, 0, 0
    x, y, width = (round(value * LENGTH) for value in (joint.x, joint.y, joint.width))
    return x, y, round(joint.angle * SHARE), width


def _joint(four: np.ndarray) -> Joint:
    x, y, angle, width = four.tolist()
    return Joint(x / LENGTH, y / LENGTH, angle / SHARE, width / LENGTH)


def _packed_sides(glyphs: Sequence[Glyph]) -> tuple[np.ndarray, np.ndarray]:
    """Return of each glyph the first band with ink and how many there are to the last, uint8 (n, 2), and their values.

    Of each glyph first the left sides, then the right ones, thousandths of an x-height.
    """
    spans, values = np.zeros((len(glyphs), 2), np.uint8), []
    for k, one in enumerate(glyphs):
        inked = np.flatnonzero(np.isfinite(one.left))
        if len(inked):
            first, count = int(inked[0]), int(inked[-1] - inked[0]) + 1
            spans[k] = first, count
            for side in (one.left, one.right):
                part = side[first : first + count].astype(np.float64) * LENGTH
                values.append(np.where(np.isfinite(part), np.round(np.nan_to_num(part, posinf=0, neginf=0)), NONE))
    return spans, np.concatenate(values) if values else np.zeros(0)


def _sides(sections: dict[str, bytes], bands: int) -> tuple[np.ndarray, np.ndarray]:
    spans, values = _read(sections, "spans", np.uint8).reshape(-1, 2), _read(sections, "sides", np.int16)
    found = []
    for beyond, shift in ((np.inf, 0), (-np.inf, 1)):
        side, at = np.full((len(spans), bands), beyond, np.float32), 0
        for k, (first, count) in enumerate(spans.tolist()):
            part = values[at + shift * count : at + (shift + 1) * count]
            side[k, first : first + count] = np.where(part == NONE, beyond, part / LENGTH)
            at += 2 * count
        found.append(side)
    return found[0], found[1]


def _curves(sections: dict[str, bytes]) -> Outline:
    points, ends = _read(sections, "points", np.int16).reshape(-1, 2), _read(sections, "lengths", np.uint16).cumsum()
    return tuple(np.split(points, ends[:-1])) if len(ends) else ()


def _read(sections: dict[str, bytes], name: str, kind: type[np.generic]) -> np.ndarray:
    return np.frombuffer(sections[name], np.dtype(kind).newbyteorder("<")).astype(kind)


def _surest(hand: Hand, share: float) -> Hand:
    """Return a hand of some of its words, the surest first, and of every sign at least one."""
    words: dict[int, list[Glyph]] = {}
    for one in hand.glyphs:
        words.setdefault(one.word, []).append(one)
    order = sorted(words.values(), key=lambda word: float(np.mean([one.doubt + one.odd for one in word])))
    room, taken, left = int(share * len(hand.glyphs)), [], []
    for word in order:
        (taken if room >= len(word) else left).append(word)
        room -= len(word)
    seen = {one.sign for word in taken for one in word}
    for word in left:
        if {one.sign for one in word} - seen:
            taken.append(word)
            seen |= {one.sign for one in word}
    taken.sort(key=lambda word: word[0].word)
    glyphs = tuple(one for word in taken for one in word)
    return Hand(hand.measures, glyphs, runs_of(glyphs))
