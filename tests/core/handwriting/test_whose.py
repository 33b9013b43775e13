"""Are lines taken for the hand that wrote them, and copies of its letters too?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.handwriting.message import score as scores
from core.handwriting.message import whose as room
from core.handwriting.message.hand import Hand, runs_of
from core.handwriting.message.score import Likeness
from core.handwriting.message.whose import whose
from core.types import DataError
from tests.core.handwriting.written_hands import hand

pytestmark = pytest.mark.long


def scaled(by: float) -> Hand:
    """Return the hand with letters that are higher or lower than they are wide."""

    def high(outline):
        return tuple((curve * np.array([1, by])).astype(np.int16) for curve in outline)

    glyphs = tuple(replace(one, outline=high(one.outline), seam=high(one.seam)) for one in hand().glyphs)
    return Hand(hand().measures, glyphs, runs_of(glyphs))


def test_lines_are_taken_for_the_hand_that_wrote_them(monkeypatch):
    monkeypatch.setattr(scores, "TURNS", 2)
    monkeypatch.setattr(room, "PARTS", 2)
    monkeypatch.setattr(scores, "PARTS", 2)
    monkeypatch.setattr(room, "DRAWS", 1)
    hands = {"usual": scaled(1.0), "low": scaled(0.5), "high": scaled(1.5)}
    own = hands["low"]
    every = Likeness(own, np.arange(len(own.glyphs)))
    lines = {"own": ("low", own, None), "like it": ("low", own, every), "another": ("usual", hands["high"], None)}
    found = whose(hands, lines, None)
    assert found["own"].right == found["like it"].right == 1 and found["own"].lines == 6
    assert found["another"].right == 0 and found["another"].taken["high"] == 1


def test_two_hands_are_too_few_to_tell():
    with pytest.raises(DataError, match="3 hands or more, got 2"):
        whose({"a": hand(), "b": hand()}, {}, None)
