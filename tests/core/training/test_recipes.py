"""Have the recipes of well-known set-ups exactly their networks, and does each of them train, load and draw?"""

from __future__ import annotations

import pytest
import torch
from torch import nn

from core.adam import Adam
from core.datasets.digits import DigitsConfig
from core.files import write_atomic
from core.jobs.execute import execute
from core.library.folder import entry_at, history, open_model
from core.networks.browser import browser_graph, multiply_adds, unpack
from core.training.recipes import RECIPES
from core.training.run import RunConfig
from core.types import Encoder

LETTERS = tuple("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ")  # 43 classes
NEW = ("gan-basic", "cgan-advanced", *(name for name, recipe in RECIPES.items() if recipe.own))
# Weights of what encodes or judges, and of what draws.
COUNTS = {
    "handwriting-128": (8_478_080, 1_125_121),
    "words-128": (8_478_080, 1_125_121),
    "handwriting-cvae-128": (8_500_096, 1_792_705),
    "gan-basic": (212_865, 2_330_944),
    "handwriting-gan": (212_865, 2_330_944),
}


def built(name: str) -> nn.Module:
    torch.manual_seed(0)
    return RECIPES[name].run.model.build(LETTERS)


def numbers(*modules: nn.Module) -> int:
    """Count weights and, as Keras does, the mean and variance that a batch norm keeps of each channel."""
    total = 0
    for part in (part for module in modules for part in module.modules()):
        total += sum(weight.numel() for weight in part.parameters(recurse=False))
        if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d)) and part.running_mean is not None:
            total += part.running_mean.numel() + part.running_var.numel()
    return total


@pytest.mark.parametrize("name", COUNTS)
def test_the_networks_have_the_numbers_of_the_set_ups_they_follow(name):
    model = built(name)
    if isinstance(model, Encoder):
        found = numbers(model.trunk, model.between, model.head), numbers(model.decoder)
    else:
        found = numbers(model.discriminator), numbers(model.generator)
    assert found == COUNTS[name]


def layers(module: nn.Module) -> list[tuple]:
    """Each convolution: channels, filters, kernel and stride."""
    kinds = (nn.Conv2d, nn.ConvTranspose2d)
    found = [part for part in module.modules() if isinstance(part, kinds)]
    return [(part.in_channels, part.out_channels, part.kernel_size[0], part.stride[0]) for part in found]


def test_the_layers_stand_where_they_should():
    vae, cvae, gan = built("handwriting-128"), built("handwriting-cvae-128"), built("gan-basic")
    assert layers(vae.trunk) == layers(cvae.trunk) == [(1, 16, 3, 2), (16, 32, 3, 2), (32, 64, 3, 2)]
    assert layers(vae.decoder) == [(64, 64, 3, 2), (64, 32, 3, 2), (32, 16, 3, 2), (16, 1, 3, 1)]
    assert layers(cvae.decoder) == [(64, 32, 3, 2), (32, 16, 3, 2), (16, 1, 3, 2)]
    assert cvae.between[0].in_features == 16_384 + 43
    assert layers(gan.generator) == [(256, 128, 5, 1), (128, 64, 5, 2), (64, 1, 5, 2)]
    assert layers(gan.discriminator) == [(1, 64, 5, 2), (64, 128, 5, 2)]
    assert isinstance(gan.generator[1], nn.BatchNorm1d) and gan.generator[-3].bias is None
    slopes = {part.negative_slope for part in gan.modules() if isinstance(part, nn.LeakyReLU)}
    assert slopes == {0.3}
    for optimiser in gan.optimisers(1e-4):
        assert isinstance(optimiser, Adam) and (optimiser.betas, optimiser.eps) == ((0.9, 0.999), 1e-7)
    weight = gan.discriminator.trunk[0].weight  # Glorot: uniform up to the root of 6 over what it reads and makes
    edge = (6 / (25 * 1 + 25 * 64)) ** 0.5
    assert 0.99 * edge < weight.abs().max() <= edge


def test_the_advanced_one_is_told_the_class_beside_the_noise_and_as_an_image():
    told, basic = built("cgan-advanced"), RECIPES["gan-basic"].run.model
    same = {"conditional": False, "told_by": basic.told_by, "embedding": basic.embedding}
    assert told.config.replace(**same) == basic
    assert layers(told.discriminator)[0] == (2, 64, 5, 2)
    x, y = torch.rand(2, 1, 28, 28), torch.eye(43)[:2]
    told.eval()
    assert not torch.equal(told.discriminator(x, y), told.discriminator(x, y.flip(0)))


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.long] * ("128" in name)) for name in NEW])
def test_each_trains_a_few_steps_loads_again_and_draws(name, tmp_path):
    recipe = RECIPES[name].run
    short = {"epochs": 1, "batch_size": 4, "validation": 4, "snapshots": (1,), "device": "cpu", "epoch_images": 0}
    config = RunConfig(
        dataset=DigitsConfig(limit=12), model=recipe.model, training=recipe.training.replace(**short), seed=0
    )
    write_atomic(tmp_path / "config.json", config.to_json())
    assert execute(tmp_path) == "done", entry_at(tmp_path).reason
    entry = entry_at(tmp_path)
    assert history(entry)[-1]["step"] == 2
    model, k = open_model(entry), 10 if recipe.model.conditional else 0
    with torch.no_grad():
        x = model.decode(torch.randn(3, model.latent_dim), torch.eye(k)[:3] if k else None)
    side = recipe.model.image_size
    assert x.shape == (3, 1, side, side) and 0 <= x.min() < x.max() <= 1
    # What drags through it in the browser was written, and is not more than a worker beside the page can do.
    decoder = browser_graph(unpack((tmp_path / "browser.bin").read_bytes())["decoder"])
    assert multiply_adds(decoder) < max(6e7, recipe.model.most_work)
    assert (tmp_path / "encoder.bin").exists() == isinstance(model, Encoder)
