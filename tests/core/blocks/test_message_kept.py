"""Is the hand of a set made once, kept beside it, and gone with it?"""

from __future__ import annotations

import pytest

from core.blocks import message as blocks
from core.blocks.message import hand_block, hand_in
from core.blocks.message_kept import kept_hand, make_hand
from core.datasets import own
from core.handwriting.letters import letter_set
from core.handwriting.message.hand import hand_of
from core.types import DataError
from tests.core.handwriting.written_hands import letters
from tests.visitors import ANNA, BEN


@pytest.fixture
def id(tmp_path, monkeypatch) -> str:
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    found = letter_set.kept(letters(), name="Ada")
    own.note(found, "Ada", ANNA)
    return found


def test_it_is_made_once_and_is_that_of_the_set(id):
    assert kept_hand(id) is None
    said = []
    make_hand(id, lambda what, share: said.append(share))
    assert kept_hand(id) == hand_block(hand_of(letter_set.letters_of_set(id)))
    assert said and said == sorted(said)


def test_one_of_another_version_or_a_damaged_one_is_made_anew(id, monkeypatch):
    make_hand(id)
    whole = own.hand_of(id).read_bytes()
    for damaged in (b"", whole[:100], b"\xff" * 500):
        own.hand_of(id).write_bytes(damaged)
        assert kept_hand(id) is None
    own.hand_of(id).write_bytes(whole)
    monkeypatch.setattr(blocks, "VERSION", blocks.VERSION + 1)
    blocks.stamp.cache_clear()
    assert kept_hand(id) is None
    make_hand(id)
    assert hand_in(kept_hand(id)).signs
    monkeypatch.undo()
    blocks.stamp.cache_clear()


def test_it_goes_with_the_set_and_comes_back_for_nobody(id):
    make_hand(id)
    own.delete(id, ANNA)
    assert not own.hand_of(id).exists() and kept_hand(id) is None
    with pytest.raises(DataError, match="keeps no ink"):
        make_hand(id)


def test_a_set_that_is_deleted_meanwhile_leaves_nothing_behind(id):
    with pytest.raises(DataError, match="not here"):
        make_hand(id, lambda what, share: own.delete(id, ANNA))
    assert not own.hand_of(id).exists()


def test_whose_hand_it_is_is_said_once_for_a_set_by_each(id):
    own.note(id, "Bob's", BEN)
    assert not own.is_allowed(id, ANNA)
    own.allow(id, ANNA)
    own.allow(id, ANNA)
    assert own.is_allowed(id, ANNA) and not own.is_allowed(id, BEN) and own.noted(ANNA) == {id: "Ada"}
    own.note(id, "Ada's", ANNA)  # another name: what was said stands
    assert own.is_allowed(id, ANNA) and own.noted(ANNA) == {id: "Ada's"}
    own.delete(id, ANNA)
    own.note(id, "Ada", ANNA)
    assert not own.is_allowed(id, ANNA)
    own.allow("0" * 64, ANNA)  # not theirs
    assert not own.is_allowed("0" * 64, ANNA)
