"""What can a visitor do with marked images, and whose notes are they?"""

from __future__ import annotations

import time

import numpy as np

from core import library
from core.library import annotations
from core.owner import Owner
from tests.ui.conftest import ID, VISITOR, open_page, remembered
from tests.ui.test_clusters_panel import SOMEBODY, opened, press, unlabelled
from tests.ui.test_pages import settled, texts
from ui.components.selection import Selection
from ui.map.state import MapState
from ui.train.state import TrainState

SEVENS = Selection(classes=(7,))


def noted(visitor: str = VISITOR) -> annotations.Annotations:
    return annotations.read(library.find(ID), Owner.of(visitor))


def sevens() -> list[str]:
    latents = library.latents(library.find(ID))
    return [latents.keys[i] for i in np.flatnonzero(latents.labels == 7)]


def test_nothing_marked_says_how_to_mark(shelf):
    at = opened("selection")
    assert "Nothing is marked" in texts(at) and not at.button


def test_a_polygon_of_another_map_marks_nothing(shelf):
    square = ((-9.0, -9.0), (9.0, -9.0), (9.0, 9.0), (-9.0, 9.0))
    at = opened("selection", selection=Selection(layout="0" * 32, polygon=square))
    assert "Nothing is marked" in texts(at)
    at = opened("selection", selection=Selection(layout="plane", polygon=square))
    n = len(library.latents(library.find(ID)))
    assert f"**{n} of {n} images are marked.**" in texts(at)


def test_marked_images_become_a_group_that_can_be_renamed_and_deleted(shelf):
    at = opened("selection", selection=SEVENS)
    assert f"**{len(sevens())} of " in texts(at) and "of class 7" in texts(at)
    at.text_input(key="mark-group").set_value("my <b>sevens</b>")
    press(at, "Keep as group")
    (group,) = noted().groups
    assert group.name == "my <b>sevens</b>" and list(group.images) == sevens()
    at.text_input(key="group-name-0").set_value("sevens")
    press(at, "Rename")
    assert [group.name for group in noted().groups] == ["sevens"]
    press(at, "Show")
    assert remembered(at, MapState).colour == "groups" and remembered(at, MapState).group == "sevens"
    press(at, "Delete")
    assert noted().groups == ()


def test_a_name_that_is_taken_is_refused_in_a_sentence(shelf):
    at = opened("selection", selection=SEVENS)
    for _ in range(2):
        at.text_input(key="mark-group").set_value("sevens")
        press(at, "Keep as group")
    assert "two groups of the name" in texts(at) and len(noted().groups) == 1


def test_marked_images_are_labelled_and_the_labels_removed(shelf):
    at = opened("selection", selection=SEVENS)
    at.text_input(key="mark-label").set_value("seven")
    press(at, "Label these")
    assert noted().label_of() == dict.fromkeys(sevens(), "seven")
    press(at, "Colour the map by them")
    assert remembered(at, MapState).colour == "labels"
    press(at, "Remove")
    assert noted().labels == ()


def test_marked_images_are_left_out_of_the_next_training(shelf):
    at = opened("selection", selection=SEVENS)
    press(at, "Leave these out of the next training")
    assert list(noted().left_out) == sevens()
    at = open_page("pages/Explore.py", model=ID)
    at.button(key="train-without").click().run()
    at = settled(at.switch_page("pages/Train.py").run())  # a test's stand-in does not follow a switch itself
    assert at.title[0].value == "Train a model"
    draft = remembered(at, TrainState).draft
    assert list(draft.dataset.without) == sevens() and draft.left_out == 0
    assert draft.model == library.find(ID).config.model
    assert f"Left out as marked: {len(sevens())}, of {len(sevens())} images that were named." in texts(at)
    press(at, "Take the images back that are left out")
    assert remembered(settled(at), TrainState).draft.dataset.without == ()


def test_images_are_taken_back(shelf):
    at = opened("selection", selection=SEVENS)
    press(press(at, "Leave these out of the next training"), "Take them back")
    assert noted().left_out == ()


def test_a_visitor_with_the_link_notes_for_themselves(shelf):
    at = opened("selection", selection=SEVENS)
    at.text_input(key="mark-group").set_value("hers")
    press(at, "Keep as group")
    other = opened("selection", visitor=SOMEBODY, selection=SEVENS)
    other.text_input(key="mark-group").set_value("his")
    press(other, "Keep as group")
    assert [group.name for group in noted().groups] == ["hers"]
    assert [group.name for group in noted(SOMEBODY).groups] == ["hers", "his"]
    assert "your own" in texts(other) and "your own" not in texts(at)


def test_unlabelled_images_can_be_marked_and_noted(shelf):
    unlabelled()
    square = ((-9.0, -9.0), (9.0, -9.0), (9.0, 9.0), (-9.0, 9.0))
    at = opened("selection", selection=Selection(polygon=square))
    assert "of class" not in texts(at)
    at.text_input(key="mark-label").set_value("ink")
    press(at, "Label these")
    assert [label.text for label in noted().labels] == ["ink"]


def test_marked_images_are_there_to_download(shelf):
    at = opened("selection", selection=SEVENS)
    assert [button.proto.label for button in at.get("download_button")] == ["CSV", "PNG", "Zip of the images"]


def test_very_many_images_are_packed_beside(shelf, monkeypatch):
    monkeypatch.setattr("ui.map.selection.AT_ONCE", 2)
    at = press(opened("selection", selection=SEVENS), f"Pack {len(sevens())} images as a zip")
    end = time.monotonic() + 20
    while len(at.get("download_button")) < 3 and time.monotonic() < end:
        time.sleep(0.1)
        at.run()
    assert not at.exception
    assert [button.proto.label for button in at.get("download_button")] == ["CSV", "PNG", "Zip of the images"]
