"""Which characters of a text has a hand never written, and what would cure that?

Nothing is changed in silence: a D that is missing does not become a d. What can be built of other letters is offered by
name, and done only where that name is allowed.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.handwriting.letters.alphabet import LARGER, extent_of, known_as
from core.handwriting.message.glyph import BANDS, BOTTOM, TOP, Glyph
from core.handwriting.message.hand import Hand, runs_of
from core.handwriting.message.outline import UNIT, Outline, heavier, parted, points_of
from core.handwriting.message.wording import cleaned, emoji, paragraphs, script_of
from core.types import DataError

MARK_ABOVE = 0.78  # x-heights over the base line, from which on what stands apart is a mark
NARROWER = 0.85  # of its height, that a letter is made wider by
BOLDER = 0.8  # of what a stroke widens by when it is made larger, that is taken off again
MOST_BUILT = 6  # of one sign
MOST_NAMED = 12  # characters in one sentence
MIRRORED = {"(": ")", ")": "(", "/": "\\", "\\": "/", "<": ">", ">": "<", "[": "]", "]": "["}
STANDS_FOR = {"0": "O", "O": "0", "1": "l", "l": "1", "I": "l"}


@dataclass(frozen=True)
class Part:
    """A part of what is built. of: the sign it comes from; take: all of it, its body, or the marks above it.

    scale: times its size, across and up. high: x-heights that it is made high instead, standing on the base line.
    right: x-heights to the right of where it would stand; up: above that. over: whether it is set over the middle of
    the first part.
    """

    of: str
    take: str = "whole"
    scale: tuple[float, float] = (1.0, 1.0)
    high: float = 0.0
    right: float = 0.0
    up: float = 0.0
    over: bool = False


@dataclass(frozen=True)
class Cure:
    """A way to write a sign that is missing. name: what it is called, and allowed by."""

    name: str
    sign: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Missing:
    """A character that a hand has never written. count: how often the text has it; word: one of the text to write."""

    sign: str
    count: int
    word: str
    cures: tuple[Cure, ...]


def missing(text: str, hand: Hand, allowed: Collection[str] = ()) -> tuple[Missing, ...]:
    """Return what of a text a hand lacks, the most frequent first, without what an allowed cure writes.

    Raises DataError for a text that cannot be written by any hand.
    """
    words = [word for line in paragraphs(cleaned(text), frozenset(hand.signs)) for word in line]
    have = set(hand.signs)
    counts = Counter(sign for word in words for sign in word.signs if sign not in have)
    found = []
    for sign, count in counts.most_common():
        cures = cures_of(sign, hand)
        if not any(cure.name in allowed for cure in cures):
            word = next("".join(word.signs) for word in words if sign in word.signs)
            found.append(Missing(sign, count, word, cures))
    return tuple(found)


def sentence_of(lacks: Sequence[Missing]) -> str:
    """Return one sentence that says what is missing and what can be done."""
    signs = [one.sign for one in lacks]
    more = " and more" if len(signs) > MOST_NAMED else ""
    shown, quoted = (", ".join(form.format(sign) for sign in signs[:MOST_NAMED]) + more for form in ("{}", "“{}”"))
    if pictures := [sign for sign in signs if emoji(sign)]:
        return f"a hand writes letters and signs, no pictures such as {pictures[0]}: leave them out."
    scripts = {script_of(sign) for sign in signs} - {""}
    if len(scripts) == 1 and len(lacks) >= 4:
        return f"this set has no {scripts.pop()} letters ({shown}): write a page or a sheet in them first."
    words = list(dict.fromkeys(one.word for one in lacks[:4]))
    such = f"the word{'s' if len(words) > 1 else ''} {', '.join(f'“{word}”' for word in words)}"
    said = (
        f"this hand has not written {quoted} yet: add a page or a sheet that has {'them' if len(signs) > 1 else 'it'}"
    )
    cures = [cure.name for one in lacks for cure in one.cures[:1]][:4]
    allow = f", or allow: {'; '.join(cures)}" if cures else ""
    return f"{said}, such as {such}{allow}."


def cured(text: str, hand: Hand, allowed: Collection[str]) -> Hand:
    """Return the hand with what allowed cures add to it for a text. Raises DataError if something is missing still."""
    lacks = missing(text, hand)
    unresolved = [one for one in lacks if not any(cure.name in allowed for cure in one.cures)]
    if unresolved:
        raise DataError(sentence_of(unresolved))
    cures = [next(cure for cure in one.cures if cure.name in allowed) for one in lacks]
    glyphs = list(hand.glyphs)
    word = max((one.word for one in glyphs), default=0) + 1
    for cure in cures:
        for one in _built(cure, hand):
            glyphs.append(replace(one, word=word))
            word += 1
    return hand if not cures else replace(hand, glyphs=tuple(glyphs), runs=runs_of(glyphs))


def cures_of(sign: str, hand: Hand) -> tuple[Cure, ...]:
    """Return the ways to build a sign of what the hand has written, the most faithful first."""
    have = set(hand.signs)
    return tuple(
        Cure(name, sign, parts)
        for name, parts in (*_accented(sign, hand), *_signs(sign), *_larger(sign, hand), *_like(sign))
        if all(part.of in have for part in parts)
    )


def _accented(sign: str, hand: Hand) -> list[tuple[str, tuple[Part, ...]]]:
    body, *marks = unicodedata.normalize("NFD", sign)
    found: list[tuple[str, tuple[Part, ...]]] = []
    if not marks:
        for other in hand.signs:
            stem, *floating = unicodedata.normalize("NFD", other)
            if stem == sign and floating and _parts_of(other, hand)[0] is not None:
                dot = (Part(".", up=1.5, over=True),) if sign in "ij" else ()
                found.append((f"{sign} from {other} without its accent", (Part(other, "body"), *dot)))
        return found
    lift = 0.0 if extent_of(body)[1] < 1.5 else 0.75
    for other in hand.signs:
        stem, *floating = unicodedata.normalize("NFD", other)
        if floating == marks and stem != body and _parts_of(other, hand)[0] is not None:
            low = 0.0 if extent_of(stem)[1] < 1.5 else 0.75
            accent = Part(other, "marks", up=lift - low, over=True)
            found.append((f"{sign} from {body} and the accent of {other}", (Part(body, "body"), accent)))
    if marks == ["\u0308"]:
        dots = tuple(Part("i", "marks", right=shift, up=lift, over=True) for shift in (-0.2, 0.2))
        if "i" in hand.signs and _parts_of("i", hand)[0] is not None:
            found.append((f"{sign} from {body} and the dot of i, twice", (Part(body, "body"), *dots)))
    return found


def _signs(sign: str) -> list[tuple[str, tuple[Part, ...]]]:
    table: dict[str, tuple[str, tuple[Part, ...]]] = {
        ":": (": from two full stops", (Part("."), Part(".", up=0.75, over=True))),
        ";": ("; from a comma and a full stop", (Part(","), Part(".", up=0.75, over=True))),
        '"': ('" from two apostrophes', (Part("'"), Part("'", right=0.3))),
        "'": ("' from a comma, raised", (Part(",", up=1.5),)),
        "=": ("= from two dashes", (Part("-", up=-0.12), Part("-", up=0.22, over=True))),
        "i": ("i from ı and a full stop", (Part("ı"), Part(".", up=1.4, over=True))),
    }
    found = [table[sign]] if sign in table else []
    if sign in MIRRORED:
        found.append((f"{sign} from {MIRRORED[sign]}, mirrored", (Part(MIRRORED[sign], scale=(-1.0, 1.0)),)))
    return found


def _larger(sign: str, hand: Hand) -> list[tuple[str, tuple[Part, ...]]]:
    """Offer a capital from its small letter where they differ in size alone, and the other way round."""
    size = float(np.clip(hand.measures.capital, 1.3, 2.2))
    low = sign.lower()
    if len(sign) != 1 or low not in LARGER or low == sign.upper():
        return []
    if sign == low:
        return [(f"{sign} from {sign.upper()}, made smaller", (Part(sign.upper(), scale=(1 / size, 1 / size)),))]
    return [(f"{sign} from {low}, made larger", (Part(low, "body", high=size),))]


def _like(sign: str) -> list[tuple[str, tuple[Part, ...]]]:
    found = []
    if sign in STANDS_FOR:
        found.append((f"{sign} as {STANDS_FOR[sign]} is written", (Part(STANDS_FOR[sign]),)))
    if script_of(sign) and known_as(sign) != sign:
        other = known_as(sign)
        found.append((f"{script_of(sign)} {sign} as the Latin {other} is written", (Part(other),)))
    return found


def _parts_of(sign: str, hand: Hand) -> tuple[Outline | None, Outline | None]:
    """Return marks and body of the least odd letter of a sign that has both, None and None if there is none."""
    for one in _best(sign, hand):
        marks, body = parted(one.outline, MARK_ABOVE)
        if marks and body:
            return marks, body
    return None, None


def _best(sign: str, hand: Hand) -> list[Glyph]:
    return sorted((hand.glyphs[n] for n in hand.runs.get((sign,), ())), key=lambda one: one.odd + one.doubt)


def _built(cure: Cure, hand: Hand) -> list[Glyph]:
    """Return some letters that a cure builds, each of other parts where there are several."""
    found = []
    for n in range(min(MOST_BUILT, len(_best(cure.parts[0].of, hand)))):
        curves: list[np.ndarray] = []
        middle = 0.0
        first: Glyph | None = None
        for k, part in enumerate(cure.parts):
            of = _best(part.of, hand)
            if part.take != "whole":
                with_mark = [one for one in of if all(parted(one.outline, MARK_ABOVE))]
                of = (with_mark or of) if part.take == "body" else with_mark
            if not of:
                break
            one = of[n % len(of)]
            first = first or one
            outline = _taken(one.outline, part, hand.measures.stroke)
            if k == 0:
                middle = _centre(outline)
            shift = middle - _centre(outline) + part.right if part.over else part.right
            curves += [np.round(curve + UNIT * np.array([shift, -part.up])).astype(np.int16) for curve in outline]
        if first is not None and curves:
            found.append(_glyph(cure, first, tuple(curves)))
    return found


def _taken(outline: Outline, part: Part, stroke: float) -> list[np.ndarray]:
    marks, body = parted(outline, MARK_ABOVE)
    of = {"whole": outline, "body": body or outline, "marks": marks}[part.take]
    wide, high = part.scale
    if part.high:
        rows = np.concatenate(of)[:, 1]
        top, foot = float(rows.min()), float(rows.max())
        high = part.high * UNIT / max(foot - top, UNIT / 2)
        wide, of = NARROWER * high, tuple(curve - np.array([0, foot]) for curve in of)
    scaled = [curve * np.array([wide, high]) for curve in of]
    if wide > 0 and high != 1:  # larger, not bolder
        scaled = list(heavier(tuple(scaled), (1 - high) * BOLDER * stroke))
    if wide < 0:  # a mirrored curve runs the other way, and begins where it ended
        right = max(float(curve[:, 0].max()) for curve in of)
        scaled = [(curve + np.array([right * -wide, 0]))[::-1] for curve in scaled]
    return scaled


def _centre(outline: Sequence[np.ndarray]) -> float:
    x = np.concatenate(list(outline))[:, 0]
    return float(x.min() + x.max()) / 2 / UNIT


def _glyph(cure: Cure, first: Glyph, outline: Outline) -> Glyph:
    points = np.concatenate([points_of(curve) for curve in outline]) / UNIT
    left, right = np.full(len(first.left), np.inf, np.float32), np.full(len(first.left), -np.inf, np.float32)
    band = np.clip((points[:, 1] + TOP) * BANDS, 0, round((TOP + BOTTOM) * BANDS) - 1).astype(int)
    np.minimum.at(left, band, points[:, 0].astype(np.float32))
    np.maximum.at(right, band, points[:, 0].astype(np.float32))
    plain = cure.parts[0]
    kept = plain.scale == (1.0, 1.0) and not plain.up and not plain.high
    return replace(
        first, sign=cure.sign, outline=outline, wide=float(max(points[:, 0].max(), 0.1)), left=left, right=right,
        entry=first.entry if kept else None, exit=first.exit if kept else None, seam=(), place=0, at=0.0,
        first=True, last=True,
    )  # fmt: skip
