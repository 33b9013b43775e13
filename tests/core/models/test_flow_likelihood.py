"""Is a flow's density the one that it must be where it is known, and are its estimates fair?"""

from __future__ import annotations

import math

import pytest
import torch
from torch.distributions import MultivariateNormal, kl_divergence

from core.metrics import along_the_way
from core.models import FlowConfig
from core.models.flow_likelihood import costs, log_density
from core.models.flow_network import Block
from core.models.flow_round_trip import round_trip
from core.models.refiner import BACK_FROM, bits_a_pixel, noise_levels

D = 16
SMALL = FlowConfig(image_size=14, filters=(4, 8), dense=16, embedding=8, conditional=True)
UNTOLD = torch.zeros(1, 0)


class Gaussian(torch.nn.Module):
    """The very best network for images of 4 x 4 pixels from a Gaussian: it says their mean, given the noisy one."""

    def __init__(self) -> None:
        super().__init__()
        rng = torch.Generator().manual_seed(0)
        mixed = torch.randn(D, D, dtype=torch.float64, generator=rng)
        self.spread = mixed @ mixed.T / D + 0.05 * torch.eye(D)
        self.mean = torch.randn(D, dtype=torch.float64, generator=rng)

    def at(self, t: float) -> MultivariateNormal:
        """What images of the moment t come from."""
        return MultivariateNormal(t * self.mean, t * t * self.spread + (1 - t) ** 2 * torch.eye(D, dtype=torch.float64))

    def forward(self, x: torch.Tensor, t: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        there = self.at(float(t[0]))
        back = torch.linalg.solve(there.covariance_matrix, (x.flatten(1) - there.mean).T).T
        return (self.mean + float(t[0]) * back @ self.spread).view_as(x)


def probes(n: int, seed: int = 1) -> torch.Tensor:
    rng = torch.Generator().manual_seed(seed)
    return torch.randint(0, 2, (n, 1, 4, 4), generator=rng).double() * 2 - 1


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def images(n: int) -> tuple[Gaussian, torch.Tensor, torch.Tensor]:
    """A Gaussian, images of the moment .9, and their true log-densities."""
    torch.manual_seed(3)
    network = Gaussian()
    x = network.at(BACK_FROM).sample((n,))
    return network, x.view(n, 1, 4, 4), network.at(BACK_FROM).log_prob(x)


@pytest.mark.parametrize(("steps", "off"), [(12, 1e-3), (48, 1e-5)])
def test_a_gaussians_density_is_found_and_the_noise_it_comes_from_is_the_right_one(steps, off):
    network, x, true = images(5)
    found, z = log_density(network, x, UNTOLD, steps=steps, probe=None)
    assert (found - true).abs().max() < off
    # Of a Gaussian the way is linear: each direction of its own keeps how many deviations it is off.
    sizes, turn = torch.linalg.eigh(network.at(BACK_FROM).covariance_matrix)
    wanted = (x.flatten(1) - BACK_FROM * network.mean) @ turn / sizes.sqrt() @ turn.T
    assert (z - wanted).abs().max() < 10 * off


def test_probes_are_right_on_average():
    network, x, true = images(1)
    found = log_density(network, x.expand(2000, 1, 4, 4), UNTOLD, steps=24, probe=probes(2000))[0]
    error = float(found.std()) / math.sqrt(len(found))
    assert abs(float(found.mean() - true[0])) < 4 * error and 0 < error < 0.2


def test_what_an_image_costs_is_the_divergence_that_it_must_be():
    network = Gaussian()
    x = torch.rand(2, 1, 4, 4, dtype=torch.float64, generator=rng())
    found = costs(network, x, UNTOLD.expand(2, 0), draws=500, rng=rng())
    eye = (1 - BACK_FROM) ** 2 * torch.eye(D, dtype=torch.float64)
    for mine, image in zip(found, x, strict=True):
        true = kl_divergence(MultivariateNormal(BACK_FROM * (2 * image.flatten() - 1), eye), network.at(BACK_FROM))
        assert abs(float(mine.mean() - true)) < 4 * float(mine.std()) / math.sqrt(len(mine))
    assert torch.equal(found[:, :3], costs(network, x, UNTOLD.expand(2, 0), draws=500, rng=rng())[:, :3])


@torch.no_grad()
def flow(**changes) -> torch.nn.Module:
    torch.manual_seed(0)
    model = SMALL.replace(**changes).build(("a", "b", "c")).eval()
    for block in (part for part in model.decoder.network.modules() if isinstance(part, Block)):
        torch.nn.init.normal_(block.second.weight, std=0.1)
    return model


def test_a_network_of_convolutions_has_the_trace_that_its_probes_estimate():
    network, x = flow().decoder.network, torch.randn(1, 1, 14, 14, generator=rng())
    exact = float(log_density(network, x, torch.zeros(1, 3), steps=1, probe=None)[0])
    probe = torch.randint(0, 2, (400, 1, 14, 14), generator=rng()).float() * 2 - 1
    found = log_density(network, x.expand(400, 1, 14, 14), torch.zeros(400, 3), steps=1, probe=probe)[0]
    error = float(found.std()) / 20
    assert error > 0 and abs(float(found.mean()) - exact) < 4 * error


def test_bits_count_the_noise_and_what_the_image_costs():
    assert noise_levels(0.5) == 127.5 and round(noise_levels()) == along_the_way.NOISE
    levels = noise_levels()
    entropy = float(torch.distributions.Normal(0.0, levels).entropy()) / math.log(2)
    assert bits_a_pixel(0.0, 784) == pytest.approx(entropy)
    assert bits_a_pixel(784 * math.log(2), 784) == pytest.approx(entropy + 1)
    # The network learned nothing: an even grey whatever it sees, so that its images are of noise that shrank.
    grey = torch.nn.Module()
    grey.forward = lambda x, t, y: 0 * x
    x = torch.full((1, 1, 4, 4), 0.5)
    cost = float(costs(grey, x, UNTOLD, draws=1, rng=rng())[0, 0])
    assert cost == pytest.approx(0, abs=1e-3), "grey under noise is all that it ever draws"


def test_only_a_flow_that_learned_untold_says_what_an_image_costs():
    assert along_the_way.fits(flow()) and along_the_way.fits(flow(conditional=False, left_out=0.0))
    assert not along_the_way.fits(flow(left_out=0.0)) and not along_the_way.fits(torch.nn.Linear(1, 1))


def test_damaged_weights_are_said():
    model = flow()
    with torch.no_grad():
        model.decoder.network.last.weight.fill_(float("nan"))
    with pytest.raises(ValueError, match="its weights are damaged"):
        model.costs(torch.rand(1, 1, 14, 14), draws=1, rng=rng())


def test_an_image_goes_back_to_noise_and_comes_forth_as_it_was():
    x = torch.rand(1, 14, 14, generator=rng())
    found = round_trip(flow(), x, rng=rng())
    assert found.z.shape == (196,) and found.label in (0, 1, 2) and found.frames.shape == (9, 14, 14)
    assert found.errors.shape == (1, 9) and found.error == pytest.approx(float(found.errors[0, -1]))
    # The last step lands on what the network sees, which has learned nothing: until then it comes as it went.
    assert found.errors[0, -2] < 0.02 < found.errors[0, 0]
    assert round_trip(flow(), x, rng=rng(), should_stop=lambda: True) is None
    with pytest.raises(ValueError, match="a blank drawing"):
        round_trip(flow(), torch.zeros(1, 14, 14), rng=rng())
