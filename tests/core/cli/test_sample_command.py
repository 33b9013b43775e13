"""Does the command draw what was asked for, and refuse what cannot be drawn in one sentence?"""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import places
from core.cli.sample import Refining, sample


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


def test_a_flow_goes_on_from_what_was_drawn(trained_vae: Path, tmp_path: Path):
    def refined(*how, seed=0) -> np.ndarray:
        out = tmp_path / "refined.png"
        sample(places.zoo() / "mnist-vae-2d", out, 4, "near-images", [], None, 0.0, seed, Refining(*how))
        return np.asarray(Image.open(out))

    plain, sharp = refined(), refined("mnist-flow")
    assert np.array_equal(plain, refined("mnist-flow", 1.0)) and np.array_equal(sharp, refined("mnist-flow", 0.8, 1))
    greys = [((one > 25) & (one < 230)).sum() / (one > 25).sum() for one in (plain, sharp)]
    assert greys[1] < 0.9 * greys[0] and np.abs(plain.astype(float) - sharp).mean() < 30
    for how, said in [
        (("", 0.5), "--t0 and --steps go with --refine"),
        (("mnist-vae-2d",), "does not draw in steps"),
        (("mnist-flow", 2.0), "t0 must be between 0 and 1"),
        (("mnist-flow", 0.5, 0), "steps must be between 1 and 64"),
    ]:
        with pytest.raises(ValueError, match=said):
            refined(*how)
    with pytest.raises(ValueError, match="images must have shape"):
        sample(
            places.zoo() / "letters-cvae",
            tmp_path / "x.png",
            4,
            "near-images",
            [],
            None,
            0.0,
            0,
            Refining("mnist-flow"),
        )
