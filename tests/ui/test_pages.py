"""Does every page open, say what it must, and do what its buttons promise?"""

from __future__ import annotations

import json
import time

import pytest

from core import library
from core.files import write_json
from core.jobs import engine
from core.transfer import model_zip
from tests.ui.conftest import ID, OWNER, PAGES, open_page, remembered
from ui.library.state import LibraryState
from ui.shared.state import SharedState
from ui.state import key_of
from ui.train.state import TrainState

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
    at = open_page("pages/Explore.py", model=bad)
    assert not at.exception
    assert len(at.warning) == 1 and "There is no model" in at.warning[0].value
    assert pads(at) == 1


@pytest.mark.parametrize("z", ["", "a,b", "1e999,2", "1,2,3,4,5,6,7"])
def test_explore_with_a_broken_place_opens(z, shelf):
    at = open_page("pages/Explore.py", model=ID, z=z, view="-,,x")
    assert not at.exception and not at.warning
    assert pads(at) == 1


def test_explore_writes_the_model_chosen_into_the_address(shelf, trained):
    import shutil

    other = "2" * 32
    shutil.copytree(trained, shelf / "models" / other)
    at = open_page("pages/Explore.py", model=ID, z="1,2,3")
    at.selectbox(key=key_of(SharedState, "model")).set_value(other).run()
    assert not at.exception
    assert at.query_params.get("model") in (other, [other])
    assert "z" not in at.query_params


def test_a_place_let_go_is_in_the_address(shelf):
    at = open_page("pages/Explore.py", model=ID)
    at.session_state[f"pad-{ID}"] = {"place": {"z": [0.5, -1, 2], "y": None, "view": "both"}}
    at.run()
    assert not at.exception
    assert at.query_params.get("z") in ("0.5,-1,2", ["0.5,-1,2"])


def test_explore_shows_another_visitors_model_to_who_has_the_link(shelf):
    at = open_page("pages/Explore.py", visitor=SOMEBODY, model=ID)
    assert not at.warning and pads(at) == 1
    assert "tiny" not in texts(open_page("pages/Library.py", SOMEBODY))


def unfolded(at):
    """Show the form of a training's settings."""
    at.toggle(key=key_of(TrainState, "settings")).set_value(True).run()
    return settled(at)


def test_a_run_of_somebody_else_is_shown_without_its_buttons(shelf):
    write_json(shelf / "models" / ID / "state.json", {"state": "stopped", "reason": ""})
    mine = open_page("pages/Train.py", run=ID)
    assert "Resume" in [b.label for b in mine.button]
    theirs = open_page("pages/Train.py", visitor=SOMEBODY, run=ID)
    assert not theirs.exception
    assert theirs.title[0].value == mine.title[0].value and unescaped(mine.title[0].value) == "A *tiny* one"
    assert not {"Resume", "Stop"} & {b.label for b in theirs.button}


def test_a_failed_run_says_why_and_what_to_try(shelf):
    write_json(shelf / "models" / ID / "state.json", {"state": "failed", "reason": "the training ran out of memory."})
    at = open_page("pages/Train.py", run=ID)
    assert "ran out of memory" in at.error[0].value and "smaller batch" in at.error[0].value


def test_stop_and_resume(shelf):
    write_json(shelf / "models" / ID / "state.json", {"state": "queued", "reason": ""})
    at = open_page("pages/Train.py", run=ID)
    next(b for b in at.button if b.label == "Stop").click().run()
    assert library.find(ID).state == "stopped"
    next(b for b in at.button if b.label == "Resume").click().run()
    assert library.find(ID).state == "queued" and not at.exception


def test_train_with_a_bad_link_says_so_and_offers_the_form(store):
    at = open_page("pages/Train.py", run="nope")
    assert not at.exception and len(at.warning) == 1
    assert at.title[0].value == "Train a model"


def test_unfinished_runs_are_offered_to_their_owner_only(shelf):
    write_json(shelf / "models" / ID / "state.json", {"state": "queued", "reason": ""})
    offered = lambda at: [button.label for button in at.button]  # noqa: E731
    assert "Watch" in offered(open_page("pages/Train.py"))
    assert "Watch" not in offered(open_page("pages/Train.py", visitor=SOMEBODY))


def test_what_can_be_done_with_a_model_depends_on_whose_it_is_and_whether_it_runs(shelf):
    offered = lambda: menu(open_page("pages/Library.py"))  # noqa: E731
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


def answered(at, seconds: float = 60.0):
    """Run a page until what is being taken in is here, or refused."""
    end = time.monotonic() + seconds
    while remembered(at, LibraryState).taking and time.monotonic() < end:
        time.sleep(0.2)
        at.run()
    return at


def test_library_takes_a_zip_and_refuses_another(shelf):
    at = open_page("pages/Library.py")
    at.file_uploader(key="bring").upload("model.zip", model_zip.export_zip(ID)).run()
    at.button(key="take-in").click().run()
    assert not at.exception and len(library.list_models(OWNER)) == 1, "it is read by a process of its own"
    answered(at)
    assert not at.exception and not at.error and len(library.list_models(OWNER)) == 2
    at = open_page("pages/Library.py")
    at.file_uploader(key="bring").upload("model.zip", b"PK nonsense").run()
    answered(at.button(key="take-in").click().run())
    assert len(at.error) == 1 and len(library.list_models(OWNER)) == 2


def test_library_lists_a_broken_model_with_its_reason(shelf):
    (shelf / "models" / ID / "config.json").write_text("{")
    at = open_page("pages/Library.py")
    assert not at.exception and "config" in texts(at)
    at.button(key=f"remove-{ID}").click().run()
    assert not (shelf / "models" / ID).exists()


def test_cards_of_one_title_are_told_apart_and_show_what_is_drawn(shelf):
    at = open_page("pages/Library.py")
    (line,) = [caption.value for caption in at.caption if "Dense VAE" in caption.value]
    assert " · 2 epochs · 14 Nov 2023, " in line
    pictures = [part for part in at.get("bidi_component") if "ink_image" in part.proto.component_name]
    shown = [json.loads(part.proto.json) for part in pictures]
    assert [round(picture["height"] / picture["width"], 2) for picture in shown] == [0.2]
