"""Does the browser get a training as torch has it, and a sentence where it cannot do it?"""

from __future__ import annotations

import json
import zlib

import numpy as np
import pytest
import torch
from torch import nn

from core.adam import Adam
from core.augmentation import GENTLE, BlurConfig
from core.blocks import browser_training
from core.blocks.browser_training import (
    NotTrainable,
    images_block,
    is_quick,
    live_block,
    outline,
    parameters,
    plan_block,
    plan_of,
    trial_of,
)
from core.datasets.digits import DigitsConfig
from core.models import MODELS, MlpVaeConfig
from core.packed import unpack
from core.training.loop import shown
from core.training.recipes import RECIPES
from core.training.run import RunConfig, TrainingConfig
from core.types import DataError, ImageDataset

DIGITS = DigitsConfig(limit=60)


def run(**model) -> RunConfig:
    return RunConfig(dataset=DIGITS, model=MlpVaeConfig(**model), training=TrainingConfig(validation=10))


@pytest.mark.parametrize("hidden", [(), (12,), (12, 9, 7)])
@pytest.mark.parametrize("activation", ["relu", "tanh", "silu"])
@pytest.mark.parametrize("conditional", [False, True])
def test_the_layers_are_those_that_torch_builds(hidden, activation, conditional):
    config = run(hidden=hidden, activation=activation, conditional=conditional, image_size=9, latent_dim=3)
    plan = plan_of(config, DIGITS.load(image_size=9))
    model = config.model.build(tuple("0123456789"))
    kinds = {nn.ReLU: "relu", nn.Tanh: "tanh", nn.SiLU: "silu"}
    for part, layers in (("encoder", [*model.trunk, model.head]), ("decoder", [*model.decoder[:-2]])):
        told = [(layer["inputs"], layer["outputs"], layer["activation"]) for layer in plan[part]]
        linear = [layer for layer in layers if isinstance(layer, nn.Linear)]
        assert [(layer.in_features, layer.out_features) for layer in linear] == [layer[:2] for layer in told]
        behind = [kinds[type(layer)] for layer in layers if not isinstance(layer, nn.Linear)]
        assert [*behind, ""] == [layer[2] for layer in told]
    names = [name for name, _ in model.named_parameters()]
    assert names == [f"{layer['name']}.{of}" for part in ("encoder", "decoder") for layer in plan[part]
                     for of in ("weight", "bias")]  # fmt: skip
    assert parameters(config.model, 10) == sum(weight.numel() for weight in model.parameters())
    assert plan["told"] == (10 if conditional else 0)


def test_optimiser_is_the_one_that_torch_uses():
    adam = Adam([nn.Parameter(torch.zeros(1))], 1e-3)
    told = plan_of(run(), DIGITS.load())["optimiser"]
    assert (told["name"], tuple(told["betas"]), told["eps"]) == ("adam", adam.betas, adam.eps)


def test_images_are_parted_as_the_loop_parts_them():
    config, dataset = run(), DIGITS.load()
    block, images = unpack(plan_block(config, dataset)), unpack(images_block(dataset))
    pixels = np.frombuffer(zlib.decompress(images["images"]), np.uint8).reshape(dataset.images.shape)
    assert (pixels == dataset.images).all() and list(images["labels"]) == dataset.labels.tolist()
    rest, held_out = dataset.split(config.training.validation, seed=config.seed)
    of = {name: np.frombuffer(block[name], "<i4") for name in ("learned", "held_out", "shown")}
    for name, expected in (
        ("learned", rest),
        ("held_out", held_out),
        ("shown", shown(dataset, config.training, seed=0)),
    ):
        assert (pixels[of[name]] == expected.images).all(), name
    assert "weights" not in block


def test_weights_to_begin_with_are_those_of_the_model_or_refused():
    config, count = run(hidden=(5,)), parameters(run(hidden=(5,)).model, 10)
    weights = np.arange(count, dtype=np.float32)
    assert unpack(plan_block(config, DIGITS.load(), weights=weights))["weights"] == weights.tobytes()
    with pytest.raises(DataError, match="weights"):
        plan_block(config, DIGITS.load(), weights=weights[1:])


@pytest.mark.parametrize(
    ("config", "words"),
    [
        *((run().replace(model=family()), family.title) for family in MODELS.values() if family is not MlpVaeConfig),
        (run(hidden=(4096, 4096)), "2,000,000 weights"),
        (run().replace(training=TrainingConfig(batch_size=2048)), "1,024 images a step"),
        (run().replace(training=TrainingConfig(augmentation=(*GENTLE, BlurConfig()))), "vary"),
        (run().replace(training=TrainingConfig(seconds=10.0)), "seconds"),
        (run().replace(start="mnist-vae-2d"), "another model's"),
    ],
)
def test_what_the_browser_does_not_know_is_refused_in_a_sentence(config, words):
    with pytest.raises(NotTrainable) as refused:
        plan_of(config, DIGITS.load())
    assert words in str(refused.value) and str(refused.value).endswith("so the server trains this one.")


def test_images_that_do_not_fit_the_model_are_refused():
    with pytest.raises(DataError, match="28 px"):
        plan_of(run(), DIGITS.load(image_size=14))
    unlabelled = ImageDataset("unlabelled", DIGITS.load().images)
    with pytest.raises(DataError, match="no labels"):
        plan_of(run(conditional=True), unlabelled)
    assert "labels" not in unpack(images_block(unlabelled))


@pytest.mark.parametrize("name", ["digits-2d", "digits-cvae", "mnist-quick", "classic-14x14", "pytorch-example"])
def test_small_recipes_can_be_trained_in_the_browser(name):
    browser_training.check_trainable(RECIPES[name].run)


def test_a_plan_is_plain_json():
    plan = plan_of(run(), DIGITS.load())
    assert json.loads(json.dumps(plan, allow_nan=False)) == plan


def test_a_trial_needs_no_images_and_is_named_by_what_takes_as_long():
    config = run()
    assert outline(config, 60, DIGITS.load().classes) == plan_of(config, DIGITS.load())
    first = trial_of(config, 60, "0123456789")
    assert (first["learned"], first["held_out"]) == (50, 10) and json.dumps(first)
    assert trial_of(config.replace(seed=3), 60, "0123456789")["of"] == first["of"]
    assert len({trial_of(config, n, "01")["of"] for n in (60, 61)} | {first["of"]}) == 3
    with pytest.raises(NotTrainable, match="at most 64 MB of images"):
        trial_of(config, 10**6, "")


@pytest.mark.parametrize(("name", "n", "quick"), [("digits-2d", 1500, True), ("mnist-quick", 60_000, False)])
def test_what_is_quick_on_a_telephone_is_guessed_from_the_settings(name, n, quick):
    assert is_quick(RECIPES[name].run, n, 10) == quick


def test_what_is_taken_along_names_nothing_of_this_machine():
    config, dataset = run(), DIGITS.load()
    assert "away" not in unpack(plan_block(config, dataset, away=config))
    told = unpack(plan_block(config, dataset, away=config.replace(dataset=DigitsConfig(limit=50))))
    assert json.loads(told["away"])["dataset"]["limit"] == 50 and json.loads(told["config"])["dataset"]["limit"] == 60


def test_a_training_goes_on_from_its_name_alone():
    assert unpack(live_block(id="abc")).keys() == {"about"}
    whole = unpack(live_block(b"plan", b"images", id="abc", title="Mine"))
    assert whole == {"about": b'{"id":"abc","title":"Mine"}', "plan": b"plan", "images": b"images"}
