"""What does each objective measure? Pure functions of tensors, one equation each, in nats per image unless said."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor


def bernoulli_reconstruction(logits: Tensor, x: Tensor, *, each: bool = False) -> Tensor:
    """Return -log p(x|z) for Bernoulli pixels, summed over pixels, averaged over images; a scalar in nats.

    logits, x: (n, 1, h, w); x in [0, 1] (grey values are treated as probabilities: then it is a cross-entropy, not
    a likelihood). each: not averaged, (n,). Source: Kingma & Welling 2014, arXiv:1312.6114, appendix C.1.
    """
    # From logits, not from sigmoid: log(1 - sigmoid(20)) is -inf in float32.
    if each:
        return F.binary_cross_entropy_with_logits(logits, x, reduction="none").flatten(1).sum(1)
    return F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)


def gaussian_reconstruction(x_hat: Tensor, x: Tensor, noise: float | Tensor, *, each: bool = False) -> Tensor:
    """Return -log p(x|z) for Gaussian pixels of standard deviation `noise`, constant included; a scalar in nats.

    A density, not a probability: it can be negative. x_hat, x: (n, 1, h, w). each: not averaged, (n,).
    Source: Kingma & Welling 2014, arXiv:1312.6114, appendix C.2, with one variance for all pixels.
    """
    # As a tensor where it is one: asking a GPU for its value would have it wait.
    log_noise = noise.log() if isinstance(noise, Tensor) else math.log(noise)
    constant = log_noise + 0.5 * math.log(2 * math.pi)
    if each:
        return (x_hat - x).square().flatten(1).sum(1) / (2 * noise**2) + constant * x[0].numel()
    return F.mse_loss(x_hat, x, reduction="sum") / (2 * noise**2 * len(x)) + constant * x[0].numel()


def weighed_kl(kl: Tensor, free_bits: float = 0.0) -> Tensor:
    """Sum the KL divergence over dimensions after the batch mean, each dimension free up to `free_bits` nats.

    kl: (n, d), nats. Source: Kingma et al. 2016, arXiv:1606.04934, appendix C.8, one group per dimension.
    """
    return kl.mean(0).clamp(min=free_bits).sum()


def cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    """Return -log p(class|x) averaged over images; a scalar in nats. logits, y: (n, k), rows of y sum to 1."""
    return F.cross_entropy(logits, y)


def accuracy(logits: Tensor, y: Tensor) -> Tensor:
    """Return the share of images whose largest logit is the class of largest weight; a scalar from 0 to 1."""
    return (logits.argmax(1) == y.argmax(1)).to(torch.float32).mean()


@dataclass(frozen=True)
class Duel:
    """What the two networks of a GAN want, from scores (n,) of real images and of fake ones, drawn by the generator.

    judge(real, fake, label_smoothing) is the discriminator's loss, draw(fake) the generator's; scalars. zero: whether
    a score above 0 takes the image for real; else scores only compare. Smoothing is for the non-saturating loss alone.
    """

    judge: Callable[[Tensor, Tensor, float], Tensor]
    draw: Callable[[Tensor], Tensor]
    zero: bool = True


def judged_apart(real: Tensor, fake: Tensor, label_smoothing: float = 0.0) -> Tensor:
    """Return -log D(x) - log(1 - D(G(z))) for D = sigmoid(score), in nats, real images called real to 1 - smoothing.

    Source: Goodfellow et al. 2014, arXiv:1406.2661, algorithm 1; Salimans et al. 2016, arXiv:1606.03498, section 3.4.
    """
    # (1 - s) softplus(-r) + s softplus(r) = softplus(-r) + s r
    return (F.softplus(-real) + label_smoothing * real).mean() + F.softplus(fake).mean()


def taken_for_real(fake: Tensor) -> Tensor:
    """Return -log D(G(z)) in nats: unlike log(1 - D(G(z))) it is steep where the generator is bad.

    Source: Goodfellow et al. 2014, arXiv:1406.2661, end of section 3.
    """
    return F.softplus(-fake).mean()


def hinge(real: Tensor, fake: Tensor, label_smoothing: float = 0.0) -> Tensor:
    """Return by how much real scores stay below 1 and fake ones above -1; no unit.

    Source: Lim & Ye 2017, arXiv:1705.02894; Miyato et al. 2018, arXiv:1802.05957, equation 16.
    """
    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()


def critic(real: Tensor, fake: Tensor, label_smoothing: float = 0.0) -> Tensor:
    """Return the mean fake score less the mean real one, minus an estimate of the Wasserstein distance; no unit.

    Source: Arjovsky et al. 2017, arXiv:1701.07875, equation 2.
    """
    return fake.mean() - real.mean()


def scored(fake: Tensor) -> Tensor:
    """Return minus the mean score; no unit. Source: Arjovsky et al. 2017, arXiv:1701.07875, algorithm 1."""
    return -fake.mean()


DUELS: dict[str, Duel] = {
    "non-saturating": Duel(judged_apart, taken_for_real),
    "hinge": Duel(hinge, scored),
    "wasserstein-gp": Duel(critic, scored, zero=False),
}


def between(x: Tensor, fake: Tensor, rng: torch.Generator) -> Tensor:
    """Return images at random places on the straight lines from real to fake ones, (n, 1, h, w)."""
    share = torch.empty(len(x), 1, 1, 1, device=x.device).uniform_(generator=rng)
    return x + share * (fake - x)


def gradient_penalty(scores: Tensor, x: Tensor) -> Tensor:
    """Return the mean of (||d score / d x|| - 1)^2; a scalar to learn from. scores (n,) were made from x (n, 1, h, w).

    x is in [0, 1]: of images in [-1, 1], as in the paper, the slope is half as steep, so that 1 here is 1/2 there.
    Source: Gulrajani et al. 2017, arXiv:1704.00028, equation 3.
    """
    # A norm has no gradient at 0, where a discriminator that has seen nothing yet may well be.
    return (_slopes(scores, x).square().sum(1).add(1e-12).sqrt() - 1).square().mean()


def r1(scores: Tensor, x: Tensor) -> Tensor:
    """Return the mean of ||d score / d x||^2 at real images; a scalar to learn from.

    x is in [0, 1]: of images in [-1, 1], as in most papers, it is a quarter of this, so that a weight of 0.5 here is
    one of 2 there. Batch norm makes the score of an image depend on the others, and a penalty on it one on all of them.
    Source: Mescheder et al. 2018, arXiv:1801.04406, equation 9, without gamma / 2.
    """
    return _slopes(scores, x).square().sum(1).mean()


def _slopes(scores: Tensor, x: Tensor) -> Tensor:
    # Each score depends on its own image (but for batch norm), so the gradient of the sum holds that of each.
    return torch.autograd.grad(scores.sum(), x, create_graph=True)[0].flatten(1)  # (n, pixels)


def diversity(fake: Tensor, x: Tensor, y: Tensor | None = None) -> Tensor:
    """Return how far apart neighbours are among fake images, as a share of the same among real ones; a scalar, no unit.

    The distance from each image to its nearest other one, averaged: about 1 where the fake ones are as various as the
    real ones, about 0 where a few are drawn over and over. y: class weights (n, k) that each fake image was drawn for
    and its real one has; neighbours are then sought within a class, as one picture of each class would else look
    various. fake, x: (n, 1, h, w); 1 where no class has two images.
    """
    classes = x.new_zeros(len(x)) if y is None else y.argmax(1)
    sums = x.new_zeros(2)
    for one in classes.unique():
        of_one = classes == one
        if of_one.sum() > 1:
            sums += torch.stack([_nearest_other(images[of_one].flatten(1)).sum() for images in (fake, x)])
    return sums[0] / sums[1].clamp(min=1e-6) if sums[1] else x.new_ones(())


def _nearest_other(points: Tensor) -> Tensor:
    distances = torch.cdist(points, points)
    return distances.fill_diagonal_(math.inf).amin(1)
