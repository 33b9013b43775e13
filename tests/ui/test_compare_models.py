"""Does Compare models choose, add and take away columns, refuse bad links in words, and start a fair pair?"""

from __future__ import annotations

import shutil
import time

import pytest

from core import library
from core.files import write_json
from core.jobs import client
from tests.ui.conftest import ID, OWNER, ROOT, open_page, ways_on

PAGE = "pages/Compare_models.py"
OTHER = "2" * 32


@pytest.fixture
def two(shelf):
    shutil.copytree(shelf / "models" / ID, shelf / "models" / OTHER)
    return shelf


def asked_for(at) -> list[str]:
    value = at.query_params["models"]
    return (value if isinstance(value, str) else value[0]).split(",")


def menus(at) -> list[str]:
    return [box.value for box in at.selectbox if box.label.startswith("Model ") and box.label[6:7].isdecimal()]


def test_two_models_stand_side_by_side_and_the_address_says_which(two):
    at = open_page(PAGE, models=f"{OTHER},{ID}")
    assert not at.exception and not at.warning
    assert menus(at) == [OTHER, ID]
    assert asked_for(at) == [OTHER, ID]
    assert any("latent_ink_versus" in part.proto.component_name for part in at.get("bidi_component"))


def test_a_model_is_not_compared_with_itself(shelf):
    at = open_page(PAGE)
    assert not at.exception
    assert "not compared with itself" in at.info[0].value
    assert set(ways_on(at)) == {"Train a GAN"}


def test_a_newcomer_reads_which_is_which(two):
    labels = [box.label for box in open_page(PAGE).selectbox]
    assert "Model 1: VAE" in labels and "Model 2: VAE" in labels


def test_why_a_model_could_not_go_on_is_said(two):
    write_json(two / "models" / OTHER / "state.json", {"state": "failed", "reason": "the disk is full."})
    at = open_page(PAGE, models=f"{ID},{OTHER}")
    assert not at.exception
    assert at.error[0].value == "**A \\*tiny\\* one** could not go on: the disk is full."


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("nope", "There is no model"),
        (",".join([ID] * 5), "2 to 4"),
        ("../../etc", "There is no model"),
        ("<b>", "no model"),
    ],
)
def test_a_bad_link_gets_one_sentence_and_other_models(asked, said, two):
    at = open_page(PAGE, models=asked)
    assert not at.exception
    assert len(at.warning) == 1 and said in at.warning[0].value
    assert len(menus(at)) >= 2


def test_what_is_right_in_a_bad_link_stays(two):
    at = open_page(PAGE, models=f"{OTHER},{'9' * 32}")
    assert not at.exception and len(at.warning) == 1
    assert menus(at) == [OTHER, ID] and asked_for(at) == [OTHER, ID]


def test_a_classifier_draws_nothing_to_compare(two, monkeypatch):
    from ui.shared import model_pad

    monkeypatch.setattr(model_pad, "can_draw", lambda entry: entry.id != OTHER)
    at = open_page(PAGE, models=f"{ID},{OTHER}")
    assert not at.exception
    assert "draws nothing" in at.warning[0].value
    assert "Train one that draws" in ways_on(at)


def test_a_third_column_comes_and_goes(two):
    third = "3" * 32
    shutil.copytree(two / "models" / ID, two / "models" / third)
    at = open_page(PAGE, models=f"{ID},{OTHER}")
    next(button for button in at.button if button.label == "Add a model").click()
    at.run()
    assert sorted(menus(at)) == sorted([ID, OTHER, third])
    next(button for button in at.button if button.key.endswith(".away")).click()
    at.run()
    assert menus(at) == [OTHER, third]


def test_a_third_column_shows_the_family_that_is_missing_on_the_same_digits(shelf):
    (shelf / "zoo").symlink_to(ROOT / "zoo")
    at = open_page(PAGE)
    assert menus(at) == ["mnist-cvae", "mnist-cgan"]
    next(button for button in at.button if button.label == "Add a model").click().run()
    assert menus(at) == ["mnist-cvae", "mnist-cgan", "mnist-flow"]
    at = open_page(PAGE, models="letters-cvae,mnist-cgan")
    next(button for button in at.button if button.label == "Add a model").click().run()
    assert not at.exception and len(set(menus(at))) == 3


def test_a_pair_is_queued_with_the_same_data_seed_and_budget(shelf):
    at = open_page(PAGE)
    next(toggle for toggle in at.toggle if toggle.label == "Train a pair").set_value(True)
    at.run()
    end = time.monotonic() + 20
    while not any(button.label == "Train them side by side" for button in at.button) and time.monotonic() < end:
        time.sleep(0.1)
        at.run()
    next(button for button in at.button if button.label == "Train them side by side").click()
    at.run()
    assert not at.exception and not at.error
    runs = [entry for entry in library.list_models(OWNER) if entry.id != ID]
    assert sorted(asked_for(at)) == sorted(run.id for run in runs)
    assert len(client.together(runs[0].id)) == 2
    one, other = (run.config for run in runs)
    assert (one.dataset, one.seed, one.training.seconds) == (other.dataset, other.seed, other.training.seconds)
    assert {one.model.family, other.model.family} == {"mlp vae", "gan"}
