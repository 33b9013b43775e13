"""Does One image take a character, have it learned, find the run again, and show nobody else's?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core import jobs
from core.jobs import run_state
from core.library.folder import find, latents
from core.one_image.presets import PRESETS
from core.packed import unpack
from core.tasks import OneImageTask, store
from core.tasks.execute import execute
from core.tasks.one_image import kept
from core.tasks.one_image.kept import judge_row
from core.tasks.one_image.task import of
from core.types import DataError
from core.writing.redrawn import redrawn
from tests.pens import TWO
from tests.ui.conftest import OWNER, open_page, remembered
from ui.one_image.state import SAMPLE, Known, OneImageState

PAGE = "pages/One_image.py"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A store of its own, and the app's own zoo."""
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LATENT_INK_DATA", raising=False)
    return tmp_path


def twos(n: int) -> tuple[str, ...]:
    shown = latents(find("mnist-vae-16d"))
    return of(shown.thumbnails()[shown.labels == 2][:n])


def said(at) -> str:
    kinds = ("warning", "markdown", "caption", "error", "info", "toast")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind)).replace("\\", "")


def press(at, label: str):
    return next(button for button in at.button if button.label == label).click().run()


def given(n: int = 1, character: str = "2", **parameters):
    at = open_page(PAGE, **parameters)
    known = remembered(at, OneImageState)
    known.known, known.character = tuple(Known(text) for text in twos(n)), character
    return at.run()


def test_the_page_begins_with_an_empty_sheet_and_one_sentence(home):
    at = open_page(PAGE)
    assert not at.exception and "Write one digit or letter" in said(at)
    assert [b.label for b in at.main.button] == ["Forget my images"] and at.main.button[0].disabled
    assert "identif" not in said(at).lower()


def test_a_sample_is_taken_varied_named_by_what_it_reads_as_and_learned(home):
    at = open_page(PAGE)
    remembered(at, OneImageState).source = SAMPLE
    at.run()
    known = remembered(at, OneImageState)
    (folder,) = [entry.path for entry in store.entries("")]
    assert execute(folder) == "done"
    at.run()
    assert "It reads as **2**" in said(at) and known.character == "2" and "of these 100 variations for 2" in said(at)
    press(at, "Learn my hand")
    assert not at.exception and at.query_params["run"] in (known.run, [known.run])
    task = store.find(known.run).task
    assert task.character == "2" and not task.drawn and task.chosen == "strong alike"
    assert any(button.label == "Stop" for button in at.button)


def test_a_run_is_found_again_by_its_link_and_shown_to_nobody_else(home):
    task = OneImageTask(images=twos(2), character="2", seeds=0, variation=PRESETS["mild"].variation)
    key = jobs.submit_task(task, OWNER)
    at = open_page(PAGE, run=key)
    known = remembered(at, OneImageState)
    assert not at.exception and known.character == "2" and len(known.known) == 2
    assert known.variation == PRESETS["mild"].variation
    for link, visitor in ((key, "f" * 32), ("0" * 32, "f" * 32), ("../etc", "f" * 32)):
        other = open_page(PAGE, visitor=visitor, run=link)
        assert "of somebody else's image nothing is shown" in said(other) and not other.exception
        assert "run" not in other.query_params and "Write one digit or letter" in said(other)
        assert remembered(other, OneImageState).known == ()


def test_forget_takes_all_away(home):
    at = given()
    press(at, "Learn my hand")
    assert store.entries("")
    press(at, "Forget my images")
    assert store.entries("") == [] and "run" not in at.query_params
    assert "Your images are gone" in said(at) and remembered(at, OneImageState).known == ()


@pytest.mark.parametrize(
    ("character", "words"), [("", ""), ("x" * 300, "1 to 20 letters, got 300"), ("a\u202eb", "control")]
)
def test_a_name_that_is_none_cannot_be_learned(home, character, words):
    at = given(character=character)
    begin = next(button for button in at.button if button.label == "Learn my hand")
    assert begin.disabled and words in said(at) and not at.exception


def test_what_made_a_run_fail_is_said_in_its_sentence(home):
    shown = latents(find("mnist-vae-16d"))
    five = np.concatenate([shown.thumbnails()[shown.labels == d][:1] for d in (1, 3, 5, 7, 2)])
    task = OneImageTask(images=of(five), character="2", seeds=0)
    key = jobs.submit_task(task, OWNER)
    with pytest.raises(DataError) as refused:
        execute(store.find(key).path)
    run_state.end(store.find(key).path, "failed", str(refused.value))  # as its worker does
    at = open_page(PAGE, run=key)
    assert "must all be of one character" in said(at) and any(b.label == "Try again" for b in at.button)


def test_a_lesson_begins_by_its_address_and_what_is_set_goes_into_it(home):
    at = open_page(PAGE, sample="7.3", vary="turn:4,bend:0.5", set="strong", dims="2")
    known = remembered(at, OneImageState)
    assert not at.exception and (known.source, known.digit, known.sample) == (SAMPLE, "7", 2)
    assert (known.variation.turn, known.variation.bend, known.chosen, known.dims) == (4, 0.5, "strong", 2)
    assert link(at) == {"sample": "7.3", "vary": "turn:4.0,bend:0.5", "set": "strong", "dims": "2"}
    known.dims, known.variation = 8, PRESETS["mild"].variation
    at.run()
    assert link(at) == {"sample": "7.3", "vary": "mild", "set": "strong"} and known.dims == 8


def link(at) -> dict[str, str]:
    return {name: value[0] if isinstance(value, list) else value for name, value in at.query_params.items()}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("sample", "7.99", "named by its digit and its number"),
        ("sample", "x", "named by its digit and its number"),
        ("as", "y" * 300, "1 to 20 letters, got 300"),
        ("vary", "turn:400", "turn must be between 0 and 20"),
        ("vary", "spin:4", "spin"),
        ("set", "magic", "a set must be one of repeated"),
        ("dims", "3", "8 or 2 latent dimensions"),
    ],
)
def test_a_bad_link_is_said_and_the_page_goes_on(home, name, value, words):
    at = open_page(PAGE, **{name: value})
    assert words.lower() in said(at).lower() and not at.exception and name not in at.query_params


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    """The store in which OWNER's run on a 2 is done, with five tests, and its key."""
    with pytest.MonkeyPatch.context() as patch:
        store_of = tmp_path_factory.mktemp("learned")
        patch.setenv("LATENT_INK_HOME", str(store_of))
        patch.delenv("LATENT_INK_DATA", raising=False)
        images = twos(6)
        task = OneImageTask(images=images[:1], own=images[1:], character="2", seeds=0, vae={"passes": 20})
        key = jobs.submit_task(task, OWNER)
        assert execute(store.find(key).path) == "done"
        run_state.write_state(store.find(key).path, "done")
    return store_of, key


def canvas(at) -> dict:
    """Return what the page sends to the canvas on which hands are judged."""
    (shown,) = [part for part in at.get("bidi_component") if part.proto.component_name == "latent_ink_one_image"]
    sections = unpack(shown.proto.bytes)
    assert "hand" in sections
    return json.loads(sections["about"]) | {"networks": sorted(set(sections) - {"about"})}


def test_after_a_run_both_verdicts_stand_there_with_what_was_measured(learned, monkeypatch):
    home, key = learned
    monkeypatch.setenv("LATENT_INK_HOME", str(home))
    monkeypatch.delenv("LATENT_INK_DATA", raising=False)
    at = open_page(PAGE, run=key)
    assert not at.exception
    told, verdict = canvas(at), kept.open_verdict(store.find(key).task)
    assert told["networks"] == ["hand", "network", "reader"] and told["character"] == "2"
    assert told["judge"]["own"] == judge_row(verdict.judge)["own"] and 0.5 < told["judge"]["least"] < 0.8
    assert told["network"]["least"] == round(verdict.outcome.line, 4)
    assert f"of 5 more of yours {verdict.hand.own_line:.0%}; AUC {verdict.hand.auc:.2f}" in told["words"]["hand"]
    assert f"by strangers it takes {verdict.hand.strangers_line:.0%} for yours" in told["words"]["hand"]
    assert f"Of {verdict.tested // 2} images" in told["words"]["network"]
    assert told["first"] == ("network" if verdict.outcome.auc > verdict.hand.auc else "hand")
    assert "identif" not in " ".join(told["words"].values()).lower()


def test_before_a_run_the_hand_judges_by_itself(home):
    at = given()
    (folder,) = [entry.path for entry in store.entries("")]
    assert execute(folder) == "done"
    at.run()
    told = canvas(at)
    assert told["networks"] == ["hand", "reader"] and told["network"] is None and told["first"] == "hand"
    assert "10% of strangers pass, on scanned digits by 60 people" in told["words"]["hand"]
    assert "On a screen, where all have one pen, more may" in told["words"]["hand"]
    assert "comes with Learn my hand" in told["words"]["waiting"]


def test_drawings_that_are_kept_become_the_tests_of_the_same_run(learned, monkeypatch):
    home, key = learned
    monkeypatch.setenv("LATENT_INK_HOME", str(home))
    monkeypatch.delenv("LATENT_INK_DATA", raising=False)
    at = open_page(PAGE, run=key)
    known = remembered(at, OneImageState)
    assert len(known.own) == 5 and "5 tests of yours" in said(at)
    assert not any(button.label == "Measure on them" for button in at.button)
    known.own = (*known.own, of(redrawn([TWO])[None])[0])
    at.run()
    press(at, "Measure on them")
    again = store.find(known.run).task
    assert known.run != key and again.own == known.own and again.images == store.find(key).task.images
    jobs.stop_task(known.run, OWNER)
