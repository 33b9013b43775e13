"""Does the block of models side by side hold their decoders, a reader and real images, and refuse what does not fit?"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from core import library
from core.blocks.compare_models import MOST_REAL, Contender, compare_models_block, compare_models_of, contender_of
from core.models import GanConfig, MlpVaeConfig
from core.networks.browser import browser_graph, export_model
from core.packed import unpack
from core.types import ModelError

CLASSES = ("0", "1", "2")
REAL = np.random.default_rng(0).integers(0, 255, (300, 28, 28)).astype(np.uint8)


def contender(config, mark: int, **more) -> Contender:
    classes = CLASSES if config.conditional else ()
    return Contender(
        id=f"m{mark}",
        title=f"Model {mark}",
        family="VAE",
        decoder=unpack(export_model(config.build(classes).eval()))["decoder"],
        latent_dim=config.latent_dim,
        classes=CLASSES,
        conditional=config.conditional,
        mark=mark,
        **more,
    )


@pytest.fixture(scope="module")
def pair() -> tuple[Contender, Contender]:
    gan = GanConfig(latent_dim=6, conditional=True, filters=(4, 8), embedding=4)
    return contender(MlpVaeConfig(latent_dim=4, hidden=(8,)), 0), contender(gan, 2, notes=("trained for 3 s",))


def opened(block: bytes) -> tuple[dict, dict]:
    sections = unpack(block)
    return json.loads(sections["about"]), sections


def test_a_block_holds_each_decoder_and_evenly_chosen_real_images(pair):
    labels = np.arange(300) % 3
    about, sections = opened(compare_models_block(pair, real=REAL, labels=labels, seed=5))
    assert [(m["d"], m["k"], m["mark"]) for m in about["models"]] == [(4, 0, 0), (6, 3, 2)]
    assert about["models"][1]["notes"] == ["trained for 3 s"] and about["seed"] == 5
    assert browser_graph(sections["decoder1"])["input"] == [9]
    n = about["real"]["n"]
    assert n == MOST_REAL and len(sections["real"]) == n * 28 * 28 and len(about["real"]["labels"]) == n
    real = np.frombuffer(sections["real"], np.uint8).reshape(n, 28, 28)
    assert np.array_equal(real[[0, -1]], REAL[[0, -1]]) and about["real"]["labels"][-1] == labels[-1]
    assert compare_models_block(pair, real=REAL) == compare_models_block(pair, real=REAL)


def test_what_is_not_known_is_left_out(pair):
    about, sections = opened(compare_models_block(pair))
    assert "reader" not in sections and "real" not in about and not any(m["read"] for m in about["models"])


def test_what_does_not_fit_is_refused(pair):
    one, other = pair
    for wrong, words in [
        ([one], "must be 2 to 4 models, got 1"),
        ([one, replace(other, mark=0)], r"different numbers from 0 to 3, got \[0, 0\]"),
        ([one, replace(other, latent_dim=7)], r"must take 7 latents and 3 class weights, got \[9\]"),
        ([one, replace(other, image_size=14)], "must give 14 x 14 pixels"),
    ]:
        with pytest.raises(ValueError, match=words):
            compare_models_block(wrong)
    with pytest.raises(ValueError, match=r"uint8 \(m, h, h\)"):
        compare_models_block(pair, real=REAL.astype(float))
    with pytest.raises(ValueError, match="labels must be 300 numbers"):
        compare_models_block(pair, real=REAL, labels=np.zeros(3, int))
    with pytest.raises(ValueError, match="holds no classifier"):
        compare_models_block(pair, reader=export_model(MlpVaeConfig(latent_dim=2, hidden=(4,)).build().eval()))


def test_models_of_the_zoo_stand_side_by_side_with_their_reader():
    entries = [library.find(id) for id in ("mnist-vae-16d", "mnist-cvae")]
    about, _ = opened(compare_models_of(entries, notes=[("10 epochs",)]))
    assert [(m["title"], m["family"], m["k"]) for m in about["models"]] == [
        (entries[0].title, "VAE", 0),
        (entries[1].title, "conditional VAE", 10),
    ]
    assert about["models"][0]["notes"] == ["10 epochs"] and all(m["read"] for m in about["models"])
    assert about["reader"]["classes"] == list("0123456789") and about["real"]["n"] == MOST_REAL
    assert set(about["real"]["labels"]) == set(range(10))
    with pytest.raises(ModelError, match="cannot stand beside others"):
        contender_of(library.find("mnist-classifier"))
