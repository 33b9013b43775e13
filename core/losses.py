"""What does each objective measure? Pure functions of tensors, one equation each, in nats per image."""

from __future__ import annotations

import math

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


def gaussian_reconstruction(x_hat: Tensor, x: Tensor, noise: float, *, each: bool = False) -> Tensor:
    """Return -log p(x|z) for Gaussian pixels of standard deviation `noise`, constant included; a scalar in nats.

    A density, not a probability: it can be negative. x_hat, x: (n, 1, h, w). each: not averaged, (n,).
    Source: Kingma & Welling 2014, arXiv:1312.6114, appendix C.2, with a fixed variance.
    """
    constant = math.log(noise) + 0.5 * math.log(2 * math.pi)
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
