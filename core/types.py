"""What are the nouns that every room of the package shares?

Letters mean the same everywhere: x image, x_hat reconstruction, z latent, y class weights; n images, h and w pixels,
d latent dims, k classes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

from core import images as pixels

if TYPE_CHECKING:  # torch takes two seconds to import; pages that only show things never pay them
    import torch
    from torch import Tensor


class DataError(ValueError):
    """A data set cannot be had or read; the message is one sentence for the user."""


class ModelError(ValueError):
    """A model folder cannot be read or trusted; the message is one sentence for the user."""


class Diverged(ValueError):
    """Training met a loss that is not finite; the model holds the last good weights."""


def fingerprint_of(shape: tuple[int, ...], classes: tuple[str, ...], parts: Iterable[np.ndarray]) -> str:
    """Return sha256 of a set of images, 64 hex digits: of its shape and classes, then of its pixels and labels.

    parts: uint8 images, perhaps in pieces, and int64 labels behind them if there are any.
    """
    digest = hashlib.sha256(repr((shape, classes)).encode())
    for part in parts:
        digest.update(np.ascontiguousarray(part))
    return digest.hexdigest()


def parted(
    name: str, n: int, held_out: float, *, seed: int, of: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the places, int64, of n images that stay, and of those held out; see ImageDataset.split.

    of: int64 (n,), equal for images that were made of one another: they are all on the same side, so that some more may
    be held out.
    """
    m = max(1, round(held_out * n if held_out < 1 else held_out))
    if m >= n:
        raise DataError(f"{name} holds {n} images: {m} cannot be held out for validation.")
    rng = np.random.default_rng(seed)
    if of is None:
        order = rng.permutation(n)
        return np.sort(order[m:]), np.sort(order[:m])
    _, group, sizes = np.unique(of, return_inverse=True, return_counts=True)
    order = rng.permutation(len(sizes))
    some = order[: 1 + np.searchsorted(np.cumsum(sizes[order]), m)]
    if len(some) == len(sizes):
        raise DataError(f"{name} holds images made of {len(sizes)}: {m} cannot be held out for validation.")
    apart = np.isin(group, some)
    return np.flatnonzero(~apart), np.flatnonzero(apart)


@dataclass(frozen=True, eq=False)
class ImageDataset:
    """Images of handwriting, bright ink on 0.

    images: uint8 (n, h, w) with h == w. labels: int64 (n,) of indices into `classes`, or None. left_out: how many more
    there were when it was loaded, which were left out as asked. of: int64 (n,), equal for images that were made of one
    another by varying it: they are never parted, or what is held out would have been seen; None if none was.
    Raises DataError if shapes, dtypes or labels do not fit together, or if there is no image.
    """

    name: str
    images: np.ndarray
    labels: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    left_out: int = 0
    of: np.ndarray | None = None

    def __post_init__(self) -> None:
        n = len(self.images)
        if self.images.dtype != np.uint8 or self.images.ndim != 3 or self.images.shape[1] != self.images.shape[2]:
            raise DataError(f"images must be square uint8 (n, h, h), got {self.images.dtype} {self.images.shape}.")
        if n == 0:
            raise DataError(f"{self.name} holds no images.")
        if self.of is not None and (self.of.dtype != np.int64 or self.of.shape != (n,)):
            raise DataError(f"of must be int64 ({n},), got {self.of.dtype} {self.of.shape}.")
        if self.labels is None:
            return
        if self.labels.dtype != np.int64 or self.labels.shape != (n,):
            raise DataError(f"labels must be int64 ({n},), got {self.labels.dtype} {self.labels.shape}.")
        if self.labels.min() < 0 or self.labels.max() >= len(self.classes):
            raise DataError(
                f"labels must be between 0 and {len(self.classes) - 1}, got {self.labels.min()} to {self.labels.max()}."
            )

    def __len__(self) -> int:
        return len(self.images)

    @property
    def size(self) -> int:
        """Side of an image in pixels."""
        return self.images.shape[1]

    @cached_property
    def fingerprint(self) -> str:
        """sha256 of pixels, labels and classes, 64 hex digits."""
        parts = [self.images] if self.labels is None else [self.images, self.labels]
        return fingerprint_of(self.images.shape, self.classes, parts)

    def subset(self, indices: np.ndarray) -> ImageDataset:
        """Keep the images at `indices`, int64 (m,), in that order."""
        labels, of = (None if column is None else column[indices] for column in (self.labels, self.of))
        return ImageDataset(self.name, self.images[indices], labels, self.classes, of=of)

    def split(self, held_out: float, *, seed: int) -> tuple[ImageDataset, ImageDataset]:
        """Return (rest, held out): a share of the images if held_out < 1, else that many; at least one on each side.

        Raises DataError if fewer than two images are there or held_out leaves nothing to train on.
        """
        rest, apart = self.parted(held_out, seed=seed)
        return self.subset(rest), self.subset(apart)

    def parted(self, held_out: float, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the places, int64, of what `split` gives, in the same order. Raises DataError."""
        return parted(self.name, len(self), held_out, seed=seed, of=self.of)

    def resized(self, size: int) -> ImageDataset:
        """Bring the images to `size` x `size` pixels. Raises ValueError if size is not between 4 and 256."""
        if size == self.size:
            return self
        return ImageDataset(self.name, pixels.resize(self.images, size), self.labels, self.classes, of=self.of)

    def binarised(self, threshold: int = 128) -> ImageDataset:
        """Make every pixel 0 or 255; `threshold` and above is ink. Raises ValueError if not between 1 and 255."""
        if not 1 <= threshold <= 255:
            raise ValueError(f"threshold must be between 1 and 255, got {threshold}.")
        inked = np.where(self.images >= threshold, np.uint8(255), np.uint8(0))
        return ImageDataset(self.name, inked, self.labels, self.classes, of=self.of)


@dataclass(frozen=True, eq=False)
class Posterior:
    """Diagonal Gaussian q(z|x). mu, logvar: float32 (n, d)."""

    mu: Tensor
    logvar: Tensor

    def sample(self, rng: torch.Generator | None = None) -> Tensor:
        """Draw z = mu + sigma * eps, (n, d), differentiable in mu and logvar.

        Source: Kingma & Welling 2014, arXiv:1312.6114, section 2.4.
        """
        import torch

        eps = torch.empty_like(self.mu).normal_(generator=rng)
        return self.mu + (0.5 * self.logvar).exp() * eps

    def kl(self) -> Tensor:
        """Return KL(q(z|x) || N(0, I)) per dimension, (n, d), in nats.

        Source: Kingma & Welling 2014, arXiv:1312.6114, appendix B.
        """
        return 0.5 * (self.mu.square() + self.logvar.exp() - 1 - self.logvar)


@runtime_checkable
class LatentModel(Protocol):
    """Turns latents into images. `classes` is empty if it takes no class weights."""

    latent_dim: int
    classes: tuple[str, ...]
    image_size: int

    def decode(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Map z (n, d) and class weights y (n, k), each row summing to 1, to images (n, 1, h, w) in [0, 1]."""


@runtime_checkable
class Encoder(Protocol):
    """Turns images into a Gaussian over latents."""

    def encode(self, x: Tensor, y: Tensor | None = None) -> Posterior:
        """Map x (n, 1, h, w) in [0, 1] and class weights y (n, k) to the Posterior over z."""


class Optimiser(Protocol):
    """What a training asks of an optimiser: core.adam.Adam has it, and so have torch's."""

    param_groups: list[dict[str, Any]]

    def zero_grad(self) -> None: ...
    def step(self) -> None: ...
    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, tree: Mapping[str, Any], /) -> None: ...


@runtime_checkable
class Trainable(Protocol):
    """What the training loop needs of a model; it does not know which family it drives."""

    def optimisers(self, learning_rate: float) -> tuple[Optimiser, ...]:
        """Return the optimisers of the model's parts, at the peak rate `learning_rate`."""

    def train_step(
        self, x: Tensor, y: Tensor | None, *, optimisers: tuple, rng: torch.Generator, epoch: float
    ) -> dict[str, Tensor]:
        """Update the weights on one batch and return its named losses, detached, in nats per image.

        x: (n, 1, h, w) in [0, 1]; y: (n, k) class weights or None; epoch: how often all images have been seen, with a
        fraction.
        """

    def evaluate_step(self, x: Tensor, y: Tensor | None, *, rng: torch.Generator) -> dict[str, Tensor]:
        """Return the same losses without learning; a value may also be a vector, such as the KL per dimension."""


@runtime_checkable
class Judge(Protocol):
    """Tells real images from drawn ones, and learns from it: one side of a GAN."""

    def judged(self, x: Tensor, y: Tensor | None, *, rng: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return the scores (n,) of real images x (n, 1, h, w) and of n drawn ones, higher for real."""


@runtime_checkable
class ImageReader(Protocol):
    """Tells which class an image shows."""

    def read(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return features (n, d), logits (n, k) and, above 1, how unlike all it has learned (n,) x (n, 1, h, w) is."""
        ...


@dataclass(frozen=True, eq=False)
class Progress:
    """Where a training stands.

    epoch: finished epochs. step, steps: optimiser steps done and expected in all. fraction: 0 to 1 of the budget.
    train, validation: losses by name, nats per image (a list where a loss is a vector); empty between epochs.
    images_per_second: training images, measured over this epoch. seconds: training time so far, resumed time included;
    images: training images seen by then, each as often as it was seen.
    reconstructions: uint8 (2, m, h, w), originals over reconstructions; samples: uint8 (m, h, w) from fixed z;
    mu, logvar: float32 (<= 1000, d) of fixed images. Between epochs they come every few seconds, else they are None, as
    where the model has no such thing. judged: how a GAN's discriminator scores images, see core.training.judged; with
    them. frame: uint8 (m, h, w) of the film of training, from fixed z, at the moments that core.training.film names.
    ended: "" while it goes on, else "done" or "stopped".
    checkpoint: call it before asking for the next Progress; returns every tensor needed to go on from here.
    """

    epoch: int
    step: int
    steps: int
    fraction: float
    images_per_second: float
    seconds: float
    train: Mapping[str, Any] = field(default_factory=dict)
    validation: Mapping[str, Any] = field(default_factory=dict)
    epoch_end: bool = False
    reconstructions: np.ndarray | None = None
    samples: np.ndarray | None = None
    mu: np.ndarray | None = None
    logvar: np.ndarray | None = None
    judged: Mapping[str, Any] | None = None
    frame: np.ndarray | None = None
    images: int = 0
    ended: str = ""
    checkpoint: Callable[[], dict[str, Tensor]] | None = None

    def row(self) -> dict[str, Any]:
        """Return what one line of history.jsonl holds: numbers only, no images."""
        return {
            "epoch": self.epoch,
            "step": self.step,
            "seconds": round(self.seconds, 3),
            "images_per_second": round(self.images_per_second, 1),
            "train": dict(self.train),
            "validation": dict(self.validation),
        } | ({"judged": dict(self.judged)} if self.judged else {})
