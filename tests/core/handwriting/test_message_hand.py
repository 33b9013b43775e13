"""Is a hand made of letters as its page has them: how high, how far apart, joined or not, and which followed which?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.handwriting import pad
from core.handwriting.message.draw import covered
from core.handwriting.message.glyph import TOP
from core.handwriting.message.hand import hand_of
from core.handwriting.message.measures import slant_of
from core.handwriting.message.outline import UNIT, points_of
from core.handwriting.message.spacing import between, white
from core.handwriting.message.word_ink import FINE, word_ink
from core.types import DataError
from tests.core.handwriting.written_hands import hand, letters


def of_word(word: str):
    return [one for one in letters() if one.of == word]


def test_measures_are_those_of_the_page():
    m = hand().measures
    assert m.x_height == pytest.approx(26, abs=1) and abs(m.slant) <= 2 and m.joined == 0
    assert m.letter_gap == pytest.approx(4.5 / 26, abs=0.08)
    assert m.word_gap == pytest.approx((44 * 0.6 + 4.5) / 26, abs=0.15)
    assert m.line_pitch == pytest.approx(110 / 26, abs=0.1)
    assert hand(joined=True).measures.joined == 1


def test_slant_is_found_where_letters_lean():
    leaning = []
    for one in letters()[:40]:
        h, w = one.ink.shape
        rows, columns = np.nonzero(one.ink)
        base = round(h + one.low * h / (one.high - one.low))
        x = columns + np.round((base - rows) * np.tan(np.radians(20))).astype(int)
        ink = np.zeros((h, int(np.ptp(x)) + 1), bool)
        ink[rows, x - x.min()] = True
        wide = one.width * ink.shape[1] / w
        left = one.box[0]
        leaning.append(replace(one, ink=ink, width=wide, box=(left, one.box[1], left + ink.shape[1], one.box[3])))
    assert slant_of(leaning) == pytest.approx(20, abs=3)


def test_each_letter_stands_on_its_base_line_as_high_as_it_was():
    seen = {one.sign: one for one in hand().glyphs}
    assert len(hand().glyphs) == len(letters())
    for sign, top, foot in (("x", 1, 0), ("d", 1.3, 0), ("p", 1, -0.27), ("n", 1, 0)):
        assert (-seen[sign].top, -seen[sign].foot) == pytest.approx((top, foot), abs=0.12)
        assert abs(float(np.concatenate(seen[sign].outline)[:, 0].min())) < 0.08 * UNIT
    assert all(one.outline and one.wide > 0 for one in hand().glyphs)


def test_outlines_cover_the_ink_of_their_letters():
    word = of_word("brown")
    ink = word_ink(word)
    found = [one for one in hand().glyphs if one.word == next(g.word for g in hand().glyphs if g.sign == "b")]
    places = [(np.array([one.at * FINE, ink.base]) + 0.5, one) for one in found]
    image = covered([points_of(c) * FINE / UNIT + at for at, one in places for c in one.outline], ink.field.shape)
    assert [one.sign for one in found] == list("brown")
    assert ((image > 127) != ink.ink).mean() < 0.01 and ink.ink.mean() > 0.05


def test_runs_are_letters_that_followed_one_another_in_one_word():
    h = hand()
    (start,) = h.runs[tuple("brown")]
    assert "".join(one.sign for one in h.glyphs[start : start + 5]) == "brown"
    assert h.follows(start + 1) and not h.follows(start)
    assert tuple("ebrow") not in h.runs and len(max(h.runs, key=len)) == 5
    assert set(h.signs) == {one.text for one in letters()}


def test_joined_letters_know_where_the_pen_went_on():
    joined = hand(joined=True)
    (start,) = joined.runs[tuple("brown")]
    for one, other in zip(joined.glyphs[start : start + 4], joined.glyphs[start + 1 : start + 5], strict=True):
        assert one.exit is not None and other.entry is not None and one.seam
        assert one.at + one.exit.x == pytest.approx(other.at + other.entry.x, abs=2e-3)
        assert one.exit.y == other.entry.y == pytest.approx(0, abs=0.2)
        assert abs(one.exit.angle) < 0.8 and one.exit.width == pytest.approx(4 / 27, abs=0.08)
    assert joined.glyphs[start].entry is None and joined.glyphs[start + 4].exit is None


def test_the_first_and_last_letter_of_a_word_are_told_signs_aside():
    found = {one.sign: one for one in hand().glyphs if one.word in {g.word for g in hand().glyphs if g.sign == ","}}
    assert found["g"].last or found["m"].last  # of "dog," and "them,"


def test_a_speck_of_a_letter_is_left_out_and_no_letter_is_said():
    with pytest.raises(DataError, match="no letter to write with"):
        hand_of([])
    blank = replace(letters()[0], ink=np.zeros_like(letters()[0].ink))
    with pytest.raises(DataError, match="no letter"):
        hand_of([blank])


def test_letters_of_the_pad_are_words_of_their_own():
    bar = np.array([(0.5, pad.X_HEIGHT, 1), (0.5, pad.BASE_LINE, 1)], np.float32)
    hook = np.array([(0.4, pad.X_HEIGHT, 1), (0.4, pad.BASE_LINE, 1), (0.6, pad.BASE_LINE, 1)], np.float32)
    of = [pad.Written(f"{n:016x}", "il"[n % 2], ((bar, hook)[n % 2],)) for n in range(4)]
    h = hand_of([pad.letter(one, n) for n, one in enumerate(of)])
    assert len(h.glyphs) == 4 and max(map(len, h.runs)) == 1
    assert h.measures.letter_gap == 0.2 and h.measures.line_pitch == 3.4  # a pad cannot tell
    assert all(one.first and one.last for one in h.glyphs)


def test_the_longest_of_many_letters_are_taken(monkeypatch):
    monkeypatch.setattr("core.handwriting.message.hand.MOST_LETTERS", 20)
    sure = [replace(one, doubt=0.0 if one.of in ("brown", "quick") else 0.9) for one in letters()]
    some = hand_of(sure)
    assert len(some.glyphs) <= 20 and tuple("brown") in some.runs and tuple("quick") in some.runs


def test_paper_between_letters_is_seen_at_like_heights():
    bands = len(hand().glyphs[0].left)
    low, high = np.full(bands, -np.inf, np.float32), np.full(bands, np.inf, np.float32)
    base = round(TOP * 8)
    low[base - 4 : base] = 0.5
    high[base - 4 : base] = 0.1
    assert white(low, high) == pytest.approx(-0.4)
    far = np.full(bands, np.inf, np.float32)
    far[:4] = 0.2
    assert white(low, far) == pytest.approx(0.2 - 0.5 - 0.05)  # an apostrophe high above: beside, not over
    a, b = hand().glyphs[:2]
    assert between(a, b) > 0.05


def test_a_letter_whose_descender_came_off_is_odd():
    g = next(one for one in letters() if one.text == "g")
    base = round(g.ink.shape[0] * g.high / (g.high - g.low))
    ink = g.ink.copy()
    ink[base : base + 3] = False
    assert ink[base + 3 :].any()
    torn, whole_one = (hand_of([replace(g, ink=part)] * 3 + list(letters()[:20])).glyphs[0] for part in (ink, g.ink))
    assert torn.sign == whole_one.sign == "g" and torn.odd >= whole_one.odd + 0.3
