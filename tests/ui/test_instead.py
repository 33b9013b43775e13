"""Is whoever is refused a model led to a training that makes one which fits, from the same images?"""

from __future__ import annotations

import pytest

from core.datasets import DATASETS, own
from core.library import Entry
from core.training.recipes import RECIPES
from core.training.suited import adapted
from tests.ui.conftest import BRIEF, ID, OWNER, open_page, remembered
from tests.ui.test_pages import said_in, settled, texts
from ui import instead
from ui.train.state import TrainState

GONE = DATASETS["own"](id="a" * 64)


@pytest.fixture
def brought(store, monkeypatch):
    """A set of 108 images to learn from that the visitor has brought, as a training names it."""
    monkeypatch.setattr("ui.state.owner", lambda: OWNER)  # also where no page asks
    return own.OwnConfig(id=own.save(DATASETS["digits"](limit=120).load()))


def entry(tmp_path, config, classes=("a", "b")) -> Entry:
    return Entry(ID, tmp_path, "Mine", OWNER, 1.7e9, config.replace(classes=classes), "done", "", False)


@pytest.mark.parametrize("way", instead.WAYS)
def test_a_recipe_is_of_the_kind_that_can(way):
    wanted = instead.WAYS[way]
    assert wanted.can(RECIPES[instead.recipe_of(way)].run.model)
    for name in {recipe.run.dataset.name for recipe in RECIPES.values()}:
        assert wanted.can(RECIPES[instead.recipe_of(way, name)].run.model)


def test_a_model_of_the_same_data_is_offered_where_a_recipe_has_it():
    assert RECIPES[instead.recipe_of("told", "mnist")].run.dataset.name == "mnist"
    assert RECIPES[instead.recipe_of("told", "mnist")].run.model.family != "gan", "a duel takes longer, and can fail"
    assert instead.recipe_of("told", "emnist") == instead.recipe_of("told")


def test_own_images_are_learned_from_again(tmp_path, brought):
    mine = entry(tmp_path, BRIEF.replace(dataset=brought))
    assert instead.query_of("told", mine) == {"data": brought.id}
    assert instead.query_of("gan", mine) == {"data": brought.id, "recipe": instead.recipe_of("gan")}


def test_own_images_without_classes_have_to_be_brought_again_for_what_needs_them(tmp_path, brought):
    mine = entry(tmp_path, BRIEF.replace(dataset=brought), classes=())
    assert instead.query_of("told", mine) == instead.query_of("reads", mine) == {"data": "own"}
    assert instead.query_of("encodes", mine) == {"data": brought.id}


@pytest.mark.parametrize("way", instead.WAYS)
def test_images_that_stayed_elsewhere_are_not_asked_for(way, tmp_path, store):
    assert instead.query_of(way, entry(tmp_path, BRIEF.replace(dataset=GONE))) == {"recipe": instead.recipe_of(way)}


@pytest.mark.parametrize("way", ["gan", "reads"])
def test_a_recipe_is_fitted_to_own_images(way, tmp_path, brought):
    query = instead.query_of(way, entry(tmp_path, BRIEF.replace(dataset=brought)))
    at = settled(open_page("pages/Train.py", **query)).run()
    fitted = adapted(RECIPES[query["recipe"]].run.replace(dataset=brought), 108)
    assert remembered(at, TrainState).draft == fitted
    assert said_in(at, "recipe") == query["recipe"] and said_in(at, "data") == brought.id
    own.note(brought.id, "my letters", OWNER)
    assert "It learns from my letters." in texts(open_page("pages/Train.py", **query))
    assert ("It is a GAN" in texts(at)) == (way == "gan")


@pytest.mark.parametrize("way", instead.WAYS)
def test_the_link_opens_the_training(way, store):
    at = open_page("pages/Train.py", **instead.query_of(way))
    assert not at.exception and not at.error
