"""How does a hand become a font that any program can write with, in which no two neighbours look the same?

Letters take turns by contextual alternates, pieces of the person's own words stand in as ligatures, and what stands too
far apart is kerned, each as the page has it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.export.font_shapes import EM, VARIANTS, X_HEIGHT, FontShape, shapes_of
from core.export.message_signs import MADE_BY, ORIGIN, RIGHTS
from core.handwriting.message.hand import Hand
from core.handwriting.message.spacing import white
from core.handwriting.message.wording import ALIKE
from core.types import DataError
from core.words.text import printable

if TYPE_CHECKING:
    import pathops
    from fontTools.ttLib.tables._g_l_y_f import Glyph as DrawnGlyph

MOST_BYTES = 400_000
LEAST_SIGNS = 2
MOST_NAME = 31  # characters
LEAST_KERN, MOST_KERN = 0.03, 0.4  # x-heights
ROOM = 0.3  # x-heights above the tallest letter and below the longest
ROUNDS = 6  # in which a glyph's curves are united and rounded
EPOCH = 3786825600  # seconds from 1904 to 2024: the same hand gives the same bytes

OnProgress = Callable[[str, float], None]


def font(hand: Hand, name: str = "My hand", *, on_progress: OnProgress = lambda what, share: None) -> bytes:
    """Return a TrueType font of a hand. name: of its family. Equal arguments give equal bytes.

    Raises DataError for a hand of a single sign, a name of nothing, or a font beyond 400 kB.
    """
    from fontTools.fontBuilder import FontBuilder

    family = " ".join(printable(name).split())[:MOST_NAME].strip()
    if not any(sign.isalnum() for sign in family):
        raise DataError("a font needs a name with a letter in it.")
    if len(hand.signs) < LEAST_SIGNS:
        raise DataError(f"a font needs {LEAST_SIGNS} different letters or more, this hand has {len(hand.signs)}.")
    shapes = shapes_of(hand)
    builder = FontBuilder(EM, isTTF=True)
    every = [one for of in shapes for one in of]
    names = [".notdef", "space", *(f"space.{k}" for k in range(1, VARIANTS)), *(one.name for one in every)]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(_characters(shapes))
    on_progress("drawing the font", 0.1)
    glyphs, advances = _drawn(every, names), {one.name: round(one.advance) for one in every}
    builder.setupGlyf(glyphs)
    gap = round(max(0.3, hand.measures.word_gap - hand.measures.letter_gap) * X_HEIGHT)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {n: (advances.get(n, 500 if n == ".notdef" else gap), getattr(table[n], "xMin", 0)) for n in names}
    )
    m = hand.measures
    top, foot = (round((value + ROOM) * X_HEIGHT) for value in (max(m.ascender, m.capital), m.descender))
    builder.setupHorizontalHeader(
        ascent=top, descent=-foot, lineGap=max(0, round(m.line_pitch * X_HEIGHT) - top - foot)
    )
    builder.setupNameTable(_names(family))
    builder.setupOS2(
        sTypoAscender=top, sTypoDescender=-foot, usWinAscent=top, usWinDescent=foot, sxHeight=X_HEIGHT,
        sCapHeight=round(m.capital * X_HEIGHT), fsSelection=0x40, achVendID="    ", fsType=0,
    )  # fmt: skip
    builder.setupPost(italicAngle=-m.slant, keepGlyphNames=False)
    builder.updateHead(created=EPOCH, modified=EPOCH)
    on_progress("kerning the font", 0.5)
    builder.addOpenTypeFeatures(_features(shapes, hand))
    builder.font.recalcTimestamp = False
    stream = io.BytesIO()
    builder.save(stream)
    if stream.tell() > MOST_BYTES:
        raise DataError(f"the font of this hand takes {stream.tell() / 1000:.0f} kB, which is more than 400.")
    return stream.getvalue()


def _characters(shapes: Sequence[Sequence[FontShape]]) -> dict[int, str]:
    found = {0x20: "space", 0xA0: "space"}
    for first, *_ in shapes:
        if len(first.signs) == 1 and len(first.signs[0]) == 1:
            found[ord(first.signs[0])] = first.name
    for same in ALIKE:  # quotation marks and dashes that nobody tells apart in writing
        name = next((found[ord(sign)] for sign in same if ord(sign) in found), None)
        for sign in same:
            if name is not None:
                found.setdefault(ord(sign), name)
    return found


def _names(family: str) -> dict[str, str]:
    ascii_name = re.sub(r"[^A-Za-z0-9]", "", family) or "MyHand"
    return {
        "familyName": family, "styleName": "Regular", "uniqueFontIdentifier": f"{MADE_BY}: {family}",
        "fullName": family, "psName": f"{ascii_name[:50]}-Regular", "version": "Version 1.000",
        "description": f"{ORIGIN} {RIGHTS}", "manufacturer": MADE_BY, "licenseDescription": RIGHTS,
    }  # fmt: skip


def _drawn(shapes: Sequence[FontShape], names: Sequence[str]) -> dict[str, DrawnGlyph]:
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib.tables._g_l_y_f import dropImpliedOnCurvePoints

    glyphs = {name: TTGlyphPen(None).glyph() for name in names if name.startswith("space")}
    glyphs[".notdef"] = _box()
    for one in shapes:
        if not one.of:
            glyphs[one.name] = _united(one)
    for glyph in glyphs.values():
        if glyph.numberOfContours > 0:
            dropImpliedOnCurvePoints(glyph)
    for one in shapes:
        if one.of:
            pen = TTGlyphPen({name: None for name in names})
            pen.addComponent(one.of, (*one.matrix, 0, 0))
            glyphs[one.name] = pen.glyph()
    return glyphs


def _box() -> DrawnGlyph:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for inset, way in ((0, 1), (40, -1)):
        corners = [(60 + inset, inset), (60 + inset, 700 - inset), (440 - inset, 700 - inset), (440 - inset, inset)][
            ::way
        ]
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def _united(shape: FontShape) -> DrawnGlyph:
    """Return a glyph whose curves do not cross: where several lie over one another they are one."""
    import pathops
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    path = pathops.Path()
    pen = path.getPen()
    for curve in shape.curves:
        middle = (curve + np.roll(curve, -1, 0)) / 2
        pen.moveTo(tuple(middle[-1]))
        for control, end in zip(curve, middle, strict=True):
            pen.qCurveTo(tuple(control), tuple(end))
        pen.closePath()
    for _ in range(ROUNDS):  # what is rounded to whole units may cross anew
        path.simplify(fix_winding=True, clockwise=True)
        whole = _rounded(path)
        if list(whole.segments) == list(path.segments):
            break
        path = whole
    drawn = TTGlyphPen(None)
    path.draw(drawn)
    return drawn.glyph()


def _rounded(path: pathops.Path) -> pathops.Path:
    import pathops

    out = pathops.Path()
    pen = out.getPen()
    for name, points in path.segments:
        whole = [point and (round(point[0]), round(point[1])) for point in points]  # None: of a curve without a corner
        getattr(pen, name)(*whole)
    return out


def _features(shapes: Sequence[Sequence[FontShape]], hand: Hand) -> str:
    """Return what the font does by itself, as Adobe's feature files say it."""
    turns = [[f"space.{k}" if k else "space", *(of[k].name for of in shapes)] for k in range(VARIANTS)]
    lines = [f"@turn{k} = [{' '.join(names)}];" for k, names in enumerate(turns)]
    pieces = [of[0] for of in shapes if len(of[0].signs) > 1]
    single = {of[0].signs[0]: of[0].name for of in shapes if len(of[0].signs) == 1}
    if pieces:
        subs = [f"  sub {' '.join(single[sign] for sign in one.signs)} by {one.name};" for one in pieces]
        lines += ["feature liga {", *subs, "} liga;"]
    lines.append("feature calt {")
    lines += [f"  sub @turn{k} @turn0' by @turn{k + 1};" for k in range(VARIANTS - 1)]
    lines += ["} calt;", *_kerning(shapes, hand)]
    return "\n".join(lines)


def _kerning(shapes: Sequence[Sequence[FontShape]], hand: Hand) -> list[str]:
    """Return a class for each letter's and each piece's sides, and by how much two are set closer or farther."""
    lines = [f"@side{k} = [{' '.join(one.name for one in of)}];" for k, of in enumerate(shapes)]
    rules = []
    for a, one in enumerate(shapes):
        for b, other in enumerate(shapes):
            by = _kern(one[0], other[0], hand)
            if abs(by) >= LEAST_KERN:
                rules.append(f"  pos @side{a} @side{b} {round(by * X_HEIGHT)};")
    return [*lines, "feature kern {", *rules, "} kern;"] if rules else []


def _kern(one: FontShape, other: FontShape, hand: Hand) -> float:
    """Return x-heights by which two shapes are set farther apart than they stand."""
    if one.joins[1] and other.joins[0]:
        return 0.0  # their strokes meet
    if not (one.signs[-1].isalnum() and other.signs[0].isalnum()):
        return 0.0
    gap = hand.measures.letter_gap * (0.6 if one.joins[1] or other.joins[0] else 1.0)
    return float(np.clip(gap - white(one.right, other.left) - one.advance / X_HEIGHT, -MOST_KERN, MOST_KERN))
