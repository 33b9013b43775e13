"""Does a set with uneven classes become one with even ones, by a few widgets, and is it learned from at once?"""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import own
from core.datasets.balance import BalanceConfig
from core.datasets.digits import DigitsConfig
from core.types import ImageDataset
from tests.ui.conftest import OWNER, come, open_page, remembered
from ui.shared.balance import BalanceState
from ui.train.state import TrainState

COUNTS = {"0": 30, "7": 12, "2": 3}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    return tmp_path


def uneven(*, labels: bool = True) -> str:
    """Keep and note a set of digits, as many of each class as COUNTS says."""
    digits = DigitsConfig().load("train")
    places = np.concatenate([np.flatnonzero(digits.labels == int(c))[:n] for c, n in COUNTS.items()])
    some = digits.subset(places)
    dataset = (
        ImageDataset("mine", some.images, some.labels, digits.classes) if labels else ImageDataset("mine", some.images)
    )
    id = own.save(dataset)
    own.note(id, "Uneven <b>ones</b>", OWNER)
    return id


def page(id: str) -> None:
    import streamlit as st

    from core.datasets import own
    from ui.shared import balance

    def made(id):
        st.session_state.made_ids = [*st.session_state.get("made_ids", []), id]

    balance.panel(own.OwnConfig(id=id), key="here", on_made=made)


def opened(id: str) -> AppTest:
    at = AppTest.from_function(page, default_timeout=30, kwargs={"id": id})
    come(at)
    at.run()
    (box,) = at.expander
    return settled(unfold(at, box.label))


def unfold(at: AppTest, label: str) -> AppTest:
    at.session_state["here.balance"] = True
    return at.run()


def settled(at: AppTest, tries: int = 200) -> AppTest:
    """Run the page until no errand of it is under way."""
    import time

    from ui.shared import background

    while any(not one.future.done() for one in background._errands.values()) and tries:
        time.sleep(0.1)
        tries -= 1
    assert not at.exception
    return at.run()


def said(at: AppTest) -> str:
    kinds = ("warning", "markdown", "caption", "success", "error", "info")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind)).replace("\\", "")


def set_number(at: AppTest, label: str, value: int) -> AppTest:
    return next(one for one in at.number_input if one.label == label).set_value(value).run()


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def test_what_there_would_be_is_said_before_anything_is_made():
    at = opened(uneven())
    assert "Now 3 classes of 3 to 30 images" in said(at) and "balanced 2 of 20 to 30, 50 in all" in said(at)
    at = settled(set_number(at, "Leave out classes with fewer than", 1))
    assert "balanced 3 of 20 to 30, 70 in all" in said(at)
    at = settled(set_number(at, "Keep of a class at most", 10))
    assert "Fill must be at most 10" in said(at) and not at.button
    at = settled(set_number(at, "Fill up to", 10))
    assert "balanced 3 of 10 to 10, 30 in all" in said(at)


def test_a_set_is_made_once_and_what_became_of_it_is_said_where_it_is_looked_at():
    id = uneven()
    at = settled(press(settled(opened(id)), "Make the balanced set"))
    (made,) = at.session_state.made_ids
    whole = own.load(made)
    assert dict(zip(whole.classes, np.bincount(whole.labels), strict=True)) == {"0": 30, "7": 20}
    assert whole.of is not None and own.noted(OWNER)[made] == "Uneven <b>ones</b>, balanced"
    known = remembered(at, BalanceState)
    assert known.made[made].added == 8 and known.made[made].read is not None and not known.asked
    assert at.run().session_state.made_ids == [made]


def test_how_far_images_are_varied_is_set_by_sliders_and_goes_into_what_is_made():
    at = opened(uneven())
    next(one for one in at.toggle if one.label.startswith("Set how far")).set_value(True).run()
    at = settled(at)
    next(one for one in at.slider if one.label == "Turn").set_value(0.0).run()
    config = next(iter(remembered(settled(at), BalanceState).settings.values()))
    assert config.ways[0].turn == 0.0 and config.ways[0].lean == BalanceConfig().ways[0].lean
    assert "of them for what they are" in said(at)


def test_images_without_classes_are_not_balanced():
    assert "there is nothing to balance" in said(opened(uneven(labels=False)))


def test_train_goes_on_with_what_was_balanced(store, monkeypatch):
    id = uneven()
    at = settled(open_page("pages/Train.py", data=id))
    at = settled(at)
    at.session_state["train.balance"] = True
    at = settled(settled(at.run()))
    at = settled(settled(press(at, "Make the balanced set")))
    at.session_state["train.balance"] = True  # as a browser has it, where it stays unfolded
    at = settled(settled(at.run()))
    known = remembered(at, TrainState)
    made = next(other for other in own.noted(OWNER) if other != id)
    assert own.id_of(known.begun.dataset) == made and "Balanced: 50 images, 8 of them varied" in said(at)
