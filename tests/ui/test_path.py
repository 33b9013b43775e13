"""Does every page, also one that ends early, say once what comes next, and does the way reach all six steps?"""

from __future__ import annotations

import pytest

from core.training.recipes import RECIPES
from tests.ui.conftest import BRIEF, ID, PAGES, open_page
from ui.path import QUICK


def nexts(at) -> list:
    """Return what a page says of the next one, as links."""
    return [link for link in at.main.get("page_link") if link.label.startswith("Next: ")]


@pytest.mark.parametrize("script", PAGES)
def test_every_page_says_once_what_is_next(script, store):
    assert len(nexts(open_page(script))) == 1  # nothing to show: most pages end early


@pytest.mark.parametrize("script", PAGES)
def test_every_page_with_something_to_show_does_too(script, shelf):
    assert len(nexts(open_page(script))) == 1


def test_a_training_leads_to_the_visitors_own_letters(shelf):
    at = open_page("pages/Train.py", run=ID)
    assert [link.proto.query_string for link in nexts(at)] == ["data=own"]


def test_own_letters_lead_to_writing_with_the_model_that_learned_them(shelf):
    own(shelf)
    (link,) = nexts(open_page("pages/Train.py", run=ID))
    assert link.proto.page.endswith("Write") and link.proto.query_string == f"model={ID}"


def test_the_library_leads_to_writing_if_a_model_can(shelf):
    (link,) = nexts(open_page("pages/Library.py"))
    assert link.proto.page.endswith("Train")
    own(shelf)
    (link,) = nexts(open_page("pages/Library.py"))
    assert link.proto.query_string == f"model={ID}" and "own hand" in link.label


def test_the_letters_of_somebody_else_are_not_called_ones_own(shelf):
    own(shelf)
    (link,) = nexts(open_page("pages/Explore.py", visitor="f" * 32, model=ID))
    assert link.proto.query_string == f"model={ID}" and "own hand" not in link.label


def own(shelf) -> None:
    """Have the model be one that was trained on the visitor's letters and is told the class."""
    from core.datasets import DATASETS

    folder = shelf / "models" / ID
    told, classes = BRIEF.model.replace(conditional=True), tuple("0123456789")
    config = BRIEF.replace(dataset=DATASETS["own"](id="a" * 64), model=told, classes=classes)
    (folder / "config.json").write_text(config.to_json())


def test_home_shows_the_way_of_six_steps_and_leads_to_the_second(shelf):
    at = open_page("pages/Home.py")
    *steps, beside = [link for link in at.main.get("page_link") if not link.label.startswith("Next: ")]
    assert beside.proto.page == "One_image" and "your hand" in beside.label
    assert [link.label[0] for link in steps] == list("23456") and any("1\u2002Drag" in m.value for m in at.markdown)
    assert nexts(at)[0].proto.query_string == steps[0].proto.query_string == f"recipe={QUICK}"
    assert QUICK in RECIPES
