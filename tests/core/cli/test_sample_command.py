"""Does the command draw what was asked for, and refuse what cannot be drawn in one sentence?"""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.cli.sample import sample


@pytest.fixture
def drawn(tmp_path: Path):
    def draw(folder: Path, *changes: str, n: int = 9, sampler: str = "prior", label=None, temperature=1.0, seed=0):
        sample(folder, tmp_path / "out.png", n, sampler, list(changes), label, temperature, seed)
        return np.asarray(Image.open(tmp_path / "out.png"))

    return draw


@pytest.mark.parametrize("sampler", ["prior", "kde", "k-means", "neighbour-mixing", "posterior"])
@pytest.mark.parametrize("which", ["trained_vae", "trained_cvae"])
def test_every_strategy_draws_a_grid_the_same_for_the_same_seed(which: str, sampler: str, request, drawn):
    folder, few = request.getfixturevalue(which), ["clusters=10"] if sampler == "k-means" else []
    few += ["neighbours=2"] if sampler == "neighbour-mixing" else []
    picture = drawn(folder, *few, sampler=sampler)
    assert picture.shape == (84, 84) and picture.max() > 0
    assert np.array_equal(picture, drawn(folder, *few, sampler=sampler))
    assert not np.array_equal(picture, drawn(folder, *few, sampler=sampler, seed=1))


def test_settings_class_and_temperature_count(trained_vae: Path, trained_cvae: Path, drawn):
    usual = drawn(trained_vae, sampler="kde")
    assert not np.array_equal(usual, drawn(trained_vae, "bandwidth=by hand", "width=2.0", sampler="kde"))
    assert not np.array_equal(usual, drawn(trained_vae, sampler="kde", label="7"))
    assert not np.array_equal(usual, drawn(trained_vae, sampler="kde", temperature=0.0))
    tiles = drawn(trained_vae, temperature=0.0).reshape(3, 28, 3, 28).swapaxes(1, 2).reshape(9, 28, 28)
    assert (tiles == tiles[0]).all(), "nine times the middle of the prior"
    asked = drawn(trained_cvae, label="3", temperature=0.0)
    assert not np.array_equal(asked, drawn(trained_cvae, label="8", temperature=0.0))


@pytest.mark.parametrize(
    ("which", "wish", "sentence"),
    [
        ("trained_vae", {"sampler": "dowsing"}, "there is no strategy 'dowsing'; there are prior"),
        ("trained_vae", {"label": "x"}, "label must be one of the model's classes"),
        ("trained_vae", {"label": "7"}, "does not tell classes apart here"),
        ("trained_vae", {"temperature": 3.5}, "temperature must be between 0 and 3"),
        ("trained_vae", {"sampler": "k-means"}, "clusters must be at most"),
        ("trained_classifier", {}, "draws nothing: it is a classifier"),
    ],
)
def test_what_cannot_be_drawn_is_refused(which: str, wish: dict, sentence: str, request, drawn, tmp_path: Path):
    with pytest.raises(ValueError, match=sentence) as error:
        drawn(
            request.getfixturevalue(which), "clusters=200" if wish.get("sampler") == "k-means" else "name=prior", **wish
        )
    assert "\n" not in str(error.value)
    assert not (tmp_path / "out.png").exists()
