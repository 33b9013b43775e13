"""Is the size of a network counted right without building it, and is the estimate of the time sane?"""

from __future__ import annotations

import pytest
import torch
from torch import nn

from core.models import ClassifierConfig, ConvVaeConfig, GanConfig, MlpVaeConfig
from core.training import estimate
from core.training.recipes import RECIPES
from core.training.run import TrainingConfig

CLASSES = tuple("0123456789")


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
        RECIPES["dcgan-classic"].model.replace(conditional=True),
        GanConfig(conditional=True, image_size=64, filters=(4, 8, 8), discriminator_filters=(4, 8, 8, 16), volume=12),
    ],
    ids=lambda config: f"{config.family} {config.image_size}",
)
def test_multiply_adds_are_those_of_the_network(config):
    assert estimate.multiply_adds(config, 10) == counted(config)


def test_more_work_takes_longer_and_a_faster_machine_less():
    model, training = MlpVaeConfig(), TrainingConfig()
    one = estimate.epoch_seconds(model, training, 1000)
    assert estimate.epoch_seconds(model, training, 2000) > one
    assert estimate.epoch_seconds(MlpVaeConfig(hidden=(2048,)), training, 1000) > one
    assert estimate.epoch_seconds(model, training, 1000, pace=2.0) == pytest.approx(one / 2)


def test_a_time_limit_bounds_the_run():
    config = RECIPES["handwriting-128"]
    limited = config.replace(training=config.training.replace(seconds=30.0))
    assert estimate.run_seconds(limited, 60_000, k=10) == 30.0


def test_observed_pace_gives_back_the_pace():
    runs = []
    for config in (RECIPES["digits-2d"], RECIPES["mnist-vae-16d"]):
        n = 100_000
        seconds = estimate.epoch_seconds(config.model, config.training.replace(validation=1.0), n) - estimate.PER_EPOCH
        runs.append((config, 0.5 * n / seconds))
    assert estimate.observed_pace(runs) == pytest.approx(0.5, rel=0.05)
    assert estimate.observed_pace([]) is None


def test_this_machine_has_a_pace():
    assert 0.001 < estimate.machine_pace() < 1000
