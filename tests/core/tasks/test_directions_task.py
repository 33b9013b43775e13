"""Directions are measured once for each set of weights, ship with the zoo, and refuse a model that takes no class."""

import shutil

import pytest

from core import library, places
from core.cli import zoo
from core.tasks import DirectionsTask
from core.tasks.directions import FILE, open_directions
from core.types import ModelError
from tests.core.conftest import keep
from tests.core.tasks.conftest import worked_off
from tests.visitors import ANNA


def test_a_worker_measures_them_and_new_weights_ask_anew(model):
    assert open_directions(model) is None
    assert worked_off(DirectionsTask(model=model.id)).state == "done"
    found = open_directions(model)
    assert found.classes == model.config.classes and found.latent_dim == 3 and found.drawn == 4000
    assert [quality.name for quality in found.qualities] == ["slant", "weight"]
    assert found.qualities[1].explained > 0.3, "even a brief training makes strokes that thicken along a line"
    path = places.tasks() / DirectionsTask(model=model.id).key() / FILE
    path.write_text("{}")
    with pytest.raises(ModelError, match=r"directions\.json of .* cannot be read"):
        open_directions(model)
    weights = bytearray((model.path / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (model.path / "model.safetensors").write_bytes(weights)
    assert open_directions(model) is None


def test_a_model_that_takes_no_class_has_none(store, trained_vae):
    status = worked_off(DirectionsTask(model=keep(trained_vae, ANNA).id))
    assert status.state == "failed" and "is not told a class" in status.reason


def test_what_ships_is_opened_as_long_as_it_is_of_these_weights(model, tmp_path):
    shelf = tmp_path / "zoo" / "mnist-cvae"
    shutil.copytree(model.path, shelf)
    assert zoo.directions(["mnist-cvae"]) == [shelf / FILE]
    entry = library.find("mnist-cvae")
    assert open_directions(entry).latent_dim == 3
    told = (shelf / FILE).read_text()
    (shelf / FILE).write_text(told.replace('"weights":"', '"weights":"0'))
    assert open_directions(entry) is None


def test_every_conditional_model_of_the_zoo_ships_its_own():
    for entry in library.list_models():
        if entry.zoo and entry.config.model.conditional:
            found = open_directions(entry)
            assert found is not None, f"run: python -m core zoo directions --only {entry.id}"
            # Letters in boxes have strokes of one width: there is little weight to find.
            some = [one for one in found.qualities if one.name == "slant" or entry.config.dataset.name != "letters"]
            assert all(quality.explained > 0.5 for quality in some), "what makes the page worth a visit"
