"""What tells a convolutional GAN's images from real ones?

Source: the class by projection: Miyato & Koyama 2018, arXiv:1802.05637; the deviation of a minibatch: Karras et al.
2018, arXiv:1710.10196, section 3.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from core.models.first_weights import Begun, scaled
from core.models.gan import GanConfig
from core.models.layers import class_weights

TOGETHER = 4  # images whose deviation is taken. Source: Karras et al. 2018, arXiv:1710.10196, the authors' code


class Discriminator(nn.Module):
    """Gives images (n, 1, h, w) in [0, 1] a score (n,), higher for real; conditional with class weights y (n, k)."""

    def __init__(self, config: GanConfig, k: int) -> None:
        super().__init__()
        begun, bounded = Begun(config), spectral_norm if config.discriminator_norm == "spectral" else _unchanged
        first = scaled(config.discriminator_slope) if config.discriminator_weights == "scaled" else begun
        self.trunk, side = nn.ModuleList(), config.image_size
        padding = (config.kernel - 1) // 2
        self.k, self.map = k, k > 0 and config.told_by == "image"
        filters = config.discriminator_filters
        for i, (c, f) in enumerate(zip((1 + self.map, *filters), filters, strict=False)):
            convolution = nn.Conv2d(c, f, kernel_size=config.kernel, stride=2, padding=padding)
            self.trunk.append(bounded(first(convolution)))
            side = (side + 2 * padding - config.kernel) // 2 + 1
            if i:  # not on the first: it would hide how much ink there is
                self.trunk.extend(map(begun, _norm(config, f)))
            self.trunk.append(nn.LeakyReLU(config.discriminator_slope))
            if config.dropout:
                self.trunk.append(Dropout(config.dropout))
        if config.minibatch_deviation:
            self.trunk.append(MinibatchDeviation())
        width = (filters[-1] + config.minibatch_deviation) * side**2
        self.head = bounded(first(nn.Linear(width, 1)))
        self.told: nn.Module | None = None
        if self.map:
            embedding, pixels = nn.Linear(k, config.embedding, bias=False), config.image_size**2
            self.told = nn.Sequential(bounded(first(embedding)), bounded(first(nn.Linear(config.embedding, pixels))))
        elif k:
            self.told = bounded(first(nn.Linear(k, width, bias=False)))

    def forward(self, x: Tensor, y: Tensor | None = None, rng: torch.Generator | None = None) -> Tensor:
        """Return the scores (n,). rng: what dropout draws from, in training."""
        n, _, h, w = x.shape
        # Channels last, in the strides too, which one channel leaves open: convolutions then take half the time on a
        # CPU. The weights stay as they are: moments read back from a file would lie otherwise in memory than they.
        features = (2 * x - 1).reshape(n, h, w, 1)
        told = None if self.told is None else self.told(class_weights(y, n, self.k))
        if self.map:
            features = torch.cat([features, told.reshape(n, h, w, 1)], 3)
        features = features.permute(0, 3, 1, 2)
        for layer in self.trunk:
            features = layer(features, rng) if isinstance(layer, Dropout) else layer(features)
        features = features.flatten(1)  # (n, width)
        score = self.head(features)[:, 0]
        return score if told is None or self.map else score + (told * features).sum(1)


class MinibatchDeviation(nn.Module):
    """Add to features (n, c, h, w) one channel: how much the images of a group differ, averaged over all features.

    Groups are of 4 images, or all n where they cannot be parted so. Source: Karras et al. 2018, arXiv:1710.10196,
    section 3.
    """

    def forward(self, x: Tensor) -> Tensor:
        n, _, h, w = x.shape
        size = n if n % TOGETHER else TOGETHER
        variance = x.unflatten(0, (size, n // size)).var(0, correction=0)  # (n / size, c, h, w)
        # A root has no gradient at 0, where all images of a group are alike.
        deviation = (variance + 1e-8).sqrt().mean((1, 2, 3)).repeat(size)  # (n,)
        return torch.cat([x, deviation[:, None, None, None].expand(n, 1, h, w)], 1)


class Dropout(nn.Module):
    """Leave out a share of the numbers in training. Unlike torch's, it draws from the step's own generator."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor, rng: torch.Generator | None) -> Tensor:
        if not self.training:
            return x
        kept = torch.empty_like(x).bernoulli_(1 - self.share, generator=rng)
        return x * kept / (1 - self.share)


def _norm(config: GanConfig, f: int) -> list[nn.Module]:
    """Return what follows a convolution of the discriminator."""
    if config.discriminator_norm == "batch":
        # No running statistics: they would mix real with drawn images, and judge otherwise than it learned to.
        return [nn.BatchNorm2d(f, track_running_stats=False)]
    # Over all numbers of an image, with a scale and a shift of each channel.
    return [nn.GroupNorm(1, f)] if config.discriminator_norm == "layer" else []


def _unchanged(layer: nn.Module) -> nn.Module:
    return layer
