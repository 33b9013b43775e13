"""Can a visitor have many samples drawn, take them home, and train on them?"""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import own
from core.sampling import SAMPLERS
from core.tasks import DrawTask, store
from core.tasks.draw import dataset_of, open_draw
from core.training.suited import suited
from tests.ui.conftest import ID, OWNER, VISITOR, come, open_page, remembered
from tests.ui.test_clusters_panel import press, worked_off
from tests.ui.test_pages import settled, texts, unescaped, unfolded
from ui.train.state import TrainState


def script(names: tuple[str, ...], label: int | None) -> None:
    """Draw the panel under some strategies."""
    from core import library
    from core.sampling import SAMPLERS
    from ui.sample import take
    from ui.sample.view import Column, SampleView

    columns = tuple(Column(SAMPLERS[name.strip("-")](), why="no" if name.startswith("-") else "") for name in names)
    take.show(SampleView(library.find("1" * 32), None, columns, n=36, temperature=0.5, label=label, seed=9))


def opened(*names: str, label: int | None = None, visitor: str = VISITOR) -> AppTest:
    at = AppTest.from_function(script, default_timeout=20, kwargs={"names": names, "label": label})
    come(at, visitor)
    at.run()
    assert not at.exception
    return at


@pytest.fixture
def drawn(shelf) -> DrawTask:
    """The task that the panel asks for with a kernel density and 40 images, done."""
    at = opened("prior", "kde")
    at.selectbox(key="take-by").set_value(1).run()
    at.number_input(key="take-n").set_value(40).run()
    press(at, "Draw 40 images")
    worked_off()
    (entry,) = store.entries()
    return entry.task


def again(at: AppTest) -> AppTest:
    at.selectbox(key="take-by").set_value(1).run()
    return at.number_input(key="take-n").set_value(40).run()


def test_what_is_asked_for_is_what_the_page_shows(drawn):
    assert drawn == DrawTask(model=ID, sampler=SAMPLERS["kde"](), n=40, temperature=0.5, seed=9)
    at = again(opened("prior", "kde"))
    assert "40 images" in texts(at) and "Their classes are known" in texts(at)
    assert [button.label for button in at.get("download_button")] == ["PNG", "Zip of the images", "CSV of z"]


def test_samples_become_a_data_set_in_the_menu_of_train(drawn):
    at = press(again(opened("prior", "kde")), "Use as a training set")
    end = time.monotonic() + 20
    while not own.noted(OWNER) and time.monotonic() < end:
        time.sleep(0.05)
    at.run()
    ((id, name),) = own.noted(OWNER).items()
    assert name.startswith("40 by kernel density from A *tiny* one")
    assert "data menu of Train" in texts(at) and at.button(key="take-train").label == "Train on it"
    assert own.load(id).fingerprint == dataset_of(drawn).fingerprint == id

    train = unfolded(settled(open_page("pages/Train.py")))
    menu = next(box for box in train.selectbox if box.label == "Data")
    assert name in menu.options
    train = settled(menu.set_value(id).run())
    assert "36 images to train on" in texts(train) and not train.exception and not train.error
    draft = remembered(train, TrainState).draft
    assert draft == suited(own.OwnConfig(id=id), n=36, size=28, k=10) and "follow your images" in texts(train)
    train.switch_page("pages/Home.py").run()
    train = settled(train.switch_page("pages/Train.py").run())
    assert next(box for box in train.selectbox if box.label == "Your images").value == id
    other = unfolded(settled(open_page("pages/Train.py", visitor="f" * 32)))
    assert name not in next(box for box in other.selectbox if box.label == "Data").options


def test_a_link_to_train_names_the_set(drawn):
    id = own.save(dataset_of(drawn))
    at = settled(open_page("pages/Train.py", visitor="e" * 32, data=id))
    assert not at.exception and not at.error
    assert remembered(at, TrainState).draft.dataset == own.OwnConfig(id=id) and "36 images to train on" in texts(at)
    gone, end = open_page("pages/Train.py", data="0" * 64), time.monotonic() + 20
    while not gone.warning and time.monotonic() < end:
        time.sleep(0.05)
        gone.run()
    assert not gone.exception and "not here" in gone.warning[0].value


@pytest.mark.parametrize("n", [0, 10**7])
def test_too_few_and_too_many_get_a_sentence_and_nothing_is_made(shelf, n):
    at = opened("prior")
    at.number_input(key="take-n").set_value(n).run()
    assert [unescaped(error.value) for error in at.error] == [f"N must be between 1 and 10000, got {n}."]
    assert not at.exception and not at.button and not store.entries()


def test_a_strategy_that_cannot_draw_is_not_offered(shelf):
    at = opened("-kde", "prior")
    assert at.selectbox(key="take-by").options == ["1. Standard prior"]
    assert "choose another one" in opened("-kde").info[0].value


def test_what_a_worker_refuses_is_said(shelf):
    at = press(opened("prior", label=3), "Draw 1,000 images")
    worked_off()
    at.run()
    assert "cannot be asked for class 3" in at.error[0].value
    assert open_draw(store.entries()[0].task) is None
    assert "Try again" in [button.label for button in at.button]
