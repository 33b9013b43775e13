"""Is what a visitor has counted right, and does it keep them, and nobody else, from having more than they may?"""

from __future__ import annotations

import pytest

from core import library
from core.datasets import own
from core.datasets.digits import DigitsConfig
from core.handwriting.hand import hands
from core.holdings import Held, count_anew, held
from core.limits import Limits
from core.types import DataError, ModelError
from tests.core.conftest import brief_run, keep
from tests.visitors import ANNA, BEN


@pytest.fixture
def digits() -> str:
    return own.save(DigitsConfig(limit=60).load())


def test_models_sets_and_hands_are_counted_with_their_bytes(store, trained_vae, digits):
    assert held(ANNA) == Held()
    entry = keep(trained_vae, ANNA)
    own.note(digits, "digits", ANNA)
    hand = hands.begin("mine", ANNA)
    count_anew()
    found = held(ANNA)
    set_bytes = (own.ink_of(digits).with_suffix(".safetensors")).stat().st_size
    about = (hand.path / "about.json").stat().st_size
    assert (found.models, found.sets, found.hands) == (1, 1, 1)
    assert found.bytes == library.size_on_disk(entry) + set_bytes + about
    assert held(BEN) == Held()
    library.delete(entry.id, ANNA)
    own.delete(digits, ANNA)
    hands.delete(hand, ANNA)
    count_anew()
    assert held(ANNA) == Held()


def test_who_has_as_many_models_as_they_may_makes_no_more_until_one_is_gone(store, monkeypatch):
    monkeypatch.setenv("LATENT_INK_MOST_MODELS", "1")
    first = library.create(brief_run(), ANNA, state="done")
    with pytest.raises(ModelError, match="You have 1 model here and may have 1: delete one in the Library"):
        library.create(brief_run(), ANNA)
    library.create(brief_run(), BEN)
    library.delete(first.id, ANNA)
    library.create(brief_run(), ANNA)


def test_who_has_no_room_keeps_no_more_images_and_loses_none(store, trained_vae, digits, monkeypatch):
    own.note(digits, "digits", ANNA)
    for _ in range(12):
        keep(trained_vae, ANNA)
    count_anew()
    monkeypatch.setenv("LATENT_INK_MOST_MEGABYTES", "1")
    assert held(ANNA).bytes > 10**6
    more = own.save(DigitsConfig(limit=80).load())
    with pytest.raises(DataError, match=r"What you keep here takes \d MB and may take 1: delete something"):
        own.note(more, "more", ANNA)
    assert not own.has(more, ANNA) and not own.OwnConfig(id=more).here(), "nothing is left of what is nobody's"
    own.note(digits, "called otherwise", ANNA)
    assert own.noted(ANNA) == {digits: "called otherwise"}
    own.note(digits, "digits", BEN)


def test_it_is_said_in_a_line():
    assert Held(2, 1, 0, 39_000_001).says(Limits()) == "2 of 200 models, 40 of 4,000 MB"
