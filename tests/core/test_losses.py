"""Are the objectives what the equations say, to the last nat?"""

import math

import pytest
import torch

from core import losses
from core.types import Posterior


def test_bernoulli_reconstruction_is_the_binary_cross_entropy_summed_over_pixels():
    logits = torch.zeros(2, 1, 2, 2)  # every pixel on with probability 1/2
    x = torch.tensor([[0.0, 1.0], [1.0, 0.25]]).expand(2, 1, 2, 2)
    assert losses.bernoulli_reconstruction(logits, x).item() == pytest.approx(4 * math.log(2))


def test_gaussian_reconstruction_is_minus_the_log_density():
    x, x_hat = torch.full((3, 1, 2, 2), 0.7), torch.full((3, 1, 2, 2), 0.4)
    density = torch.distributions.Normal(0.4, 0.3).log_prob(torch.tensor(0.7)).item()
    assert losses.gaussian_reconstruction(x_hat, x, 0.3).item() == pytest.approx(-4 * density, rel=1e-5)


def test_kl_agrees_with_torch_distributions_in_nats():
    mu, logvar = torch.randn(5, 3), torch.randn(5, 3)
    q = torch.distributions.Normal(mu, (0.5 * logvar).exp())
    p = torch.distributions.Normal(torch.zeros(5, 3), torch.ones(5, 3))
    torch.testing.assert_close(Posterior(mu, logvar).kl(), torch.distributions.kl_divergence(q, p))


def test_free_bits_raise_only_the_dimensions_below_them():
    kl = torch.tensor([[0.0, 2.0], [0.2, 4.0]])
    assert losses.weighed_kl(kl).item() == pytest.approx(0.1 + 3.0)
    assert losses.weighed_kl(kl, free_bits=0.5).item() == pytest.approx(0.5 + 3.0)


def test_the_elbo_of_a_hand_made_model_bounds_its_exact_likelihood():
    # One latent, one pixel of Gaussian noise 0.3 around z: p(x) is N(0, 1 + 0.09), and the exact posterior is tight.
    noise, x = 0.3, torch.tensor([[[[0.6]]]])
    variance = 1 / (1 + 1 / noise**2)
    posterior = Posterior(torch.tensor([[0.6 * variance / noise**2]]), torch.tensor([[math.log(variance)]]))
    z = Posterior(posterior.mu.expand(200_000, 1), posterior.logvar.expand(200_000, 1)).sample(
        torch.Generator().manual_seed(0)
    )
    x_many = x.expand(200_000, 1, 1, 1)
    bound = losses.gaussian_reconstruction(z.view(-1, 1, 1, 1), x_many, noise) + losses.weighed_kl(posterior.kl())
    exact = -torch.distributions.Normal(0.0, math.sqrt(1 + noise**2)).log_prob(x).item()
    assert bound.item() == pytest.approx(exact, abs=0.01)


@pytest.mark.parametrize(
    "of", [losses.bernoulli_reconstruction, lambda a, x, **how: losses.gaussian_reconstruction(a, x, 0.3, **how)]
)
def test_the_mean_over_images_is_the_mean_of_each(of):
    logits, x = torch.randn(5, 1, 4, 4), torch.rand(5, 1, 4, 4)
    nats = of(logits, x, each=True)
    assert nats.shape == (5,)
    assert nats.mean().item() == pytest.approx(of(logits, x).item(), rel=1e-5)
    assert nats[3].item() == pytest.approx(of(logits[3:4], x[3:4]).item(), rel=1e-5)
