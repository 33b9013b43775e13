"""What draws the images of a dense GAN, and what tells them from real ones?

Source: Goodfellow et al. 2014, arXiv:1406.2661; told the class: Mirza & Osindero 2014, arXiv:1411.1784, section 3.2.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import torch
from torch import Tensor, nn

from core.models.layers import class_weights
from core.models.mlp_gan import MlpGanConfig


class DenseDiscriminator(nn.Module):
    """Gives images (n, 1, h, w) in [0, 1] a score (n,), higher for real; conditional with class weights y (n, k)."""

    def __init__(self, config: MlpGanConfig, k: int) -> None:
        super().__init__()
        self.k = k
        self.layers = _dense(config.widths(k)[1], lambda: nn.LeakyReLU(config.discriminator_slope))

    def forward(self, x: Tensor, y: Tensor | None = None, rng: torch.Generator | None = None) -> Tensor:
        """Return the scores (n,). rng: nothing is drawn."""
        pixels = (2 * x - 1).flatten(1)
        told = [class_weights(y, len(x), self.k)] if self.k else []
        return self.layers(torch.cat([pixels, *told], 1))[:, 0]


def generator(config: MlpGanConfig, k: int) -> nn.Sequential:
    """Return the untrained generator, from [z, y] (n, d + k) to images (n, 1, h, w) in [0, 1]."""
    side = config.image_size
    return nn.Sequential(*_dense(config.widths(k)[0], nn.ReLU), nn.Unflatten(1, (1, side, side)), nn.Sigmoid())


def _dense(widths: tuple[int, ...], activation: Callable[[], nn.Module]) -> nn.Sequential:
    """Return layers between so many numbers, an activation behind each but the last."""
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise(widths):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])
