"""Does a training that has ended lead on, to what its model can do and to a training of what it cannot?"""

from __future__ import annotations

import shutil

import pytest

from core import library
from core.datasets import DATASETS, own
from core.files import write_json
from core.models import ClassifierConfig, MlpVaeConfig
from core.training.recipes import RECIPES
from core.training.suited import suited
from tests.ui.conftest import BRIEF, ID, OWNER, open_page, remembered
from tests.ui.test_pages import said_in, settled, texts, unescaped
from ui.train.state import TrainState

TOLD = "2" * 32


def beside(store, config, id: str = TOLD, title: str = "Another") -> str:
    """Put a model of these settings beside the one that is there; its weights are not looked at here."""
    folder = shutil.copytree(store / "models" / ID, store / "models" / id)
    (folder / "config.json").write_text(config.to_json())
    write_json(folder / "about.json", {"title": title, "owner": OWNER.mark, "created": 1.7e9})
    return id


def ways(at) -> list[str]:
    return [button.label for button in at.button if button.key and button.key.startswith("now-")]


def went(at, label: str):
    """Press a button; a test's stand-in does not follow to another page, but knows where it would go."""
    return next(button for button in at.button if button.label == label).click().run()


@pytest.mark.parametrize("state", ["done", "stopped"])
def test_three_ways_lead_on_from_a_model_that_has_learned(shelf, state):
    write_json(shelf / "models" / ID / "state.json", {"state": state, "reason": ""})
    at = open_page("pages/Train.py", run=ID)
    assert not at.exception and ways(at) == ["Drag it", "Train one that writes", "Compare it"]
    assert "What now?" in [heading.value for heading in at.header]


@pytest.mark.parametrize("state", ["queued", "running", "failed"])
def test_nothing_leads_on_before_it_has_learned(shelf, state):
    write_json(shelf / "models" / ID / "state.json", {"state": state, "reason": "it broke."})
    assert ways(open_page("pages/Train.py", run=ID)) == []


def test_a_model_that_is_told_the_class_writes(shelf):
    classes = tuple("0123456789")
    told = BRIEF.replace(model=MlpVaeConfig(hidden=(16,), latent_dim=3, conditional=True), classes=classes)
    at = open_page("pages/Train.py", run=beside(shelf, told))
    assert ways(at) == ["Drag it", "Write in this hand", "Compare it"]


def test_one_that_is_not_leads_to_a_training_of_one_that_is(shelf):
    at = went(open_page("pages/Train.py", run=ID), "Train one that writes")
    at = settled(at)
    known = remembered(at, TrainState)
    assert at.title[0].value == "Train a model" and known.recipe == "digits-cvae"
    assert known.draft == RECIPES["digits-cvae"].run and "Write can ask it" in texts(at)
    assert said_in(at, "recipe") == "digits-cvae" and not said_in(at, "run")


def test_of_ones_own_images_it_is_one_of_the_same_images(shelf):
    id = own.save(DATASETS["digits"](limit=120).load())
    mine = BRIEF.replace(dataset=own.OwnConfig(id=id), classes=tuple("0123456789"))
    at = settled(went(open_page("pages/Train.py", run=beside(shelf, mine)), "Train one that writes"))
    assert remembered(at, TrainState).draft == suited(own.OwnConfig(id=id), n=108, size=28, k=10)
    assert "told the class" in texts(at)


def test_without_classes_it_says_what_is_missing(shelf):
    id = own.save(DATASETS["digits"](limit=120).load())
    at = open_page("pages/Train.py", run=beside(shelf, BRIEF.replace(dataset=own.OwnConfig(id=id), classes=())))
    assert "no classes to tell" in texts(at)
    at = went(at, "Train one that writes")
    assert remembered(at, TrainState).own and at.get("file_uploader")


def test_it_is_compared_with_the_model_that_fits_best(shelf):
    from core.models import GanConfig

    beside(shelf, BRIEF.replace(classes=()), "3" * 32, "Of other classes")
    gan = BRIEF.replace(model=GanConfig(latent_dim=3), classes=library.find(ID).config.classes)
    beside(shelf, gan, "4" * 32, "A duel")
    assert "Side by side with A duel" in texts(open_page("pages/Train.py", run=ID))


def test_alone_it_is_compared_by_training_another(shelf):
    at = open_page("pages/Train.py", run=ID)
    assert "Train a GAN beside it" in texts(at)
    at = settled(went(at, "Compare it"))
    assert remembered(at, TrainState).recipe == "digits-cgan"


def test_a_duel_alone_is_compared_by_training_a_vae_on_the_same_images(shelf):
    from core.models import GanConfig

    images = own.OwnConfig(id=own.save(DATASETS["digits"](limit=120).load()))
    gan = BRIEF.replace(dataset=images, model=GanConfig(latent_dim=3), classes=tuple("abcdefghij"))
    at = open_page("pages/Train.py", run=beside(shelf, gan))
    assert "Train a VAE beside it" in texts(at), "the other model draws digits, and this one letters"
    assert remembered(settled(went(at, "Compare it")), TrainState).draft.dataset == images


def test_a_reader_is_watched_reading(shelf):
    reader = BRIEF.replace(model=ClassifierConfig(), classes=tuple("0123456789"))
    at = open_page("pages/Train.py", run=beside(shelf, reader))
    assert ways(at) == ["Watch it read", "Train one that writes", "Find it in the library"]
    assert "A reader draws nothing" in texts(at)


def test_where_it_stands_has_a_name_and_is_said(shelf):
    write_json(shelf / "models" / ID / "state.json", {"state": "queued", "reason": ""})
    at = open_page("pages/Train.py", run=ID)
    (part,) = [part for part in at.get("bidi_component") if "standing" in part.proto.component_name]
    said = unescaped(str(part.proto))
    assert "Training of A *tiny* one" in said and "waits for its turn" in said
