"""Is what somebody told a reader kept whole, for them alone, once, and gone when they take it back?"""

from __future__ import annotations

import threading

import numpy as np
import pytest

from core import places
from core.datasets import corrections, own
from core.types import DataError
from tests.visitors import ANNA, BEN

DIGITS = tuple("0123456789")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))


def drawing(i: int, size: int = 28) -> np.ndarray:
    image = np.zeros((size, size), np.uint8)
    image[i // size, i % size] = 200
    image[-1, -1] = 255
    return image


def told(owner=ANNA, size: int = 28) -> list[int]:
    found = corrections.kept(DIGITS, size, owner)
    return [] if found is None else found.labels.tolist()


def stored() -> int:
    return len(list((places.datasets() / "own").glob("*.safetensors")))


def test_what_is_told_is_a_set_of_ones_own_images():
    for i, label in enumerate((4, 9, 4)):
        corrections.add(drawing(i), label, DIGITS, ANNA)
    kept = corrections.kept(DIGITS, 28, ANNA)
    assert told() == [4, 9, 4] and np.array_equal(kept.images[1], drawing(1)) and kept.classes == DIGITS
    assert own.noted(ANNA) == {kept.fingerprint: "My corrected digits"} and stored() == 1, "each makes way for the next"
    assert told(BEN) == [] and told(ANNA, 32) == [] and corrections.kept(("a", "b"), 28, ANNA) is None


def test_a_drawing_told_otherwise_is_told_anew_and_forgotten_at_a_wish():
    corrections.add(drawing(0), 4, DIGITS, ANNA)
    corrections.add(drawing(1), 5, DIGITS, ANNA)
    corrections.add(drawing(0), 9, DIGITS, ANNA)
    assert told() == [5, 9]
    corrections.forget(drawing(1), DIGITS, ANNA)
    corrections.forget(drawing(7), DIGITS, ANNA)
    assert told() == [9]
    corrections.forget_all(DIGITS, 28, ANNA)
    assert told() == [] and stored() == 0 and own.noted(ANNA) == {}


def test_a_change_that_is_asked_for_twice_is_made_once():
    add = {"change": "a" * 16}
    corrections.add(drawing(0), 4, DIGITS, ANNA, **add)
    corrections.forget(drawing(0), DIGITS, ANNA, change="b" * 16)
    corrections.add(drawing(0), 4, DIGITS, ANNA, **add)  # as after a reload, when the browser tells it again
    assert told() == []


def test_a_set_that_a_model_learns_from_stays_beside_the_new_one():
    corrections.add(drawing(0), 4, DIGITS, ANNA)
    first = corrections.kept(DIGITS, 28, ANNA).fingerprint
    corrections.add(drawing(1), 5, DIGITS, ANNA, in_use={first})
    assert stored() == 2 and own.load(first).labels.tolist() == [4] and told() == [4, 5]


def test_a_set_deleted_from_the_menu_is_gone_here_too():
    corrections.add(drawing(0), 4, DIGITS, ANNA)
    own.delete(corrections.kept(DIGITS, 28, ANNA).fingerprint, ANNA)
    assert told() == []
    corrections.add(drawing(1), 5, DIGITS, ANNA)
    assert told() == [5]


def test_two_tabs_at_once_lose_nothing():
    def tell(start: int) -> None:
        for i in range(start, start + 12):
            corrections.add(drawing(i), i % 10, DIGITS, ANNA, change=f"{i:016x}")

    tabs = [threading.Thread(target=tell, args=(start,)) for start in (0, 12, 24)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert sorted(told()) == sorted(i % 10 for i in range(36)) and stored() == 1


def test_what_is_none_is_refused_in_a_sentence(monkeypatch):
    for image in (np.zeros((28, 28), np.uint8), drawing(0)[:20], drawing(0).astype(float)):
        with pytest.raises(DataError, match="square drawing"):
            corrections.add(image, 4, DIGITS, ANNA)
    with pytest.raises(DataError, match="between 0 and 9, got 10"):
        corrections.add(drawing(0), 10, DIGITS, ANNA)
    monkeypatch.setattr(corrections, "MOST", 2)
    for i in range(2):
        corrections.add(drawing(i), 4, DIGITS, ANNA)
    with pytest.raises(DataError, match="forget some first"):
        corrections.add(drawing(2), 4, DIGITS, ANNA)
    corrections.add(drawing(1), 5, DIGITS, ANNA)
    assert told() == [4, 5]


def test_a_damaged_note_costs_the_corrections_their_place_and_nothing_else():
    corrections.add(drawing(0), 4, DIGITS, ANNA)
    (places.datasets() / "own" / f"corrections-of-{ANNA.mark}.json").write_text("{broken")
    assert told() == [] and len(own.noted(ANNA)) == 1
