"""Does every page open, say what it must, and do what its buttons promise?"""

from __future__ import annotations

import json
import time

import pytest

from core import library
from core.datasets import DATASETS, own
from core.files import write_json
from core.jobs import engine
from core.training.recipes import RECIPES
from core.training.suited import adapted
from tests.ui.conftest import ID, PAGES, VISITOR, open_page
from ui.state import STATE
from ui.train.recipes import GOOD_FOR

SOMEBODY = "f" * 32


def texts(at) -> str:
    """Return all that a page says in words."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind))


def said_in(at, name: str) -> str:
    """Return a parameter of the page's address, empty if it is not there."""
    found = at.query_params.get(name, "")
    return found[0] if isinstance(found, list) else found


def unescaped(text: str) -> str:
    return text.replace("\\", "")


def settled(at, seconds: float = 20.0):
    """Run a page until its images are there."""
    end = time.monotonic() + seconds
    while "images to train on" not in texts(at) and time.monotonic() < end:
        time.sleep(0.1)
        at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize("script", PAGES)
def test_opens_on_an_empty_store(script, store):
    at = open_page(script)
    assert not at.exception and not at.error
    assert at.title


@pytest.mark.parametrize("script", PAGES)
def test_opens_with_a_model(script, shelf):
    at = open_page(script)
    assert not at.exception and not at.error


def test_no_page_starts_an_engine_without_a_server(shelf):
    open_page("pages/Home.py")
    assert engine._supervisor._watch is None


def test_home_shows_a_model_of_the_zoo(shelf):
    (shelf / "models" / ID).rename(shelf / "zoo")
    (shelf / "zoo").rename(shelf / "tiny")
    (shelf / "zoo").mkdir()
    (shelf / "tiny").rename(shelf / "zoo" / "mnist-vae-2d")
    at = open_page("pages/Home.py")
    assert not at.exception
    assert pads(at) == 1


def pads(at) -> int:
    """Return how many pads a page shows, of whatever model."""
    return sum("latent_ink_pad" in part.proto.component_name for part in at.get("bidi_component"))


@pytest.mark.parametrize("bad", ["nope", "../../etc/passwd", "0" * 32, "x" * 5000, "<b>"])
def test_explore_with_a_bad_link_says_so_and_goes_on(bad, shelf):
    at = open_page("pages/1_Explore.py", model=bad)
    assert not at.exception
    assert len(at.warning) == 1 and "There is no model" in at.warning[0].value
    assert pads(at) == 1


@pytest.mark.parametrize("z", ["", "a,b", "1e999,2", "1,2,3,4,5,6,7"])
def test_explore_with_a_broken_place_opens(z, shelf):
    at = open_page("pages/1_Explore.py", model=ID, z=z, view="-,,x")
    assert not at.exception and not at.warning
    assert pads(at) == 1


def test_explore_writes_the_model_chosen_into_the_address(shelf, trained):
    import shutil

    other = "2" * 32
    shutil.copytree(trained, shelf / "models" / other)
    at = open_page("pages/1_Explore.py", model=ID, z="1,2,3")
    at.selectbox(key="bound_model").set_value(other).run()
    assert not at.exception
    assert at.query_params.get("model") in (other, [other])
    assert "z" not in at.query_params


def test_a_place_let_go_is_in_the_address(shelf):
    at = open_page("pages/1_Explore.py", model=ID)
    at.session_state[f"pad-{ID}"] = {"place": {"z": [0.5, -1, 2], "y": None, "view": "both"}}
    at.run()
    assert not at.exception
    assert at.query_params.get("z") in ("0.5,-1,2", ["0.5,-1,2"])


def test_explore_shows_another_visitors_model_to_who_has_the_link(shelf):
    at = open_page("pages/1_Explore.py", visitor=SOMEBODY, model=ID)
    assert not at.warning and pads(at) == 1
    assert "tiny" not in texts(open_page("pages/3_Library.py", SOMEBODY))


def unfolded(at):
    """Show the form of a training's settings."""
    at.toggle(key="bound_settings").set_value(True).run()
    return settled(at)


def test_train_starts_what_is_set(store):
    at = unfolded(settled(open_page("pages/2_Train.py")))
    assert "About" in texts(at)
    at.number_input(key="draft1.training.epochs").set_value(7)
    at.number_input(key="draft1.mlp vae.latent_dim").set_value(5)
    at.text_input(key="bound_new_title").set_value("Mine")
    next(b for b in at.button if b.label == "Start training").click().run()
    assert not at.exception
    (entry,) = [e for e in library.list_models(VISITOR) if not e.zoo]
    assert (entry.title, entry.state, entry.config.model.latent_dim, entry.config.training.epochs) == (
        "Mine",
        "queued",
        5,
        7,
    )
    assert at.query_params.get("run") in (entry.id, [entry.id])
    assert at.title[0].value == "Mine"


def test_train_starts_at_one_press_and_numbers_what_is_called_alike(store):
    for i in (1, 2):
        at = settled(open_page("pages/2_Train.py"))
        assert not at.number_input and not at.selectbox  # all settings are folded up
        at.button(key="start").click().run()
        write_json(store / "models" / said_in(at, "run") / "state.json", {"state": "done", "reason": ""})
        assert unescaped(at.title[0].value) == "Digits, small, 2 latent dims" + " (2)" * (i - 1)


def test_train_says_in_one_sentence_what_is_wrong(store):
    at = unfolded(settled(open_page("pages/2_Train.py")))
    at.text_input(key="draft1.mlp vae.hidden").set_value("many").run()
    said = [unescaped(e.value) for e in at.error]
    assert said == ["Hidden layers must be whole numbers with commas between, such as 512, 256."]
    assert next(b for b in at.button if b.label == "Start training").disabled


def test_train_keeps_the_settings_when_the_visitor_comes_back(store):
    at = unfolded(settled(open_page("pages/2_Train.py")))
    at.number_input(key="draft1.training.epochs").set_value(9).run()
    at.switch_page("pages/Home.py").run()
    at = settled(at.switch_page("pages/2_Train.py").run())
    assert at.number_input(key="draft1.training.epochs").value == 9
    at.toggle(key="bound_settings").set_value(False).run()
    assert not at.number_input and "9 epochs" in texts(at)
    assert unfolded(at).number_input(key="draft1.training.epochs").value == 9


def pick(at, name: str):
    """Pick a recipe's card."""
    at.session_state["recipes"] = {"picked": {"name": name, "at": time.time()}}
    return settled(at.run())


def test_another_recipe_brings_its_settings(store):
    at = pick(unfolded(settled(open_page("pages/2_Train.py", recipe="digits-2d"))), "digits-cvae")
    assert at.number_input(key="draft2.mlp vae.latent_dim").value == 4
    assert "told the class" in texts(at) and said_in(at, "recipe") == "digits-cvae"


def test_what_is_changed_by_hand_is_said_and_no_link_leads_there(store):
    at = unfolded(settled(open_page("pages/2_Train.py", recipe="digits-cvae")))
    at.number_input(key="draft1.mlp vae.latent_dim").set_value(3).run()
    assert "3 latent dimensions" in texts(at) and not said_in(at, "recipe")


@pytest.mark.parametrize("name", RECIPES)
def test_a_link_to_a_recipe_chooses_its_card(name, store):
    images = own.save(DATASETS["digits"](limit=40).load())  # there is no MNIST here: it is to learn from these
    at = settled(open_page("pages/2_Train.py", recipe=name, data=images))
    known = at.session_state[STATE]
    dataset = own.OwnConfig(id=images)
    assert known.recipe == name and known.draft == adapted(RECIPES[name], dataset.count()).replace(dataset=dataset)
    assert (GOOD_FOR["told"] in texts(at)) == getattr(RECIPES[name].model, "conditional", False)
    # Whoever goes on from there is not held to it.
    for _ in range(10):  # a run that pictures have asked for may come first, and forget what the browser reports
        at.session_state["recipes"] = {"picked": {"name": "digits-2d", "at": time.time()}}
        if settled(at.run()).session_state[STATE].recipe == "digits-2d":
            break
    assert at.session_state[STATE].recipe == "digits-2d" and not said_in(at, "recipe")


@pytest.mark.parametrize(
    ("link", "said"), [({"recipe": "no-such"}, "no recipe"), ({"data": "xyz"}, "no set of images")]
)
def test_a_link_to_what_is_not_there_is_said_and_the_usual_is_chosen(link, said, store):
    at = settled(open_page("pages/2_Train.py", **link))
    assert [said in warning.value for warning in at.warning] == [True]
    assert at.session_state[STATE].recipe == "digits-2d" and at.button(key="start")


def test_another_family_keeps_what_both_know(store):
    at = unfolded(settled(open_page("pages/2_Train.py")))
    at.number_input(key="draft1.mlp vae.latent_dim").set_value(11).run()
    at.segmented_control(key="draft1.family").set_value("conv vae").run()
    assert not at.exception
    assert at.number_input(key="draft1.conv vae.latent_dim").value == 11


def test_data_that_cannot_be_had_leaves_the_digits_and_a_sentence(store):
    at = unfolded(settled(open_page("pages/2_Train.py")))
    at.selectbox(key="draft1.data.name").set_value("mnist").run()
    end = time.monotonic() + 20
    while not at.warning and time.monotonic() < end:
        time.sleep(0.1)
        at.run()
    said = unescaped(at.warning[0].value)
    assert "could not be downloaded" in said and str(store / "datasets" / "mnist") in said
    assert at.selectbox(key="draft2.data.name").value == "digits"


def test_a_run_of_somebody_else_is_shown_without_its_buttons(shelf):
    write_json(shelf / "models" / ID / "state.json", {"state": "stopped", "reason": ""})
    mine = open_page("pages/2_Train.py", run=ID)
    assert "Resume" in [b.label for b in mine.button]
    theirs = open_page("pages/2_Train.py", visitor=SOMEBODY, run=ID)
    assert not theirs.exception
    assert theirs.title[0].value == mine.title[0].value and unescaped(mine.title[0].value) == "A *tiny* one"
    assert not {"Resume", "Stop"} & {b.label for b in theirs.button}


def test_a_failed_run_says_why_and_what_to_try(shelf):
    write_json(shelf / "models" / ID / "state.json", {"state": "failed", "reason": "the training ran out of memory."})
    at = open_page("pages/2_Train.py", run=ID)
    assert "ran out of memory" in at.error[0].value and "smaller batch" in at.error[0].value


def test_stop_and_resume(shelf):
    write_json(shelf / "models" / ID / "state.json", {"state": "queued", "reason": ""})
    at = open_page("pages/2_Train.py", run=ID)
    next(b for b in at.button if b.label == "Stop").click().run()
    assert library.find(ID).state == "stopped"
    next(b for b in at.button if b.label == "Resume").click().run()
    assert library.find(ID).state == "queued" and not at.exception


def test_train_with_a_bad_link_says_so_and_offers_the_form(store):
    at = open_page("pages/2_Train.py", run="nope")
    assert not at.exception and len(at.warning) == 1
    assert at.title[0].value == "Train a model"


def test_unfinished_runs_are_offered_to_their_owner_only(shelf):
    write_json(shelf / "models" / ID / "state.json", {"state": "queued", "reason": ""})
    offered = lambda at: [button.label for button in at.button]  # noqa: E731
    assert "Watch" in offered(open_page("pages/2_Train.py"))
    assert "Watch" not in offered(open_page("pages/2_Train.py", visitor=SOMEBODY))


def test_what_can_be_done_with_a_model_depends_on_whose_it_is_and_whether_it_runs(shelf):
    offered = lambda: menu(open_page("pages/3_Library.py"))  # noqa: E731
    assert offered() == ["Model card", "Download", "Rename", "Delete"]
    write_json(shelf / "models" / ID / "state.json", {"state": "running", "reason": ""})
    assert offered() == ["Model card", "Download", "Rename"]
    (shelf / "zoo").mkdir()
    (shelf / "models" / ID).rename(shelf / "zoo" / "one")
    assert offered() == ["Model card", "Download"]


def menu(at) -> list[str]:
    """Return what the only model's menu offers."""
    (found,) = at.get("menu_button")
    return list(found.proto.options)


def test_library_takes_a_zip_and_refuses_another(shelf):
    at = open_page("pages/3_Library.py")
    at.file_uploader(key="bring").upload("model.zip", library.export_zip(ID)).run()
    at.button(key="take-in").click().run()
    assert not at.exception
    assert len(library.list_models(VISITOR)) == 2
    at = open_page("pages/3_Library.py")
    at.file_uploader(key="bring").upload("model.zip", b"PK nonsense").run()
    at.button(key="take-in").click().run()
    assert len(at.error) == 1 and len(library.list_models(VISITOR)) == 2


def test_library_lists_a_broken_model_with_its_reason(shelf):
    (shelf / "models" / ID / "config.json").write_text("{")
    at = open_page("pages/3_Library.py")
    assert not at.exception and "config" in texts(at)
    at.button(key=f"remove-{ID}").click().run()
    assert not (shelf / "models" / ID).exists()


def test_cards_of_one_title_are_told_apart_and_show_what_is_drawn(shelf):
    at = open_page("pages/3_Library.py")
    (line,) = [caption.value for caption in at.caption if "Dense VAE" in caption.value]
    assert " · 2 epochs · 14 Nov 2023, " in line
    pictures = [part for part in at.get("bidi_component") if "ink_image" in part.proto.component_name]
    shown = [json.loads(part.proto.json) for part in pictures]
    assert [round(picture["height"] / picture["width"], 2) for picture in shown] == [0.2]
