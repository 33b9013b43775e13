"""Do two hands blend: alone at either end, letters the one's or the other's, measures between, none leaned apart?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.handwriting.message.blend import TwoHands
from core.handwriting.message.compose import compose
from core.handwriting.message.hand import Hand, runs_of
from core.handwriting.message.settings import ComposeConfig
from tests.core.handwriting.written_hands import hand

TEXT = "over the lazy fox and away, then jumps a quick dog over it"


@pytest.fixture(scope="module")
def two() -> TwoHands:
    """A hand, and a joined one that leans by 20 degrees more and has a thicker pen, as its measures say."""
    other = hand(joined=True)
    measures = replace(other.measures, slant=hand().measures.slant + 20, stroke=hand().measures.stroke + 0.1)
    return TwoHands(hand(), Hand(measures, other.glyphs, other.runs))


def right_of(glyph) -> int:
    return glyph.outline[0][:, 0].max()


def left_of(glyph) -> int:
    return glyph.outline[0][:, 0].min()


def test_either_end_is_one_hand_alone(two):
    assert two.at(0) is two.first and two.at(1) is two.second
    for share, alone in ((0.0, two.first), (1.0, two.second)):
        config = ComposeConfig(share=share)
        assert compose(TEXT, two, config).pages == compose(TEXT, alone, config).pages
    assert compose(TEXT, two, ComposeConfig(share=0)).by_second == 0


def test_the_more_the_share_the_more_letters_are_the_second_s(two):
    counts = [compose(TEXT, two, ComposeConfig(share=share)).by_second for share in (0.05, 0.3, 0.5, 0.7, 0.95)]
    assert counts == sorted(counts) and counts[0] < 8 and counts[-1] > 38 and len(set(counts)) >= 4


def test_measures_lie_between_and_letters_are_leaned_and_thickened_to_them(two):
    between, one, other = two.at(0.5), two.first, two.second
    assert between.measures.slant == pytest.approx(one.measures.slant + 10)
    assert between.measures.stroke == pytest.approx(one.measures.stroke + 0.05)
    number, theirs = one.runs["l",][0], other.runs["l",][0]
    assert right_of(between.glyphs[number]) > right_of(one.glyphs[number]) + 8  # hundredths: it leans to the right
    assert left_of(between.glyphs[between.second + theirs]) < left_of(other.glyphs[theirs]) - 8  # this one less
    assert max(between.glyphs[number].right) > max(one.glyphs[number].right) + 0.1  # and so does what others see


def test_what_only_one_of_two_can_write_is_written_by_that_one(two):
    glyphs = tuple(one for one in two.first.glyphs if one.sign != "z")
    lacking = Hand(two.first.measures, glyphs, runs_of(glyphs))
    message = compose("lazy", TwoHands(lacking, two.second), ComposeConfig(share=0.01))
    assert message.letters == 4 and message.by_second >= 1
