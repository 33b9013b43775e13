"""Is whoever is refused a model led to a training that makes one which fits, from the same images?"""

from __future__ import annotations

import pytest

from core.datasets import DATASETS
from core.library import Entry
from core.training.recipes import RECIPES
from tests.ui.conftest import BRIEF, ID, VISITOR, open_page
from ui import instead

OWN = DATASETS["own"](id="a" * 64)


def entry(tmp_path, config, classes=("a", "b")) -> Entry:
    return Entry(ID, tmp_path, "Mine", VISITOR, 1.7e9, config.replace(classes=classes), "done", "", False)


@pytest.mark.parametrize("way", instead.WAYS)
def test_a_recipe_is_of_the_kind_that_can(way):
    wanted = instead.WAYS[way]
    assert wanted.can(RECIPES[instead.recipe_of(way)].model)
    for name in {run.dataset.name for run in RECIPES.values()}:
        assert wanted.can(RECIPES[instead.recipe_of(way, name)].model)


def test_a_model_of_the_same_data_is_offered_where_a_recipe_has_it():
    assert RECIPES[instead.recipe_of("told", "mnist")].dataset.name == "mnist"
    assert RECIPES[instead.recipe_of("told", "mnist")].model.family != "gan", "a duel takes longer, and can fail"
    assert instead.recipe_of("told", "emnist") == instead.recipe_of("told")


def test_own_images_are_learned_from_again(tmp_path, store):
    mine = entry(tmp_path, BRIEF.replace(dataset=OWN))
    assert instead.query_of("told", mine) == {"data": OWN.id}
    assert instead.query_of("gan", mine) == {"data": OWN.id, "recipe": instead.recipe_of("gan")}


def test_own_images_without_classes_have_to_be_brought_again_for_what_needs_them(tmp_path, store):
    mine = entry(tmp_path, BRIEF.replace(dataset=OWN), classes=())
    assert instead.query_of("told", mine) == instead.query_of("reads", mine) == {"data": "own"}
    assert instead.query_of("encodes", mine) == {"data": OWN.id}


@pytest.mark.parametrize("way", instead.WAYS)
def test_the_link_opens_the_training(way, store):
    at = open_page("pages/2_Train.py", **instead.query_of(way))
    assert not at.exception and not at.error
