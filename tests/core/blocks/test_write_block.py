"""The writer's block holds the decoder, the slopes of every class and their reach, and refuses what does not fit."""

import json

import numpy as np
import pytest

from core.blocks.write import reach, write_block, write_of
from core.packed import unpack
from core.types import ModelError
from core.writing import Directions, Quality
from tests.core.conftest import keep
from tests.visitors import ANNA

TEN = tuple("0123456789")


def directions(d: int = 3, classes=TEN) -> Directions:
    slopes = np.random.default_rng(0).standard_normal((len(classes), d)) * 10
    quality = Quality(
        name="slant", unit="degrees", slopes=tuple(map(tuple, slopes.tolist())), usual=(1.0,) * len(classes),
        spread=9.0, explained=0.8,
    )  # fmt: skip
    return Directions(latent_dim=d, classes=classes, drawn=4000, qualities=(quality,))


@pytest.fixture
def model(store, trained_cvae):
    return keep(trained_cvae, ANNA, "Of mine")


def test_it_holds_what_the_browser_needs_and_is_the_same_each_time(model):
    block = write_of(model, directions())
    assert block == write_of(model, directions())
    parts = unpack(block)
    about = json.loads(parts["about"])
    assert (about["latent_dim"], about["classes"], about["title"], about["drawn"]) == (3, list(TEN), "Of mine", 4000)
    slopes = np.frombuffer(parts["slopes-slant"], "<f4").reshape(10, 3)
    np.testing.assert_allclose(slopes, np.array(directions().qualities[0].slopes), rtol=1e-6)
    (quality,) = about["qualities"]
    assert quality["range"] == reach(slopes, "slant") and quality["range"] % 5 == 0 and quality["usual"] == [1.0] * 10
    assert {"decoder", "about", "slopes-slant"} == set(parts)


def test_without_directions_there_is_nothing_to_lean_by(model):
    about = json.loads(unpack(write_of(model, None))["about"])
    assert about["qualities"] == [] and about["drawn"] == 0


def test_what_does_not_fit_gets_a_sentence(model, trained_vae):
    with pytest.raises(ModelError, match="is not told a class"):
        write_of(keep(trained_vae), None)
    browser = (model.path / "browser.bin").read_bytes()
    with pytest.raises(ValueError, match="directions must be of 3 latents"):
        write_block(browser, directions(4), classes=TEN, image_size=model.config.model.image_size)
    with pytest.raises(ValueError, match="must give 9 x 9 pixels"):
        write_block(browser, None, classes=TEN, image_size=9)
    (model.path / "browser.bin").unlink()
    with pytest.raises(ModelError, match="no decoder that the browser can run"):
        write_of(model, None)
