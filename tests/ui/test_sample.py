"""Does Sample draw by the strategies that are asked for, say what is missing and why, and refuse what cannot be?"""

from __future__ import annotations

import json

import pytest

from core import library
from core.config import ConfigError
from core.jobs import client, worker
from core.library import task_folder
from core.packed import unpack
from core.sampling import SAMPLERS
from core.tasks import SamplerTask
from tests.ui.conftest import ID, open_page, ways_on
from ui.sample import strategies

SAMPLE = "pages/Sample.py"


def drawn(at) -> dict:
    """Return what the page sent to the columns, its `about`."""
    blocks = [p.proto.bytes for p in at.get("bidi_component") if p.proto.component_name == "latent_ink_samples"]
    assert len(blocks) == 1
    return json.loads(unpack(blocks[0])["about"])


def names(at) -> list[str]:
    return [column["name"] for column in drawn(at)["columns"]]


@pytest.mark.parametrize("name", SAMPLERS)
def test_an_address_says_which_strategy_it_is(name):
    usual = SAMPLERS[name]()
    assert strategies.config_of(name) == usual
    assert strategies.text_of(usual) == name


def test_settings_go_into_an_address_and_come_back():
    config = SAMPLERS["gaussian-mixture"](components=7, covariance="diag", per_class=False)
    text = strategies.text_of(config)
    assert text == "gaussian-mixture,components:7,covariance:diag,per_class:false"
    assert strategies.config_of(text) == config


@pytest.mark.parametrize(
    "text", ["magic", "kde,bandwidth:narrow", "kde,colour:red", "gaussian-mixture,components:0", ""]
)
def test_strategies_that_do_not_exist_are_refused(text):
    with pytest.raises(ConfigError):
        strategies.config_of(text)


def test_what_is_quick_is_drawn_at_once_and_the_rest_is_ordered(shelf):
    at = open_page(SAMPLE, model=ID)
    assert not at.exception
    assert {column["name"]: column["n"] for column in drawn(at)["columns"]} == {"prior": 36, "kde": 36}
    at = open_page(SAMPLE, model=ID, by="prior|k-means|kde|gaussian-mixture")
    assert [column["n"] for column in drawn(at)["columns"]] == [36, 0, 36, 0]
    task = SamplerTask(model=ID, sampler=SAMPLERS["k-means"]())
    assert client.task_status(task.key()).state == "queued"
    assert worker.run(str(task_folder.folder_of(task.key()))) == "done"
    at.run()
    assert drawn(at)["columns"][1]["n"] == 36


def test_one_class_is_drawn_by_those_who_know_it_and_the_others_say_why(shelf):
    at = open_page(SAMPLE, model=ID, by="prior|kde", **{"class": "7"})
    prior, kde = drawn(at)["columns"]
    assert prior["n"] == 0 and "class 7" in prior["note"]
    assert kde["n"] == 36 and not kde["note"]


def test_links_say_how_many_by_which_seed_at_which_temperature(shelf):
    at = open_page(SAMPLE, model=ID, by="kde|kde,bandwidth:silverman|posterior", n="16", seed="5", t="0.5")
    assert not at.exception and not at.warning
    about = drawn(at)
    assert names(at) == ["kde", "kde", "posterior"]
    assert [column["title"] for column in about["columns"]] == [
        "Kernel density",
        "Kernel density (bandwidth silverman)",  # else nobody could tell the two apart
        "More like this one",
    ]
    assert about["temperature"] == 0.5 and {column["n"] for column in about["columns"]} == {16}


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"by": "magic"}, "no strategy 'magic'"),
        ({"by": "kde,bogus:1"}, "bogus is not a setting of Kernel density"),
        ({"by": "prior|" * 4 + "kde"}, "5 strategies"),
        ({"n": "0"}, "from 1 to 100"),
        ({"n": "10000000"}, "from 1 to 100"),
        ({"n": "٣"}, "from 1 to 100"),
        ({"seed": "-1"}, "seed"),
        ({"class": "x"}, "no class 'x'"),
        ({"t": "nan"}, "temperature"),
        ({"t": "9"}, "temperature"),
        ({"on": "umap"}, "has not been made here"),
    ],
)
def test_a_bad_link_gets_one_sentence_and_what_is_usual(shelf, wish, words):
    at = open_page(SAMPLE, model=ID, **wish)
    assert not at.exception
    at.run()  # as the pad does when it reports where it begins: the sentence must not go with that
    assert [words in warning.value for warning in at.warning] == [True]
    assert names(at) == list(strategies.USUAL)
    assert not set(wish) & set(at.query_params)


def test_a_strategy_can_be_changed_added_and_taken_away(shelf):
    at = open_page(SAMPLE, model=ID, by="prior|kde")
    first = next(box for box in at.selectbox if box.label == "Strategy 1")
    first.select("truncated-prior").run()
    assert names(at) == ["truncated-prior", "kde"]
    assert at.query_params["by"] == "truncated-prior|kde"
    next(button for button in at.button if button.label == "Add a strategy").click().run()
    assert names(at) == ["truncated-prior", "kde", "gaussian-mixture"]
    next(button for button in at.button if button.label == "Take away").click().run()
    assert names(at) == ["kde", "gaussian-mixture"]
    before = at.query_params.get("seed")
    next(button for button in at.button if button.label == "Draw again").click().run()
    assert at.query_params.get("seed") != before and not at.exception


def test_a_model_that_keeps_no_images_offers_what_needs_none_and_says_why(shelf):
    (library.find(ID).path / "latents.safetensors").unlink()
    at = open_page(SAMPLE, model=ID)
    assert not at.exception
    assert names(at) == ["prior", "truncated-prior"]
    help = next(box for box in at.selectbox if box.label == "Strategy 1").help
    assert "Kernel density is missing: " in help
    said = " ".join(caption.value for caption in at.caption)
    assert "Not offered: Kernel density, k-means, " in said and "A VAE has an encoder" in said
    assert ways_on(at) == ["Train a VAE"]


def test_who_asks_for_a_class_that_a_strategy_does_not_know_is_led_to_a_model_that_does(shelf):
    at = open_page(SAMPLE, model=ID, by="prior", **{"class": "7"})
    assert ways_on(at) == ["Train one that is told the class"]
    at = open_page(SAMPLE, model=ID, by="kde", **{"class": "7"})
    assert not ways_on(at)


def test_what_begins_at_an_image_says_at_which(shelf):
    at = open_page(SAMPLE, model=ID, by="posterior,index:7|neighbour-mixing")
    texts = [column["about"] for column in drawn(at)["columns"]]
    assert texts[0].startswith("Of image 7; click another one on the map.")
    assert not texts[1].startswith("Of image")  # it mixes any two


def test_who_comes_back_by_the_sidebar_finds_what_was_there_in_the_address(shelf):
    at = open_page(SAMPLE, model=ID, by="kde|posterior,index:7", n="16", seed="5", t="0.5")
    before = dict(at.query_params)
    at.query_params.clear()  # as a link of the sidebar does
    at.run()
    assert names(at) == ["kde", "posterior"]
    assert dict(at.query_params) == before
