"""Do letters that a model draws between two hands lie between them, and does what cannot lie between stay?"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from core.handwriting.message.hand import Hand, runs_of
from core.handwriting.message.model_between import RUNGS, Ladder
from core.handwriting.message.outline import box_of
from core.handwriting.message.sources import hands_between
from core.library.folder import find
from core.types import DataError
from tests.core.handwriting.written_hands import hand


def hand_with(glyphs, **measures) -> Hand:
    return Hand(replace(hand().measures, **measures), tuple(glyphs), runs_of(tuple(glyphs)))


@cache
def other() -> Hand:
    """Return a joined hand, larger above the line as its letters say, in which "z" was never written."""
    joined = hand(joined=True)
    glyphs = [one for one in joined.glyphs if one.sign != "z"]
    return hand_with(glyphs, slant=hand().measures.slant + 20, word_gap=hand().measures.word_gap + 1)


@cache
def between() -> Ladder:
    return hands_between(hand(), other(), find("letters-cvae"))


def test_the_ends_are_the_two_hands_and_the_middle_lies_between():
    found = between()
    assert len(found.rungs) == RUNGS and found.at(0) is found.rungs[0] and found.at(1) is found.rungs[-1]
    assert found.at(0.5) is found.rungs[RUNGS // 2]
    gaps = [rung.measures.word_gap for rung in found.rungs]
    assert gaps[0] == hand().measures.word_gap and np.allclose(np.diff(gaps), 1 / (RUNGS - 1))
    assert {rung.signs for rung in found.rungs} == {hand().signs}


def test_shapes_go_from_the_one_s_to_the_other_s_by_small_steps():
    found = between()
    tops = {}
    for sign in ("l", "o", "g"):
        rungs = [[box_of([one.outline]) for one in rung.glyphs if one.sign == sign] for rung in found.rungs]
        tops[sign] = np.array([np.mean([box[3] - box[1] for box in boxes]) for boxes in rungs])
    for sign, heights in tops.items():
        first, last = heights[0], heights[-1]
        middle = heights[RUNGS // 2]
        assert min(first, last) - 0.15 <= middle <= max(first, last) + 0.15, (sign, heights)
    assert not np.array_equal(found.rungs[0].glyphs[-1].outline[0], found.rungs[-1].glyphs[-1].outline[0])


def test_what_one_hand_alone_has_written_stays_as_it_was():
    found = between()
    assert "z" not in found.blended and "l" in found.blended
    count = sum(one.sign == "z" for one in hand().glyphs)
    assert all(sum(one.sign == "z" for one in rung.glyphs) == count for rung in found.rungs)


def test_one_share_alone_is_that_rung():
    (one,) = hands_between(hand(), other(), find("letters-cvae"), share=0.5).rungs
    middle = between().at(0.5)
    assert one.measures == middle.measures
    assert all(
        np.array_equal(a, b)
        for here, there in zip(one.glyphs, middle.glyphs, strict=True)
        for a, b in zip(here.outline, there.outline, strict=True)
    )


def test_hands_that_share_no_character_are_refused_in_a_sentence():
    a, b = (hand_with([one for one in hand().glyphs if one.sign == sign]) for sign in "lo")
    with pytest.raises(DataError, match="knows no character that both hands have written"):
        hands_between(a, b, find("letters-cvae"))
    with pytest.raises(DataError, match="that takes a VAE that is told the class"):
        hands_between(a, b, find("mnist-vae-2d"))
