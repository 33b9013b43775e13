"""Is the noise that is learned the one that costs least, is it kept, and do models with a set one keep theirs?"""

import numpy as np
import pytest
import torch

from core import losses
from core.config import ConfigError
from core.metrics import elbo
from core.models import ConvVaeConfig, MlpVaeConfig
from core.training.loop import fit
from core.training.run import TrainingConfig
from core.training.trouble import trouble_in
from core.types import ImageDataset

SMALL = {"image_size": 8, "hidden": (32,), "latent_dim": 2, "likelihood": "gaussian"}


@pytest.fixture(scope="module")
def bars() -> ImageDataset:
    """200 images of 8 x 8, of two kinds, with noise of 0.1 on every pixel."""
    rng = np.random.default_rng(0)
    images = rng.normal(0.5, 0.1, (200, 8, 8))
    for i in range(200):
        images[i, 4 * (i % 2) :][:4] += 0.3
    return ImageDataset("bars", (images.clip(0, 1) * 255).round().astype(np.uint8))


def trained(dataset, config, epochs=30, **more):
    torch.manual_seed(0)
    model = config.build()
    training = TrainingConfig(epochs=epochs, batch_size=32, learning_rate=5e-3, validation=0.2, device="cpu")
    return model.eval(), list(fit(model, dataset, training, **more))


def test_no_other_noise_costs_a_batch_less():
    x_hat, x = torch.rand(6, 1, 8, 8), torch.rand(6, 1, 8, 8)
    best = (x_hat - x).square().mean().sqrt()
    costs = [losses.gaussian_reconstruction(x_hat, x, best * times).item() for times in (0.9, 0.99, 1.0, 1.01, 1.1)]
    assert min(costs) == costs[2]
    assert costs[2] == pytest.approx(64 * (float(best.log()) + 0.5 + 0.5 * float(np.log(2 * np.pi))), rel=1e-5)
    assert losses.gaussian_reconstruction(x_hat, x, float(best)).item() == pytest.approx(costs[2], rel=1e-5)


def test_it_finds_the_noise_that_is_there_and_beats_a_set_one(bars):
    learned, rows = trained(bars, MlpVaeConfig(**SMALL))
    assert float(learned.noise) == pytest.approx(0.1, abs=0.01)
    assert rows[-1].validation["noise"] == pytest.approx(float(learned.noise), abs=1e-6)
    for noise in (0.03, 0.3):
        _, others = trained(bars, MlpVaeConfig(**SMALL, noise=noise))
        assert rows[-1].validation["loss"] < others[-1].validation["loss"]
        assert "noise" not in others[-1].validation
    found = elbo.measure(learned, bars, rng=torch.Generator().manual_seed(0))
    assert found["noise"].value == pytest.approx(float(learned.noise))
    x = torch.from_numpy(bars.images[:50, None]) / 255
    with torch.no_grad():
        each = learned.reconstruction(learned.encode(x).mu, x)
        expected = losses.gaussian_reconstruction(
            learned.decode(learned.encode(x).mu), x, float(learned.noise), each=True
        )
    torch.testing.assert_close(each, expected, rtol=1e-4, atol=1e-3)
    assert trouble_in([row.row() for row in rows if row.epoch_end], learned.config) == []


def test_it_goes_on_exactly_where_it_stopped(bars):
    whole, _ = trained(bars, MlpVaeConfig(**SMALL), epochs=3)
    left = iter(range(99))
    _, stopped = trained(bars, MlpVaeConfig(**SMALL), epochs=3, should_stop=lambda: next(left) >= 7)
    second, _ = trained(bars, MlpVaeConfig(**SMALL), epochs=3, resume=stopped[-1].checkpoint())
    assert all(
        torch.equal(a, b) for a, b in zip(whole.state_dict().values(), second.state_dict().values(), strict=True)
    )


def test_empty_paper_has_a_least_noise():
    model = MlpVaeConfig(**SMALL).build()
    with torch.no_grad():
        model.decoder[-3].bias.fill_(-50.0)  # whatever z is, it draws paper
    x, rng, optimisers = torch.zeros(4, 1, 8, 8), torch.Generator().manual_seed(0), model.optimisers(1e-6)
    for _ in range(400):
        told = model.train_step(x, None, optimisers=optimisers, rng=rng, epoch=0.0)
    assert float(told["noise"]) == pytest.approx(0.01, rel=0.2)
    assert float(told["reconstruction"]) == pytest.approx(64 * (np.log(0.01) + 0.5 * np.log(2 * np.pi)), rel=1e-3)


def test_a_stored_model_keeps_the_noise_it_was_made_with():
    stored = ConvVaeConfig.from_json('{"family": "conv vae", "likelihood": "gaussian", "noise": 0.3}')
    assert stored.build().noise == 0.3 and not stored.learns_noise
    assert "squared_noise" not in stored.build().state_dict()
    assert not MlpVaeConfig().learns_noise and "squared_noise" not in MlpVaeConfig().build().state_dict()


def test_noise_below_the_least_is_refused():
    with pytest.raises(ConfigError, match=r"noise must be 0, to be learned, or between 0.01 and 10, got 0.001"):
        MlpVaeConfig(noise=0.001)
