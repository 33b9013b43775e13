"""How does a VAE encode, decode and learn?

Source: Kingma & Welling 2014, arXiv:1312.6114; conditioning: Sohn et al. 2015 (NeurIPS), concatenation of the class;
learned noise: Rybkin, Daniilidis & Levine 2021, arXiv:2006.13202, section 4.2 (the optimal sigma-VAE).
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from core import losses
from core.adam import Adam
from core.models.layers import (
    ACTIVATIONS,
    class_weights,
    decoder_input,
    doubling,
    halved_sizes,
    halving,
    keeping,
    update,
)
from core.models.vae import LARGE, LEAST_NOISE, NOISE_KEPT, ConvVaeConfig, MlpVaeConfig, VaeConfig
from core.types import Posterior

if TYPE_CHECKING:
    from core.models.vae import Parts


class Vae(nn.Module):
    """A VAE of any family. The decoder maps [z, y] (n, d + k) to images (n, 1, h, w) in [0, 1].

    Where the noise of a pixel is learned, squared_noise is its variance as it is measured with, a running mean, and
    noise_steps how many steps that has followed.
    """

    def __init__(self, config: VaeConfig, classes: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.config, self.classes = config, classes
        self.latent_dim, self.image_size = config.latent_dim, config.image_size
        self.trunk, self.between, self.head, self.decoder = config.parts(len(classes))
        if config.learns_noise:
            self.register_buffer("squared_noise", torch.ones(()))
            self.register_buffer("noise_steps", torch.zeros(()))

    @property
    def noise(self) -> float | Tensor:
        """Standard deviation of a pixel from 0 to 1 under a Gaussian likelihood: the one set, or the one learned."""
        return self.squared_noise.clamp(min=LEAST_NOISE**2).sqrt() if self.config.learns_noise else self.config.noise

    @property
    def rough_products(self) -> bool:
        """Whether it learns as well, and sooner, with products in bfloat16.

        Measured: the loss moves by less than a tenth of a nat. A small dense network is no quicker for it: turning its
        numbers over takes what the products save.
        """
        return self.config.convolves or sum(w.numel() for w in self.parameters()) >= LARGE

    def encode(self, x: Tensor, y: Tensor | None = None) -> Posterior:
        """Map x (n, 1, h, w) and, if conditional, y (n, k) to the Posterior over z (n, d).

        Raises ValueError if the class weights are missing, of another width, or do not sum to 1.
        """
        y = self._weights(y, len(x))
        if not self.config.convolves:
            x = x.flatten(1)
            features = self.trunk(torch.cat([x, y], 1) if self.classes else x)  # (n, hidden)
        else:
            features = torch.cat([self.trunk(x), y], 1)  # the class joins behind the convolutions
        mu, logvar = self.head(self.between(features)).float().chunk(2, dim=1)  # (n, d) each
        return Posterior(mu, logvar)

    def decode(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Map z (n, d) and, if conditional, y (n, k) to images (n, 1, h, w) in [0, 1]. Raises ValueError."""
        return self.decoder(self._decoder_input(z, y))

    def optimisers(self, learning_rate: float) -> tuple[Adam, ...]:
        """Return one Adam over all weights."""
        return (Adam(self.parameters(), learning_rate),)

    def train_step(
        self, x: Tensor, y: Tensor | None, *, optimisers: tuple, rng: torch.Generator, epoch: float
    ) -> dict[str, Tensor]:
        """Update the weights on one batch; return loss, reconstruction and kl in nats per image."""
        warmup = self.config.warmup_epochs
        beta = self.config.beta * (min(1.0, epoch / warmup) if warmup else 1.0)
        logits, kl = self._passed(x, y, rng)
        reconstruction = self._likelihood(logits, x, noise=self._best_noise(logits, x))
        loss = reconstruction + beta * losses.weighed_kl(kl, self.config.free_bits)
        update(optimisers[0], loss)
        told = {"loss": loss.detach(), "reconstruction": reconstruction.detach(), "kl": kl.detach().sum(1).mean()}
        return told | self._learned()

    def evaluate_step(self, x: Tensor, y: Tensor | None, *, rng: torch.Generator) -> dict[str, Tensor]:
        """Return loss (at full beta), reconstruction, kl, and kl_per_dim (d,), in nats per image."""
        logits, kl = self._passed(x, y, rng)
        reconstruction, per_dim = self._likelihood(logits, x), kl.mean(0)
        loss = reconstruction + self.config.beta * losses.weighed_kl(kl, self.config.free_bits)
        told = {"loss": loss, "reconstruction": reconstruction, "kl": per_dim.sum(), "kl_per_dim": per_dim}
        return told | self._learned()

    def reconstruction(self, z: Tensor, x: Tensor, y: Tensor | None = None) -> Tensor:
        """Return -log p(x|z) of each image, (n,), in nats. z: (n, d); x: (n, 1, h, w) in [0, 1]; y: (n, k)."""
        logits = self.decoder[:-1](self._decoder_input(z, y))
        return self._likelihood(logits, x, each=True)

    def _passed(self, x: Tensor, y: Tensor | None, rng: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return what comes before the sigmoid, (n, 1, h, w), and the KL divergence (n, d) in nats."""
        posterior = self.encode(x, y)
        logits = self.decoder[:-1](self._decoder_input(posterior.sample(rng), y))
        return logits.float(), posterior.kl()

    def _likelihood(
        self, logits: Tensor, x: Tensor, *, noise: float | Tensor | None = None, each: bool = False
    ) -> Tensor:
        """Return -log p(x|z), averaged over images, or of each; in nats. noise: another than the model's own."""
        logits = logits.float()
        if self.config.likelihood == "bernoulli":
            return losses.bernoulli_reconstruction(logits, x, each=each)
        noise = self.noise if noise is None else noise
        return losses.gaussian_reconstruction(torch.sigmoid(logits), x, noise, each=each)

    @torch.no_grad()
    def _best_noise(self, logits: Tensor, x: Tensor) -> Tensor | None:
        """Return the noise under which a batch costs least, and follow it; None where the noise is not learned."""
        if not self.config.learns_noise:
            return None
        # Without a gradient: at the best one there is none.
        squared = (torch.sigmoid(logits) - x).square().mean().clamp(min=LEAST_NOISE**2)
        self.noise_steps += 1
        # At first what is known is what it began with: so it follows faster at the start.
        keep = torch.clamp((self.noise_steps - 1) / (self.noise_steps + 8), max=NOISE_KEPT)
        self.squared_noise.lerp_(squared, 1 - keep)
        return squared.sqrt()

    def _learned(self) -> dict[str, Tensor]:
        return {"noise": self.noise} if self.config.learns_noise else {}

    def _decoder_input(self, z: Tensor, y: Tensor | None) -> Tensor:
        return decoder_input(z, y, self.latent_dim, len(self.classes))

    def _weights(self, y: Tensor | None, n: int) -> Tensor:
        if not self.classes:  # an unconditional model is told nothing, whatever the data knows
            return torch.empty(n, 0, device=self.head.weight.device)
        return class_weights(y, n, len(self.classes))


def mlp_parts(config: MlpVaeConfig, k: int) -> Parts:
    """Return the parts of a VAE of fully connected layers that is told one of k classes: see VaeConfig.parts."""
    pixels, activation = config.image_size**2, ACTIVATIONS[config.activation]
    widths = [pixels + k, *config.hidden]
    trunk = nn.Sequential(*_dense(widths, activation))
    widths = [config.latent_dim + k, *reversed(config.hidden)]
    decoder = nn.Sequential(
        *_dense(widths, activation),
        nn.Linear(widths[-1], pixels),
        nn.Unflatten(1, (1, config.image_size, config.image_size)),
        nn.Sigmoid(),
    )
    return trunk, nn.Sequential(), nn.Linear((pixels + k, *config.hidden)[-1], 2 * config.latent_dim), decoder


def conv_parts(config: ConvVaeConfig, k: int) -> Parts:
    """Return the parts of a VAE of convolutions that is told one of k classes: see VaeConfig.parts."""
    activation, filters = ACTIVATIONS[config.activation], config.filters
    sizes = halved_sizes(config.image_size, len(filters))  # such as 28, 14, 7
    trunk: list[nn.Module] = []
    for c, f in zip((1, *filters), filters, strict=False):
        trunk += [halving(c, f), *_norm(config, f), activation()]
    volume = (filters[-1], sizes[-1], sizes[-1])
    flat = volume[0] * volume[1] * volume[2]
    trunk.append(nn.Flatten())
    early = k if config.class_at == "dense" else 0
    dense = _dense([flat + early, config.dense], activation) if config.dense else []
    told = nn.Sequential(*dense) if early else nn.Sequential()
    head = nn.Linear((config.dense or flat + early) + (k - early), 2 * config.latent_dim)
    upwards = [config.latent_dim + k, *([config.dense] if config.dense and config.decoder_dense else []), flat]
    decoder = [*_dense(upwards, activation), nn.Unflatten(1, volume)]
    steps = _steps_up(config, sizes)
    for i, (c, f, size, stride) in enumerate(steps):
        after = [] if i == len(steps) - 1 else [*_norm(config, f), activation()]
        decoder += [doubling(c, f, size, config.decoder_kernel) if stride == 2 else keeping(c, f), *after]
    return nn.Sequential(*trunk, *([] if early else dense)), told, head, nn.Sequential(*decoder, nn.Sigmoid())


def _steps_up(config: ConvVaeConfig, sizes: list[int]) -> list[tuple[int, int, int, int]]:
    """Return channels, filters, side and stride of each layer of the decoder's convolutions.

    sizes: sides of the images, from the largest to the smallest.
    """
    inwards = config.filters
    filters = [*reversed(inwards), 1] if config.finish else [*reversed(inwards[:-1]), 1]
    sides = [*reversed(sizes[:-1]), *([sizes[0]] if config.finish else [])]
    strides = [2] * len(inwards) + [1] * config.finish
    return list(zip((inwards[-1], *filters), filters, sides, strides, strict=False))


def _dense(widths: list[int], activation: type[nn.Module]) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for a, b in itertools.pairwise(widths):
        layers += [nn.Linear(a, b), activation()]
    return layers


def _norm(config: ConvVaeConfig, filters: int) -> list[nn.Module]:
    return [nn.BatchNorm2d(filters)] if config.batch_norm else []
