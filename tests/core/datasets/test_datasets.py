"""Does every data set keep the same promises?"""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from pydantic import TypeAdapter

from core.config import ConfigError
from core.datasets import DATASETS, AnyDatasetConfig, own
from core.images import image_keys
from core.types import DataError, ImageDataset

ONE_OF_EACH = {"folder": {"path": "/no/such/folder"}, "own": {"id": "0" * 64}}


def _comes_along(name: str) -> bool:
    """Say whether a set needs no data but what this test makes."""
    return name in ONE_OF_EACH or name == "digits"


# One for each way of reading, but for what holds no images here.
READ = list({kind._read: name for name, kind in reversed(DATASETS.items()) if name != "elsewhere"}.values())[::-1]


def _marked(name: str):
    """Return a set to try, marked by what it takes: letters are drawn from strokes anew, all of them."""
    marks = [pytest.mark.data] * (not _comes_along(name)) + [pytest.mark.long] * (name == "letters")
    return pytest.param(name, marks=marks)


@pytest.fixture(params=map(_marked, READ))
def config(request, tmp_path, monkeypatch):
    if not _comes_along(request.param):
        request.getfixturevalue("handwriting")
        if not DATASETS[request.param]().here():
            pytest.skip(f"{request.param} is not in LATENT_INK_DATA")
        return DATASETS[request.param]()
    request.getfixturevalue("home")
    if request.param == "folder":
        for i, label in enumerate("aabbccddeeff"):
            (tmp_path / "set" / label).mkdir(parents=True, exist_ok=True)
            picture = np.zeros((30, 20), np.uint8)
            picture[5:25, 3:17] = np.random.default_rng(i).integers(0, 2, (20, 14)) * 255
            Image.fromarray(picture).save(tmp_path / "set" / label / f"{i}.png")
        return DATASETS["folder"](path=str(tmp_path / "set"))
    if request.param == "own":
        rng = np.random.default_rng(0)
        labels = np.repeat(np.arange(3), 10)
        images = rng.integers(0, 256, (30, 28, 28), np.uint8) * (rng.random((30, 28, 28)) < 0.3).astype(np.uint8)
        return DATASETS["own"](id=own.save(ImageDataset("mine", images, labels, ("x", "y", "z"))))
    return DATASETS[request.param]()


def test_loads_square_images_with_labels_of_its_classes(config):
    train, test = config.load("train"), config.load("test")
    for dataset in (train, test):
        assert dataset.images.shape[1:] == (train.size, train.size)
        assert dataset.images.flags.writeable  # else torch warns
        assert dataset.images.max() > 200
        assert np.median(dataset.images) == 0  # bright ink on 0
        assert dataset.classes == train.classes
    assert config.here()


def test_same_config_gives_the_same_images(config):
    assert config.load("test").fingerprint == config.load("test").fingerprint


def test_train_and_test_share_no_image(config):
    train, test = (config.load(part).images for part in ("train", "test"))
    if config.megabytes:
        pytest.skip("the published parts are what they are")
    assert not {image.tobytes() for image in train} & {image.tobytes() for image in test}


def test_limit_and_binarise_at(config):
    whole, some = config.load(), config.replace(limit=4, binarise_at=100).load()
    assert len(some) == 4
    assert set(np.unique(some.images)) <= {0, 255}
    assert len(config.replace(limit=10_000_000).load()) == len(whole)


def test_limit_takes_all_classes_of_a_sorted_set(home):
    labels = np.repeat(np.arange(3), 10)
    images = np.arange(30 * 16, dtype=np.uint8).reshape(30, 4, 4)
    id = own.save(ImageDataset("mine", images, labels, ("x", "y", "z")))
    assert set(DATASETS["own"](id=id, limit=3).load().labels) == {0, 1, 2}


def test_part_must_be_one_of_two(config):
    with pytest.raises(ValueError, match='"train" or "test"'):
        config.load("validation")


@pytest.mark.parametrize("name", DATASETS)
def test_config_survives_json_and_is_told_by_its_name(name):
    config = DATASETS[name](**ONE_OF_EACH.get(name, {}), limit=7)
    assert type(config).from_json(config.to_json()) == config
    assert TypeAdapter(AnyDatasetConfig).validate_json(config.to_json()) == config
    assert config.name == name
    assert all(isinstance(word, str) and word for word in (config.title, config.about, config.licence))


@pytest.mark.parametrize("bad", [{"limit": 0}, {"binarise_at": 256}, {"binarise_at": 0}, {"colour": 1}, {"limit": 2.5}])
def test_bad_settings_are_refused(bad):
    with pytest.raises(ConfigError):
        DATASETS["digits"](**bad)


def test_a_menu_offers_no_place_of_the_machine():
    assert not any(kind.offered for kind in DATASETS.values() if kind.names_a_place)
    for name, kind in DATASETS.items():
        asked = {key for key, field in kind.model_fields.items() if field.is_required()}
        assert not kind.offered or not asked, "a set is offered by its name alone"
        assert kind.names_a_place or not asked & {"path", "id"}, name
    assert all(DATASETS[name].names_a_place for name in ("folder", "own")) and not DATASETS["elsewhere"].offered


def test_what_is_not_here_says_so(home):
    for name in ("folder", "own"):
        with pytest.raises(DataError, match=r"not here|no folder"):
            DATASETS[name](**ONE_OF_EACH[name]).load()
    assert not DATASETS["own"](**ONE_OF_EACH["own"]).here()


def test_import_is_light():
    heavy = "torch", "sklearn", "scipy", "pooch", "requests", "pandas", "safetensors"
    code = f"import sys, core.datasets; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_images_named_are_left_out_of_the_training_and_stay_in_the_test(config):
    whole, test = config.load(), config.load("test")
    keys = image_keys(whole.images)
    asked = config.replace(without=(*keys[1:4], *image_keys(test.images[:2]), "0" * 16))
    kept = asked.load()
    assert kept.left_out == sum(key in asked.without for key in keys) >= 3
    assert len(kept) == len(whole) - kept.left_out and not set(image_keys(kept.images)) & set(keys[1:4])
    assert (kept.images[0] == whole.images[0]).all() and kept.classes == whole.classes
    assert len(asked.load("test")) == len(test) and asked.load("test").left_out == 0
    assert whole.left_out == 0


def test_images_are_known_by_what_the_model_sees(home):
    config = DATASETS["digits"](limit=50, binarise_at=100)
    keys = image_keys(config.load(image_size=20).images)
    kept = config.replace(without=keys[:10]).load(image_size=20)
    assert (len(kept), kept.left_out) == (40, 10)
    assert config.replace(without=keys[:10]).load(image_size=28).left_out == 0


def test_leaving_everything_out_is_refused(home):
    config = DATASETS["digits"](limit=5)
    with pytest.raises(DataError, match="all 5 images of digits are to be left out"):
        config.replace(without=image_keys(config.load().images)).load()


@pytest.mark.parametrize("bad", [["0" * 15], ["0" * 17], ["G" * 16], ["0" * 15 + "\n"], [7], ["0" * 16] * 5001])
def test_keys_that_are_none_are_refused(bad):
    with pytest.raises(ConfigError, match="without"):
        DATASETS["digits"](without=tuple(bad))
