"""Latent flow: carry noise along a learned flow to where the images of a class lie in latent space."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from core.sampling.base import Law, SamplerConfig, SamplingError, checked, checked_labels, spread_of
from core.sampling.fitted import FittedSampler

if TYPE_CHECKING:
    from torch import Generator, Tensor, nn

LAYERS = 3  # hidden ones
TIMES = 8  # numbers that a moment is told by, sines and cosines
BATCH = 256
RATE = 3e-3  # of Adam, down to 0 by a half cosine
AVERAGE = 0.999  # of itself that the network which draws keeps at each step
MOST_ROUNDS = 200  # through few images: after more it knows them by heart
AT_ONCE = 512  # draws that are carried together: always as many, so that one does not depend on those after it
LEAST_SCALE = 0.01  # of a dimension, as a share of the widest: one that the model does not use has next to none


@dataclass(frozen=True, eq=False)
class Flow:
    """K groups of images, each with a mean, and a network that carries noise to where the images of a group lie.

    weights: how often each is drawn, (K,), they sum to 1. means: float64 (K, d). scale: (d,), spread of each dimension;
    middle: (d,), of all images. layers: weights (out, in + TIMES + K) and biases (out,) in turn. steps: of the way.
    """

    weights: np.ndarray
    means: np.ndarray
    middle: np.ndarray
    scale: np.ndarray
    layers: tuple[np.ndarray, ...]
    steps: int

    def offsets(self, component: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw how far from the mean of its group each of component (n,) lies, float64 (n, d)."""
        n, d = len(component), self.means.shape[1]
        noise, of = rng.standard_normal((n, d)), np.eye(len(self.means))[component]
        out = np.empty((n, d))
        for start in range(0, n, AT_ONCE):
            end = min(n, start + AT_ONCE)
            x, y = np.zeros((AT_ONCE, d)), np.zeros((AT_ONCE, len(self.means)))
            x[: end - start], y[: end - start] = noise[start:end], of[start:end]
            out[start:end] = self._carried(x, y)[: end - start]
        return self.middle + self.scale * out - self.means[component]

    def _carried(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Carry noise x (n, d) of groups y (n, K) to the moment 1, by Heun's method."""
        step = 1 / self.steps
        for i in range(self.steps):
            velocity = self._velocity(x, i * step, y)
            there = self._velocity(x + step * velocity, (i + 1) * step, y)
            x = x + step * (velocity + there) / 2
        return x

    def _velocity(self, x: np.ndarray, t: float, y: np.ndarray) -> np.ndarray:
        told = np.concatenate([np.broadcast_to(_waves(t), (len(x), TIMES)), y], 1)
        for i in range(0, len(self.layers), 2):
            x = np.concatenate([x, told], 1) @ self.layers[i].T + self.layers[i + 1]
            if i + 2 < len(self.layers):
                x = x / (1 + np.exp(-np.clip(x, -60, 60)))
        return x

    def tensors(self) -> dict[str, np.ndarray]:
        """Return arrays from which `load` builds it again."""
        held = {"weights": self.weights, "means": self.means, "middle": self.middle, "scale": self.scale}
        held["steps"] = np.array([self.steps])
        return held | {f"layer{i}": layer for i, layer in enumerate(self.layers)}

    @classmethod
    def load(cls, tensors: Mapping[str, np.ndarray]) -> Flow:
        """Build it from `tensors()`, float16 to float64. Raises SamplingError if they do not fit together."""
        names = [f"layer{i}" for i in range(2 * (LAYERS + 1))]
        if not {"weights", "means", "middle", "scale", "steps", *names} <= tensors.keys():
            raise SamplingError("a fitted latent flow needs weights, means, middle, scale, steps and its layers.")
        tables = [np.asarray(tensors[name], np.float64) for name in ("weights", "means", "middle", "scale", *names)]
        weights, means, middle, scale, *layers = tables
        if means.ndim != 2 or 0 in means.shape or weights.shape != means.shape[:1]:
            raise SamplingError("means and weights of a fitted latent flow must be tables that fit together.")
        if not (middle.shape == scale.shape == means.shape[1:]) or not _joined(layers, *means.shape):
            raise SamplingError("the layers of a fitted latent flow must fit its means.")
        if not all(np.isfinite(table).all() for table in tables):
            raise SamplingError("a fitted latent flow must be finite numbers.")
        if weights.min() < 0 or weights.sum() <= 0 or scale.min() <= 0:
            raise SamplingError("a fitted latent flow must have no negative weight, and a spread in each dimension.")
        steps = np.asarray(tensors["steps"])
        if steps.shape != (1,) or steps.dtype.kind not in "iu" or not 1 <= steps[0] <= 64:
            raise SamplingError("a fitted latent flow must say in how many steps it draws, 1 to 64.")
        return cls(weights / weights.sum(), means, middle, scale, tuple(layers), int(steps[0]))


class LatentFlowConfig(SamplerConfig):
    """A small network learns the velocity that carries N(0, I) to the means of the posteriors, by class.

    Dimensions are brought to unit variance first. It learns from the means, of which draws decode better than those of
    one that learned from draws of the posteriors. By Adam, the rate falling to 0; drawn by an average of its weights.
    Source: Lipman et al. 2023, arXiv:2210.02747 (flow matching); Dao et al. 2023, arXiv:2307.08698 (in latent space).
    """

    foretells: ClassVar[bool] = False
    law: ClassVar[type[Law]] = Flow
    ships: ClassVar[bool] = False
    title: ClassVar[str] = "Latent flow"
    about: ClassVar[str] = (
        "Carries noise in a few steps to where images lie, as a small network has learned it. On MNIST, in 16 "
        "dimensions, a Gaussian mixture was there sooner and at least as good: score both on this model."
    )

    name: Literal["latent-flow"] = "latent-flow"
    width: int = Field(256, ge=16, le=512, description="Of the network's hidden layers. Wider: finer, and slower.")
    learning: int = Field(
        3000,
        ge=10,
        le=20_000,
        description="Steps of learning, at most: fewer where there are few images, which it would learn by heart.",
    )
    steps: int = Field(
        4,
        ge=1,
        le=64,
        description="Steps from noise to a latent when it draws. Fewer: typical and alike; more: as varied as it can.",
    )
    per_class: bool = Field(
        True,
        description="Whether it is told the class of each image, so that one can be asked for. Without labels it "
        "changes nothing.",
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Where its learning begins.")

    @property
    def quick(self) -> bool:
        """Never: it learns for seconds."""
        return False

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        logvar: np.ndarray | None = None,
        classes: int = 0,
        rng: np.random.Generator,
    ) -> FittedSampler:
        """Learn from latents (n >= 2, d). Raises as SamplerConfig.fit does."""
        mu = checked(latents, least=2)
        spread_of(mu)
        known = checked_labels(labels, len(mu)) if self.per_class else checked_labels(None, len(mu))
        present, group = np.unique(known, return_inverse=True)
        scale, middle = mu.std(0), mu.mean(0)
        scale = np.maximum(scale, LEAST_SCALE * scale.max())
        layers = self._learned((mu - middle) / scale, group, len(present))
        sizes = np.bincount(group)
        means = np.stack([mu[group == g].mean(0) for g in range(len(present))])
        law = Flow(sizes / len(mu), means, middle, scale, layers, self.steps)
        return FittedSampler(self, law, present.astype(np.int64), np.full(len(present), -1, np.int64))

    def _learned(self, z: np.ndarray, group: np.ndarray, k: int) -> tuple[np.ndarray, ...]:
        """Return the layers of a network that has learned the velocity towards latents z (n, d) of k groups (n,)."""
        import torch

        from core.adam import Adam

        torch_rng = torch.Generator().manual_seed(self.seed)
        points, of = torch.from_numpy(z).float(), torch.eye(k)[torch.from_numpy(group)]
        weights = _beginning(z.shape[1], self.width, k, torch_rng)
        optimiser = Adam(weights, RATE)
        averaged = [weight.detach().clone() for weight in weights]
        total = min(self.learning, MOST_ROUNDS * math.ceil(len(z) / BATCH))
        for step in range(total):
            optimiser.param_groups[0]["lr"] = RATE * (1 + math.cos(math.pi * step / total)) / 2
            loss = _loss(weights, points, of, torch_rng)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            keep = min(AVERAGE, (1 + step) / (10 + step))
            for mine, weight in zip(averaged, weights, strict=True):
                mine.lerp_(weight.detach(), 1 - keep)
        return tuple(layer.double().numpy() for layer in averaged)


def _beginning(d: int, width: int, k: int, rng: Generator) -> list[nn.Parameter]:
    """Return weights and biases in turn, as torch's linear layers begin."""
    import torch
    from torch import nn

    parts = []
    for inputs, outputs in [(d, width), *[(width, width)] * (LAYERS - 1), (width, d)]:
        most = 1 / math.sqrt(inputs + TIMES + k)
        for shape in ((outputs, inputs + TIMES + k), (outputs,)):
            parts.append(nn.Parameter(torch.empty(shape).uniform_(-most, most, generator=rng)))
    return parts


def _loss(weights: list[nn.Parameter], points: Tensor, of: Tensor, rng: Generator) -> Tensor:
    """Return the mean squared error of the velocity at one batch of moments, noises and points."""
    import torch
    import torch.nn.functional as F

    some = torch.randint(len(points), (BATCH,), generator=rng)
    x, y, t = points[some], of[some], torch.rand(BATCH, 1, generator=rng)
    noise = torch.randn(x.shape, generator=rng)
    angles = t * torch.from_numpy(_angles()).float()
    told, seen = torch.cat([angles.sin(), angles.cos(), y], 1), t * x + (1 - t) * noise
    for i in range(0, len(weights), 2):
        seen = F.linear(torch.cat([seen, told], 1), weights[i], weights[i + 1])
        if i + 2 < len(weights):
            seen = F.silu(seen)
    return (seen - (x - noise)).square().mean()


def _angles() -> np.ndarray:
    """Return by how many radians each of the waves turns from noise to ink."""
    return np.geomspace(1.0, 20.0, TIMES // 2)


def _waves(t: float) -> np.ndarray:
    return np.concatenate([np.sin(t * _angles()), np.cos(t * _angles())])


def _joined(layers: list[np.ndarray], k: int, d: int) -> bool:
    """Say whether layers take d numbers, the moment and k groups to d numbers again."""
    width = d
    for weight, bias in zip(layers[::2], layers[1::2], strict=True):
        if weight.ndim != 2 or weight.shape != (len(bias), width + TIMES + k) or bias.ndim != 1:
            return False
        width = len(bias)
    return width == d
