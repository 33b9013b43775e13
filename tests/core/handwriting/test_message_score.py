"""Does a score tell a hand whose letters are what they are called from one whose letters are not?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.handwriting.message import score as scores
from core.handwriting.message.hand import Hand, runs_of
from core.handwriting.message.score import HandScore, score
from core.types import DataError
from tests.core.handwriting.written_hands import hand


def doubled() -> Hand:
    """Return the hand as if its page had been written twice: each letter is seen in two words at least."""
    glyphs = list(hand().glyphs)
    last = max(one.word for one in glyphs) + 1
    return of([*glyphs, *(replace(one, word=one.word + last) for one in glyphs)])


def of(glyphs) -> Hand:
    glyphs = tuple(glyphs)
    return Hand(hand().measures, glyphs, runs_of(glyphs))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(scores, "PARTS", 2)
    monkeypatch.setattr(scores, "TURNS", 2)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as the command does: so small a network loses by more
    yield
    torch.set_num_threads(threads)


def test_a_hand_is_read_as_asked_and_in_pieces():
    found = score(doubled(), None)
    assert found.read > 0.7 and found.floor > 0.7 and found.letters > 100
    assert found.each > 1.5 and 0.5 < found.variety <= 1
    assert found.missing == ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
    assert found.says().startswith(f"{found.read:.0%} of {found.letters} letters are read as asked")


@pytest.mark.long
def test_letters_that_were_named_wrongly_are_said():
    glyphs = doubled().glyphs
    names = np.random.default_rng(0).permutation([one.sign for one in glyphs])
    found = score(of([replace(one, sign=str(name)) for one, name in zip(glyphs, names, strict=True)]), None)
    assert found.floor < 0.35 and "perhaps they were named wrongly" in found.says()


def test_too_few_letters_are_not_scored():
    with pytest.raises(DataError, match="too few letters of this hand can be read"):
        score(of(hand().glyphs[:3]), None)


def test_one_look_for_a_letter_is_no_variety():
    first = {}
    for one in hand().glyphs:
        first.setdefault(one.sign, replace(one, word=len(first), place=0))
    messages = scores.messages_of(of(first.values()), ("see the sea",), 0)
    assert scores._variety(messages) == 0
    assert scores._variety(scores.messages_of(hand(), ("brown",), 0)) == 1


def test_what_is_said_of_a_hand_that_cannot_be_read():
    told = HandScore(read=0.2, floor=0.2, letters=50, each=1.0, variety=1.0, missing=())
    assert "20% are read as what they are called" in told.says()
