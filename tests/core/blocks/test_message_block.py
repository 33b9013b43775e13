"""Does a hand travel number for number, in few bytes, and with all rules by which a message is set?"""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from core.blocks import message as blocks
from core.blocks.message import hand_block, hand_in
from core.blocks.message_rules import NAMES, cures_for, rules
from core.handwriting.message.glyph import Glyph
from core.handwriting.message.hand import Hand, runs_of
from core.handwriting.message.missing import cures_of
from core.handwriting.message.settings import ComposeConfig
from core.packed import pack, unpack
from core.types import ModelError
from tests.core.handwriting.written_hands import hand

EXACT = ("sign", "wide", "entry", "exit", "word", "place", "at", "first", "last", "doubt", "odd")


def same(one: Glyph, other: Glyph) -> bool:
    curves = zip((*one.outline, *one.seam), (*other.outline, *other.seam), strict=True)
    return (
        all(getattr(one, name) == getattr(other, name) for name in EXACT)
        and all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in curves)
        and len(one.seam) == len(other.seam)
        and np.array_equal(one.left, other.left)
        and np.array_equal(one.right, other.right)
    )


@pytest.mark.parametrize("joined", [False, True])
def test_a_hand_comes_back_number_for_number(joined):
    own = hand(joined)
    back = hand_in(hand_block(own))
    assert back.measures == own.measures and back.runs == own.runs
    assert len(back.glyphs) == len(own.glyphs) and all(map(same, back.glyphs, own.glyphs))


def test_equal_hands_give_equal_bytes_and_a_letter_takes_few():
    assert hand_block(hand(True)) == hand_block(hand(True))
    sections = unpack(hand_block(hand(True)))
    letters = sum(len(data) for name, data in sections.items() if name != "about")
    assert letters / len(hand(True).glyphs) < 500 and len(sections["about"]) < 60_000


def test_of_a_hand_that_is_too_large_there_are_the_surest_words_and_every_character():
    own = hand()
    thrice = [dataclasses.replace(one, word=one.word + 100 * k, doubt=0.3 * k) for k in range(3) for one in own.glyphs]
    rest = [dataclasses.replace(one, word=500, place=0, sign="ß", doubt=1.0) for one in own.glyphs[:1]]
    large, most = Hand(own.measures, (*thrice, *rest), runs_of([*thrice, *rest])), len(hand_block(own)) + 8_000
    block = hand_block(large, most=most)
    fewer = hand_in(block)
    assert most - 6_000 < len(block) <= most and fewer.signs == large.signs
    assert sum(one.doubt == 0 for one in fewer.glyphs) == len(own.glyphs)
    assert not any(0.5 < one.doubt < 1 for one in fewer.glyphs)
    assert hand_in(hand_block(own, most=1)).signs == own.signs  # no fewer than one of each


def test_a_block_of_another_version_is_refused(monkeypatch):
    block = hand_block(hand())
    blocks.stamp.cache_clear()
    monkeypatch.setattr("core.handwriting.message.choose.PIECE", 1.1)
    with pytest.raises(ModelError, match="another version"):
        hand_in(block)
    monkeypatch.undo()
    blocks.stamp.cache_clear()
    assert hand_in(block).signs == hand().signs
    with pytest.raises(ModelError):
        hand_in(pack({"about": b"{}"}))


def test_the_rules_are_those_of_the_modules_and_the_dials_those_of_the_config():
    told = json.loads(json.dumps(rules()))
    for module, names in NAMES.items():
        own = told[module.__name__.rsplit(".", 1)[1]]
        assert set(own) == set(names.split())
        assert all(own[name] == json.loads(json.dumps(getattr(module, name))) for name in own)
    usual = ComposeConfig()
    for name, dial in told["dials"].items():
        assert dial["default"] == json.loads(json.dumps(getattr(usual, name))) and dial["description"].endswith(".")
        for value in (dial.get("minimum"), dial.get("maximum"), *dial.get("enum", ())):
            if value is not None:
                ComposeConfig(**{name: value})


def test_what_would_cure_a_missing_character_is_told_by_name():
    told = cures_for(hand())
    assert "a" not in told and "🦊" not in told
    assert [one["name"] for one in told["C"]["cures"]] == [cure.name for cure in cures_of("C", hand())]
    (part,) = told["C"]["cures"][0]["parts"]
    assert part["of"] == "c" and part["high"] > 1 and "scale" not in part
    assert told["C"]["alnum"] and told["C"]["stands"] and not told[":"]["alnum"]
