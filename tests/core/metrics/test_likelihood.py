"""Does the importance-weighted bound reach log p(x) where that can be integrated, and never pass it?"""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from core.metrics import likelihood
from core.metrics.likelihood import log_likelihood
from core.models import ClassifierConfig, MlpVaeConfig
from core.types import ImageDataset


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def ink(n: int) -> ImageDataset:
    """Images of 8 x 8 pixels that are ink or not, so that drawing their ink changes nothing; of two classes."""
    images = (np.random.default_rng(1).random((n, 8, 8)) < np.linspace(0.1, 0.9, n)[:, None, None]) * np.uint8(255)
    return ImageDataset("ink", images.astype(np.uint8), np.arange(n) % 2, ("thin", "thick"))


def a_vae(**settings) -> torch.nn.Module:
    """One latent dimension; a posterior that is near the true one in some places, and far from it in others."""
    torch.manual_seed(3)
    model = MlpVaeConfig(image_size=8, latent_dim=1, hidden=(12,), **settings).build(("thin", "thick")).eval()
    with torch.no_grad():
        model.decoder[0].weight.mul_(2.0)
    return model


@torch.no_grad()
def integrated(model: torch.nn.Module, data: ImageDataset) -> np.ndarray:
    """Return log p(x), float64 (n,), integrated over 1,601 z from -8 to 8."""
    z = torch.linspace(-8, 8, 1601)
    prior = -0.5 * z.double() ** 2 - 0.5 * math.log(2 * math.pi) + math.log(0.01)
    x = torch.from_numpy(data.images / 255.0).flatten(1)
    found = np.empty(len(x))
    for label in (0, 1):
        y = torch.nn.functional.one_hot(torch.tensor(label), 2).float().expand(len(z), 2)
        p = model.decode(z[:, None], y if model.classes else None).flatten(1).double()
        of_class = data.labels == label
        log_joint = x[of_class] @ p.log().T + (1 - x[of_class]) @ (1 - p).log().T + prior
        found[of_class] = torch.logsumexp(log_joint, 1)
    return found


@pytest.mark.parametrize("conditional", [False, True])
def test_many_draws_reach_the_integral(conditional):
    model, data = a_vae(conditional=conditional), ink(12)
    found = log_likelihood(model, data, draws=20_000, rng=rng()).numpy()
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, integrated(model, data), atol=0.03)


def test_more_draws_only_tighten_the_bound_from_the_elbo_upwards():
    model, data = a_vae(), ink(400)
    means = [log_likelihood(model, data, draws=k, rng=rng(k)).mean().item() for k in (1, 4, 16, 64, 256)]
    assert means == sorted(means) and means[0] < means[-1] - 0.5
    assert means[-1] < integrated(model, data).mean() + 0.02
    with torch.no_grad():
        x = torch.from_numpy(data.images / 255.0).float().unsqueeze(1)
        elbo = -np.mean([model.evaluate_step(x, None, rng=rng(s))["loss"].item() for s in range(40)])
    assert means[0] == pytest.approx(elbo, abs=0.3)


def test_draws_in_portions_are_as_good_as_all_at_once(monkeypatch):
    model, data = a_vae(), ink(9)
    at_once = log_likelihood(model, data, draws=3001, rng=rng())
    monkeypatch.setattr(likelihood, "PIXELS_AT_ONCE", 64 * 9 * 40)  # 75 portions of 40 draws, and one of 1
    torch.testing.assert_close(log_likelihood(model, data, draws=3001, rng=rng()), at_once, atol=0.1, rtol=0)


def test_greys_are_drawn_as_ink_with_a_fixed_seed():
    grey = ImageDataset("grey", np.full((40, 8, 8), 128, np.uint8))
    model = a_vae()
    one, again, other = (log_likelihood(model, grey, draws=2, rng=rng(seed)) for seed in (1, 1, 2))
    assert torch.equal(one, again) and not torch.equal(one, other)


def test_a_large_image_that_a_model_finds_impossible_still_has_a_number():
    torch.manual_seed(0)
    model = MlpVaeConfig(image_size=128, latent_dim=2, hidden=(4,)).build().eval()
    with torch.no_grad():
        model.decoder[-3].bias.fill_(-9.0)  # ink is as good as ruled out: each pixel costs 9 nats
    full = ImageDataset("full", np.full((2, 128, 128), 255, np.uint8))
    found = log_likelihood(model, full, draws=50, rng=rng())
    assert torch.isfinite(found).all() and (found < -100_000).all()


def test_what_has_no_such_likelihood_is_refused():
    assert not likelihood.fits(ClassifierConfig(filters=(4,), features=4).build(("a", "b")))
    gaussian = a_vae(likelihood="gaussian")
    assert likelihood.fits(a_vae()) and not likelihood.fits(gaussian)
    with pytest.raises(ValueError, match="Bernoulli"):
        log_likelihood(gaussian, ink(3), draws=1, rng=rng())
    for draws in (0, 10**7):
        with pytest.raises(ValueError, match=f"between 1 and 1,000,000, got {draws:,}"):
            log_likelihood(a_vae(), ink(3), draws=draws, rng=rng())


def test_the_score_is_of_500_images_at_most(monkeypatch):
    seen = []
    bounds = likelihood._bounds
    monkeypatch.setattr(likelihood, "_bounds", lambda model, x, *rest: seen.append(len(x)) or bounds(model, x, *rest))
    found = likelihood.measure(a_vae(), ink(501), rng=rng())
    assert list(found) == list(likelihood.ROWS) == ["nll_k64"] and found["nll_k64"].unit == "nats"
    assert sum(seen) == 500 and found["nll_k64"].value > 0
