"""Are the steps of the long road told where a recipe of one's own hand is chosen, and is it said what was measured?"""

from __future__ import annotations

from core.training.recipes import RECIPES
from core.training.recipes.road import ROAD
from tests.ui.conftest import open_page
from tests.ui.test_pages import settled

TRAIN = "pages/Train.py"


def roads(at) -> list:
    return [one for one in at.get("expander") if "long road" in one.label]


def test_every_step_says_what_comes_of_it_and_leads_to_where_it_is_tried(store):
    assert roads(settled(open_page(TRAIN))) == []
    at = settled(open_page(TRAIN, recipe="words-128"))
    (road,) = roads(at)
    told = " ".join(str(one.value) for one in road.markdown)
    assert not at.exception and all(step.title in told and step.outcome in told for step in ROAD)
    links = [one.proto for one in road.get("page_link")]
    named = [RECIPES[step.recipe].title for step in ROAD if step.recipe]
    assert [link.label for link in links] == [*named[:2], "Clusters, on Explore", *named[2:]]
    assert all(f"recipe={step.recipe}" in str(links) for step in ROAD if step.recipe)


def test_what_nobody_measured_is_told_as_expected_and_has_no_share():
    expected = [step.outcome.startswith("One expects ") for step in ROAD]
    assert expected == [True] * 4 + [False] * 2
    assert ["%" in step.outcome for step in ROAD] == [not one for one in expected]


def test_each_recipe_of_the_road_learns_from_ones_own_set():
    assert len(ROAD) == 6 and all(RECIPES[step.recipe].own for step in ROAD if step.recipe)
