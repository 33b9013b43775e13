"""Do the pages have what was added? Run in a copy to which it was, by tests/test_one_of_each.py.

ONE_OF_EACH names the folder of a model that learned by the recipe, on data that LATENT_INK_DATA has.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from core.files import write_json
from core.library.folder import entry_at
from core.training.recipes import RECIPES
from tests.ui.conftest import ID, OWNER, open_page, remembered
from tests.ui.sample_panels import opened as panel
from tests.ui.test_pages import pads, settled, texts
from tests.ui.test_scores_panel import board
from tests.ui.test_train import unfolded
from ui.map.state import MapState
from ui.state import key_of
from ui.train.state import TrainState

OTHER = "2" * 32
DATA = os.environ["LATENT_INK_DATA"]


@pytest.fixture
def shelf(store, monkeypatch) -> Path:
    """A store in which the visitor owns two models of the new family."""
    monkeypatch.setenv("LATENT_INK_DATA", DATA)
    for id in (ID, OTHER):
        shutil.copytree(os.environ["ONE_OF_EACH"], store / "models" / id)
        write_json(
            store / "models" / id / "about.json", {"title": f"Bars {id[0]}", "owner": OWNER.mark, "created": 1.7e9}
        )
    return store


def opened(script: str, **parameters: str):
    at = open_page(script, **parameters)
    assert not at.exception and not at.error and not at.warning
    return at


def menu(at, label: str):
    """Return what a menu or a row of choices offers, as it is written there."""
    return next(part.options for kind in ("selectbox", "button_group") for part in at.get(kind) if part.label == label)


def test_explore_lays_the_images_out_by_the_projection(shelf):
    at = opened("pages/Explore.py", model=ID, map="random-plane", set="seed:3")
    assert pads(at) == 1 and remembered(at, MapState).map == "random-plane"
    assert "Random plane" in menu(at, "Map")
    assert any(box.label == "Seed" and box.value == 3 for box in at.number_input)
    at.segmented_control(key=key_of(MapState, "map")).set_value("pca").run()
    assert not at.exception


def test_train_has_the_recipe_the_data_and_the_family_and_starts(shelf):
    at = unfolded(settled(opened("pages/Train.py", recipe="bars-linear")))
    known = remembered(at, TrainState)
    assert (known.recipe, known.draft) == ("bars-linear", RECIPES["bars-linear"].run)
    assert "Bars" in menu(at, "Data") and "Linear VAE" in menu(at, "Model")
    (cards,) = [part.proto for part in at.get("bidi_component") if part.proto.component_name == "latent_ink_cards"]
    assert RECIPES["bars-linear"].title in str(cards)
    at.button(key="start").click().run()
    assert not at.exception and not at.error
    (run,) = {folder for folder in (shelf / "models").glob("[!.]*")} - {shelf / "models" / id for id in (ID, OTHER)}
    assert entry_at(run).config == RECIPES["bars-linear"].run


def test_sample_draws_by_the_strategy_on_the_projection(shelf):
    at = opened("pages/Sample.py", model=ID, by="box|prior", on="random-plane")
    assert "Uniform in a box" in menu(at, "Strategy 1")
    assert "Random plane" in menu(at, "Map")
    assert any("latent_ink_samples" in part.proto.component_name for part in at.get("bidi_component"))


def test_scores_and_paths_know_the_strategy_and_the_metrics(shelf):
    at = panel("scores", strategies=("box",))
    at.toggle(key="scores-all").set_value(True).run()
    assert "Ink" in [column["title"] for column in board(at)["columns"]]
    assert "Uniform in a box" in [row["name"] for row in board(at)["rows"]]
    assert "Ink kept" in [part.label for part in at.metric]
    panel("paths", strategies=("box",))
    panel("lessons", strategies=("box",))


def test_compare_models_stands_two_of_the_family_side_by_side(shelf):
    at = opened("pages/Compare_models.py", models=f"{ID},{OTHER}")
    assert any("latent_ink_versus" in part.proto.component_name for part in at.get("bidi_component"))


@pytest.mark.parametrize("script", ["Read", "Write", "Look_inside", "Compare_maps"])
def test_the_other_pages_open(script, shelf):
    at = open_page(f"pages/{script}.py", model=ID)
    assert not at.exception and not at.error


def test_the_library_shows_it_and_the_new_page_is_there(shelf):
    assert "Bars 1" in texts(opened("pages/Library.py"))
    assert "This one is a Linear VAE." in texts(opened("pages/Ink.py", model=ID))
