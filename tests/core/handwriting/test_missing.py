"""Is what a hand has never written said before it writes, with cures that are done only where they are allowed?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.handwriting.message.compose import compose
from core.handwriting.message.hand import Hand, runs_of
from core.handwriting.message.missing import cured, cures_of, missing, sentence_of
from core.handwriting.message.outline import UNIT
from core.handwriting.message.settings import ComposeConfig
from core.types import DataError
from tests.core.handwriting.written_hands import hand


def of(*signs: str, **renamed: str) -> Hand:
    """Return the hand with these signs alone, some under another name."""
    names = {sign: sign for sign in signs} | {old: new for new, old in renamed.items()}
    glyphs = [replace(one, sign=names[one.sign]) for one in hand().glyphs if one.sign in names]
    return Hand(hand().measures, tuple(glyphs), runs_of(glyphs))


def with_sign(sign: str, like: str, outline=None) -> Hand:
    """Return the hand and one sign more, drawn like another."""
    one = hand().glyphs[hand().runs[like,][0]]
    glyphs = [*hand().glyphs, replace(one, sign=sign, word=9_999, place=0, outline=outline or one.outline)]
    return Hand(hand().measures, tuple(glyphs), runs_of(glyphs))


def extent(glyph) -> tuple[float, float]:
    rows = np.concatenate(glyph.outline)[:, 1] / UNIT
    return float(rows.min()), float(rows.max())


def test_what_is_there_lacks_nothing():
    assert missing("the quick brown fox", hand()) == ()
    assert cured("the fox", hand(), ()) is hand()


def test_what_is_missing_comes_with_its_count_a_word_and_its_cures():
    found = missing("Dear Coco, see the C", hand())
    assert [(one.sign, one.count, one.word) for one in found] == [("C", 2, "Coco,"), ("D", 1, "Dear")]
    assert [cure.name for cure in found[0].cures] == ["C from c, made larger"]
    assert found[1].cures == ()  # no d for a D
    assert missing("Dear Coco", hand(), ["C from c, made larger"])[0].sign == "D"


def test_a_cure_is_done_only_where_it_is_allowed():
    with pytest.raises(
        DataError, match=r"not written “C” yet: .* such as the word “Cats”, or allow: C from c, made larger\."
    ):
        compose("Cats run", hand(), ComposeConfig())
    message = compose("Cats run", hand(), ComposeConfig(allowed=("C from c, made larger",)))
    assert message.pages[0].lines[0].text == "Cats run"


def test_a_capital_is_as_high_as_capitals_and_stands_on_the_base_line():
    for sign, low in (("C", "c"), ("P", "p")):
        grown = cured(sign, hand(), (f"{sign} from {low}, made larger",))
        one = grown.glyphs[grown.runs[sign,][0]]
        top, foot = extent(one)
        assert foot == pytest.approx(0, abs=0.06) and -top == pytest.approx(1.3, abs=0.1)


def test_a_capital_is_larger_but_hardly_bolder():
    def ink(glyph):
        x = np.concatenate(glyph.outline)
        return np.ptp(x[:, 1])

    grown = cured("X", hand(), ("X from x, made larger",))
    one = grown.glyphs[grown.runs["X",][0]]
    assert ink(one) > 1.2 * ink(hand().glyphs[hand().runs["x",][0]])


def test_accents_come_from_other_letters():
    e = hand().glyphs[hand().runs["e",][0]]
    accent = np.array([[20, -150], [30, -140], [45, -160], [35, -165], [30, -160]], np.int16)
    accented = with_sign("é", "e", (*e.outline, accent))
    names = [cure.name for cure in cures_of("á", accented)]
    assert names == ["á from a and the accent of é"]
    (cure,) = cures_of("á", accented)
    built = cured("á", accented, [cure.name])
    top, foot = extent(built.glyphs[built.runs["á",][0]])
    assert top == pytest.approx(-1.6, abs=0.15) and foot == pytest.approx(0, abs=0.1)
    assert [cure.name for cure in cures_of("ö", hand())] == ["ö from o and the dot of i, twice"]
    without = Hand(accented.measures, accented.glyphs, {run: at for run, at in accented.runs.items() if "e" not in run})
    assert "e from é without its accent" in [cure.name for cure in cures_of("e", without)]


@pytest.mark.parametrize(
    ("sign", "name", "parts"),
    [
        (":", ": from two full stops", 2),
        ("%", "", 0),
        ("=", "", 0),
        ("'", "' from a comma, raised", 1),
    ],
)
def test_signs_are_built_of_signs(sign, name, parts):
    cures = cures_of(sign, hand())
    assert [cure.name for cure in cures] == ([name] if name else [])
    if name:
        built = cured(sign, hand(), [name])
        full = hand().glyphs[hand().runs[".",][0]]
        if sign == ":":
            assert len(built.glyphs[built.runs[":",][0]].outline) == 2 * len(full.outline)
            top, foot = extent(built.glyphs[built.runs[":",][0]])
            assert -top == pytest.approx(0.95, abs=0.25) and foot == pytest.approx(0, abs=0.1)
        assert len(cures[0].parts) == parts


def test_brackets_are_mirrored_with_their_curves_the_right_way_round():
    from core.handwriting.message.outline import area_of

    one = with_sign("(", "c")
    built = cured(")", one, [") from (, mirrored"])
    glyph, like = built.glyphs[built.runs[")",][0]], one.glyphs[one.runs["(",][0]]
    assert [np.sign(area_of(c.astype(float))) for c in glyph.outline] == [
        np.sign(area_of(c.astype(float))) for c in like.outline
    ]
    assert np.concatenate(glyph.outline)[:, 0].max() == pytest.approx(np.concatenate(like.outline)[:, 0].max(), abs=12)


def test_letters_of_other_alphabets_are_offered_as_ours_are_written():
    assert [cure.name for cure in cures_of("а", hand())] == ["Cyrillic а as the Latin a is written"]
    message = compose("а", hand(), ComposeConfig(allowed=("Cyrillic а as the Latin a is written",)))
    assert message.letters == 1


def test_digits_stand_for_letters_only_if_agreed():
    assert [cure.name for cure in cures_of("1", hand())] == ["1 as l is written"]
    assert cures_of("7", hand()) == () and cures_of("D", hand()) == ()


def test_many_missing_letters_are_named_up_to_a_dozen():
    said = sentence_of(missing("QWERTYUIOPASDFGHJKLZ", of("e")))
    assert "and more" in said and len(said) < 300
