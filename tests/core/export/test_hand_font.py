"""Is a font whole, its letters taking turns, no curve crossing another, kerned, and the same when it is made again?"""

from __future__ import annotations

import io
import itertools
from dataclasses import replace

import numpy as np
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from core.export.font_shapes import VARIANTS, X_HEIGHT, shapes_of
from core.export.hand_font import font
from core.export.message_signs import ORIGIN
from core.handwriting.message.hand import Hand, hand_of, runs_of
from core.types import DataError
from tests.core.handwriting.written_hands import hand, letters


@pytest.fixture(scope="module", params=[False, True])
def made(request) -> tuple[Hand, bytes, TTFont]:
    of = hand(joined=request.param)
    data = font(of, "Mäx' <hand>")
    return of, data, TTFont(io.BytesIO(data))


def polygons(opened: TTFont, name: str, each: int = 6) -> list[np.ndarray]:
    """Return a glyph's contours as polygons, its components in place."""
    glyphs = opened.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    found: list[list] = []
    for command, points in pen.value:
        if command == "moveTo":
            found.append([points[0]])
        elif command == "lineTo":
            found[-1].append(points[0])
        elif command == "qCurveTo":
            if points[-1] is None:  # a closed curve without a corner
                points = (*points[:-1], tuple((np.array(points[-2]) + points[0]) / 2))
                found.append([points[-1]])
            found[-1] += curve(found[-1][-1], points, each)
    return [np.array(one, float) for one in found]


def curve(start: tuple, points: tuple, each: int) -> list:
    out, at = [], np.array(start, float)
    off = [np.array(point, float) for point in points[:-1]]
    ends = [(a + b) / 2 for a, b in itertools.pairwise(off)] + [np.array(points[-1], float)]
    for control, end in zip(off, ends, strict=True):
        for t in np.arange(1, each + 1) / each:
            out.append(tuple((1 - t) ** 2 * at + 2 * t * (1 - t) * control + t * t * end))
        at = end
    return out


def crossings(contours: list[np.ndarray]) -> int:
    """Count pairs of edges that cross, of one contour or of two."""
    a = np.concatenate(contours)
    b = np.concatenate([np.roll(one, -1, 0) for one in contours])

    def side(p, q, r):
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])

    p, q, r, s = a[:, None], b[:, None], a[None], b[None]
    cross = (side(p, q, r) * side(p, q, s) < -1e-6) & (side(r, s, p) * side(r, s, q) < -1e-6)
    return int(np.triu(cross, 1).sum())


def test_every_sign_of_the_hand_can_be_typed(made):
    of, data, opened = made
    characters = opened.getBestCmap()
    assert {ord(sign) for sign in of.signs} <= set(characters) and 0x20 in characters
    assert len(data) < 400_000 and opened["head"].unitsPerEm == 1000
    assert opened["OS/2"].sxHeight == X_HEIGHT


def test_each_letter_has_three_alternates_that_differ(made):
    _, _, opened = made
    for sign in "aexz":
        name = opened.getBestCmap()[ord(sign)]
        substitutes = {name}
        for lookup in opened["GSUB"].table.LookupList.Lookup:
            for table in lookup.SubTable:
                substitutes.add(getattr(table, "mapping", {}).get(name, name))
        assert len(substitutes) >= VARIANTS
        drawn = [np.concatenate(polygons(opened, one)).round(1).tobytes() for one in substitutes]
        assert len(set(drawn)) == len(substitutes)


def test_no_curve_crosses_itself_or_another(made):
    _, _, opened = made
    for name in opened.getGlyphOrder():
        contours = [] if opened["glyf"][name].isComposite() else polygons(opened, name, 3)
        assert not contours or crossings(contours) == 0, name


def test_letters_stand_on_the_line_as_high_as_they_were_written(made):
    of, _, opened = made
    for sign in "xdp":
        rows = np.concatenate(polygons(opened, opened.getBestCmap()[ord(sign)]))[:, 1]
        ones = [of.glyphs[n] for n in of.runs[sign,]]
        assert any(
            rows.max() / X_HEIGHT == pytest.approx(-one.top, abs=0.08)
            and rows.min() / X_HEIGHT == pytest.approx(-one.foot, abs=0.08)
            for one in ones
        )


def test_pieces_stand_in_for_letters_that_were_written_together(made):
    of, _, opened = made
    features = {record.FeatureTag for record in opened["GSUB"].table.FeatureList.FeatureRecord}
    assert features == {"liga", "calt"}
    pieces = {shape[0].signs for shape in shapes_of(of) if len(shape[0].signs) > 1}
    assert ("t", "h") in pieces and all(piece in of.runs for piece in pieces)


def test_what_stands_too_far_apart_is_kerned():
    opened = TTFont(io.BytesIO(font(hand())))
    assert {record.FeatureTag for record in opened["GPOS"].table.FeatureList.FeatureRecord} == {"kern"}


def test_strokes_of_a_joined_hand_reach_over_the_edge_of_their_letters():
    of = hand(joined=True)
    opened = TTFont(io.BytesIO(font(of)))
    joined = [s[0] for s in shapes_of(of) if s[0].joins == (True, True) and len(s[0].signs) == 1]
    assert len(joined) > 8
    for shape in joined:
        name = opened.getBestCmap()[ord(shape.signs[0])]
        x = np.concatenate(polygons(opened, name))[:, 0]
        assert x.min() < 0 and x.max() > opened["hmtx"][name][0]


def test_it_says_where_it_comes_from_and_what_it_is_called(made):
    _, _, opened = made
    names = opened["name"]
    assert names.getDebugName(1) == "Mäx' <hand>" and names.getDebugName(6) == "Mxhand-Regular"
    assert ORIGIN in names.getDebugName(10)


def test_the_same_hand_gives_the_same_bytes(made):
    of, data, _ = made
    assert font(of, "Mäx' <hand>") == data


def test_what_is_no_font_is_said(monkeypatch):
    with pytest.raises(DataError, match="2 different letters or more, this hand has 1"):
        font(hand_of(letters()[:1]))
    with pytest.raises(DataError, match="a name with a letter"):
        font(hand(), " \x07 ")
    monkeypatch.setattr("core.export.hand_font.MOST_BYTES", 1000)
    with pytest.raises(DataError, match="more than"):
        font(hand())


def test_signs_of_several_code_points_are_left_to_the_letters_they_are_of():
    glyphs = [replace(one, sign="x\u0323" if one.sign == "x" else one.sign) for one in hand().glyphs]
    odd = Hand(hand().measures, tuple(glyphs), runs_of(glyphs))
    assert 0x0323 not in TTFont(io.BytesIO(font(odd))).getBestCmap()
