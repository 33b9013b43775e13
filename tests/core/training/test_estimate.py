"""Is the size of a network counted right without building it, and is the estimate of the time sane?"""

from __future__ import annotations

import pytest
import torch
from torch import nn

from core.augmentation import GENTLE
from core.models import ClassifierConfig, ConvVaeConfig, GanConfig, MlpVaeConfig
from core.training import estimate, pace
from core.training.recipes import RECIPES
from core.training.run import TrainingConfig
from core.training.steps import epochs_of

CLASSES = tuple("0123456789")
KINDS = {*estimate.RATES, "varied", "written"}


def counted(config) -> int:
    """Count the multiply-adds of one image as it runs through the real network."""
    model, total = config.build(CLASSES).eval(), []

    def note(module, inputs, output):
        if isinstance(module, nn.Linear):
            total.append(module.weight.numel())
        elif isinstance(module, nn.Conv2d):
            total.append(module.weight.numel() * output[0, 0].numel())
        elif isinstance(module, nn.ConvTranspose2d):
            total.append(module.weight.numel() * inputs[0][0, 0].numel())

    hooks = [module.register_forward_hook(note) for module in model.modules()]
    x, y = torch.zeros(1, 1, config.image_size, config.image_size), torch.eye(10)[:1]
    with torch.no_grad():
        if isinstance(config, ClassifierConfig):
            model(x)
        elif isinstance(config, GanConfig):
            model.discriminator(model.decode(torch.zeros(1, config.latent_dim), y), y)
        else:
            model.decode(model.encode(x, y).mu, y)
    assert hooks
    return sum(total)


@pytest.mark.parametrize(
    "config",
    [
        MlpVaeConfig(),
        MlpVaeConfig(hidden=(), latent_dim=5, image_size=14),
        MlpVaeConfig(hidden=(40, 30, 20), conditional=True),
        ConvVaeConfig(),
        ConvVaeConfig(image_size=64, filters=(8, 16, 32), dense=0, conditional=True),
        ClassifierConfig(),
        GanConfig(conditional=True),
        GanConfig(conditional=True, kinds=7, embedding=5, minibatch_deviation=True),
        *(RECIPES[name].run.model for name in ("cgan-advanced", "handwriting-128", "handwriting-cvae-128")),
        ConvVaeConfig(filters=(4, 6, 8), dense=9, decoder_dense=False, decoder_kernel=3, finish=True),
        ConvVaeConfig(filters=(4, 6), dense=0, conditional=True, class_at="dense", finish=True),
        RECIPES["gan-basic"].run.model.replace(conditional=True),
        GanConfig(conditional=True, image_size=64, filters=(4, 8, 8), discriminator_filters=(4, 8, 8, 16), volume=12),
    ],
    ids=lambda config: f"{config.family} {config.image_size}",
)
def test_multiply_adds_are_those_of_the_network(config):
    assert config.multiply_adds(10) == counted(config)


def test_more_work_takes_longer_and_a_faster_machine_less():
    model, training = MlpVaeConfig(hidden=(128,)), TrainingConfig(augmentation=GENTLE)
    one = estimate.epoch_seconds(model, training, 1000)
    assert estimate.epoch_seconds(model, training, 2000) > one
    assert estimate.epoch_seconds(MlpVaeConfig(hidden=(2048,)), training, 1000) > one
    assert estimate.epoch_seconds(model, training.replace(augmentation=()), 1000) < one
    assert estimate.epoch_seconds(model, training, 1000, paces=dict.fromkeys(KINDS, 2.0)) == pytest.approx(one / 2)


def test_it_counts_the_steps_that_are_taken():
    model = MlpVaeConfig(hidden=(128,))
    training = TrainingConfig(batch_size=32, validation=0.1)
    short = estimate.epoch_seconds(model, training.replace(epoch_images=320), 3000)
    long = estimate.epoch_seconds(model, training.replace(epoch_images=3200), 3000)
    each = estimate.step_seconds(model, 32)
    assert epochs_of(2700, training.replace(epoch_images=320))[0] == 10
    assert long - short == pytest.approx(90 * each)


def test_a_time_limit_bounds_the_run():
    config = RECIPES["handwriting-128"].run
    limited = config.replace(training=config.training.replace(seconds=30.0))
    assert 30.0 <= estimate.run_seconds(limited, 60_000, k=10) < 45.0 < estimate.run_seconds(config, 60_000, k=10)


def test_trainings_that_have_ended_correct_their_own_kind():
    digits, quick = RECIPES["digits-2d"].run, RECIPES["mnist-quick"].run
    usual = {n: estimate.run_seconds(digits, n) for n in (500, 1500)}
    seen = [(digits, n, 2 * seconds) for n, seconds in usual.items()]
    paces = estimate.corrected({"dense": 1.0}, [*seen, (digits, 1500, 50 * usual[1500])])
    assert paces["dense"] == pytest.approx(0.5), "the median: one that had to fight for its core counts for little"
    assert estimate.run_seconds(quick, 60_000, paces=paces) == estimate.run_seconds(quick, 60_000)
    assert estimate.corrected({"dense": 2.0}, []) == {"dense": 2.0}


def test_this_machine_has_paces_of_every_kind():
    assert 0.001 < estimate.machine_pace() < 1000
    found = pace.measured()
    assert found.keys() == KINDS
    assert all(0.001 < value < 1000 for value in found.values())


@pytest.mark.parametrize("config", [recipe.run for recipe in RECIPES.values()], ids=RECIPES)
def test_every_recipe_has_a_kind_and_a_time(config):
    assert config.model.pace in KINDS
    assert 0 < estimate.run_seconds(config, 60_000, k=10) < 1e6
