"""Are products rough only where that pays, only inside a step, and does a model learn as well with them?"""

from __future__ import annotations

import pytest
import torch

from core.datasets.digits import DigitsConfig
from core.models import ClassifierConfig, ConvVaeConfig, GanConfig, MlpVaeConfig
from core.training import precision
from core.training.loop import fit
from core.training.recipes import RECIPES
from core.training.run import TrainingConfig

CPU, DIGITS = torch.device("cpu"), DigitsConfig(limit=600).load()
needs_bfloat16 = pytest.mark.skipif(not precision.has_bfloat16(), reason="this processor has no bfloat16")


def learned(training: TrainingConfig, hidden=(400,)) -> tuple[torch.nn.Module, list]:
    torch.manual_seed(0)
    model = MlpVaeConfig(latent_dim=8, hidden=hidden).build()
    return model, list(fit(model, DIGITS, training, seed=1))


def test_only_what_is_large_or_convolves_and_never_a_duel():
    assert not RECIPES["digits-2d"].run.model.build().rough_products
    assert RECIPES["pytorch-example"].run.model.build().rough_products
    assert ConvVaeConfig().build().rough_products and ClassifierConfig().build(("a", "b")).rough_products
    assert not getattr(GanConfig().build(), "rough_products", False)


@needs_bfloat16
def test_a_step_is_rough_and_what_surrounds_it_is_not():
    model = MlpVaeConfig(hidden=(400,)).build()
    x = torch.rand(4, 784)
    with precision.products(model, CPU, 64):
        assert model.trunk(x).dtype == torch.bfloat16
        posterior = model.encode(x.view(4, 1, 28, 28))
        assert posterior.mu.dtype == posterior.logvar.dtype == torch.float32
    assert model.trunk(x).dtype == torch.float32 and not torch.is_autocast_enabled("cpu")
    with precision.products(MlpVaeConfig(hidden=(8,)).build(), CPU, 64):
        assert not torch.is_autocast_enabled("cpu")
    with precision.products(model, CPU, 32):
        assert not torch.is_autocast_enabled("cpu")


@needs_bfloat16
def test_it_learns_as_well_with_rough_products(monkeypatch):
    training = TrainingConfig(epochs=6, batch_size=64, device="cpu")
    _, rough = learned(training)
    monkeypatch.setattr(precision, "has_bfloat16", lambda: False)
    _, fine = learned(training)
    assert rough[-1].validation["loss"] == pytest.approx(fine[-1].validation["loss"], abs=1.0)
    assert rough[-1].validation["loss"] != fine[-1].validation["loss"], "or nothing was compared"


def test_going_on_is_exact_with_them_too():
    training = TrainingConfig(epochs=3, batch_size=64, device="cpu")
    whole, _ = learned(training)
    halfway = next(row for row in _again(training) if row.epoch_end).checkpoint()
    torch.manual_seed(5)
    other = MlpVaeConfig(latent_dim=8, hidden=(400,)).build()
    list(fit(other, DIGITS, training, seed=1, resume=halfway))
    assert all(torch.equal(a, b) for a, b in zip(whole.parameters(), other.parameters(), strict=True))


def _again(training: TrainingConfig):
    torch.manual_seed(0)
    yield from fit(MlpVaeConfig(latent_dim=8, hidden=(400,)).build(), DIGITS, training, seed=1)
