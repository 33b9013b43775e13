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


def test_a_discriminator_that_cannot_tell_loses_two_bits_and_smoothing_costs_what_the_equation_says():
    none = torch.zeros(4)  # D = 1/2 everywhere: log 2 for real images, log 2 for drawn ones
    assert losses.judged_apart(none, none).item() == pytest.approx(2 * math.log(2))
    assert losses.taken_for_real(none).item() == pytest.approx(math.log(2))
    real, fake = torch.tensor([2.0]), torch.tensor([-1.0])
    p, q = 1 / (1 + math.exp(-2)), 1 / (1 + math.exp(1))
    smoothed = -0.9 * math.log(p) - 0.1 * math.log(1 - p) - math.log(1 - q)
    assert losses.judged_apart(real, fake, 0.1).item() == pytest.approx(smoothed, rel=1e-5)
    assert losses.taken_for_real(fake).item() == pytest.approx(-math.log(q), rel=1e-5)


def test_hinge_and_critic_against_hand_values():
    real, fake = torch.tensor([0.5, 3.0]), torch.tensor([-2.0, 1.0])
    assert losses.hinge(real, fake).item() == pytest.approx((0.5 + 0) / 2 + (0 + 2) / 2)
    assert losses.critic(real, fake).item() == pytest.approx(-0.5 - 1.75)
    assert losses.scored(fake).item() == pytest.approx(0.5)


def test_penalties_of_a_linear_discriminator_are_known_from_its_weights():
    weight = torch.full((1, 1, 2, 2), 1.5, requires_grad=True)  # its slope is 3 at every image
    x = torch.rand(5, 1, 2, 2, requires_grad=True)
    for penalty, value, gradient in ((losses.gradient_penalty, (3 - 1) ** 2, 2.0), (losses.r1, 9.0, 3.0)):
        weight.grad = None
        found = penalty((x * weight).flatten(1).sum(1), x)
        found.backward()
        assert found.item() == pytest.approx(value, rel=1e-5)
        torch.testing.assert_close(weight.grad, torch.full_like(weight, gradient))  # d/dw: 2 (s - 1) w / s, and 2 w


def test_a_slope_of_nothing_is_no_reason_for_a_gradient_that_is_not_finite():
    weight, x = torch.zeros(1, 1, 2, 2, requires_grad=True), torch.rand(3, 1, 2, 2, requires_grad=True)
    losses.gradient_penalty((x * weight).flatten(1).sum(1), x).backward()
    assert torch.isfinite(weight.grad).all()


def test_images_between_lie_on_the_lines_from_real_to_fake():
    x, fake = torch.zeros(500, 1, 2, 2), torch.ones(500, 1, 2, 2)
    found = losses.between(x, fake, torch.Generator().manual_seed(0)).flatten(1)
    assert torch.equal(found.amin(1), found.amax(1))
    assert found.mean().item() == pytest.approx(0.5, abs=0.04)


def test_diversity_is_one_for_the_like_and_nothing_for_a_single_image():
    rng = torch.Generator().manual_seed(0)
    x, other = (torch.rand(200, 1, 4, 4, generator=rng) for _ in range(2))
    assert losses.diversity(other, x).item() == pytest.approx(1, abs=0.05)
    assert losses.diversity(x / 2, x).item() == pytest.approx(0.5, rel=1e-4)
    assert losses.diversity(x[:1].expand(200, 1, 4, 4), x).item() == pytest.approx(0, abs=1e-3)
    assert losses.diversity(x[torch.arange(200) % 10], x).item() == pytest.approx(0, abs=1e-3)  # ten images, each often
    assert losses.diversity(x[:1], other[:1]).item() == 1


def test_one_picture_of_each_class_is_various_as_a_whole_and_not_within_a_class():
    rng = torch.Generator().manual_seed(0)
    x, y = torch.rand(200, 1, 4, 4, generator=rng), torch.eye(10)[torch.arange(200) % 10]
    fake = x[:10][torch.arange(200) % 10] + 0.001 * torch.rand(200, 1, 4, 4, generator=rng)
    assert losses.diversity(x, x, y).item() == pytest.approx(1)
    assert losses.diversity(fake, x, y).item() < 0.01
    far = fake + torch.arange(10).repeat(20).view(-1, 1, 1, 1)  # as far apart as pictures of classes can be
    assert losses.diversity(far, x, y).item() < 0.01
    assert losses.diversity(x[:10], x[:10], y[:10]).item() == 1  # one image a class: nothing to compare
