"""What does a small VAE learn from variations of one image, and what does it draw that they did not hold?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from core import images as pixels
from core.config import Config
from core.datasets import own
from core.datasets.base import TEST_SHARE
from core.datasets.own import OwnConfig
from core.models import MlpVaeConfig
from core.one_image.building import built
from core.owner import Owner
from core.training.run import RunConfig, TrainingConfig
from core.types import ImageDataset, Progress
from core.words.text import odd_character

if TYPE_CHECKING:
    from core.models.vae_network import Vae

ShouldStop = Callable[[], bool]

STEPS_AN_EPOCH = 20  # it is measured and shown so often; 300 passes over 100 images in batches of 50 are 30 of them
BATCH = 50
WARNED = 0.8  # share of samples that are read as the character, below which a page warns
MOST_SAMPLES = 10_000


class OneImageVaeConfig(Config):
    """How a VAE learns from variations: 784-256-d, in seconds."""

    dims: int = Field(8, ge=1, le=32, description="Latent dims. 2 are a map that can be dragged, and draw less well.")
    beta: float = Field(4.0, ge=0.0, le=100.0, description="Weight of the KL divergence.")
    passes: int = Field(300, ge=20, le=2000, description="Passes over 100 images, in steps of 50 images each.")

    def model(self) -> MlpVaeConfig:
        """Return the settings of the network."""
        return MlpVaeConfig(latent_dim=self.dims, hidden=(256,), beta=self.beta)

    def training(self) -> TrainingConfig:
        """Return the settings of the training: its steps are as many, however many images there are."""
        epochs = max(1, round(self.passes * 100 / BATCH / STEPS_AN_EPOCH))
        return TrainingConfig(
            epochs=epochs, batch_size=BATCH, epoch_images=BATCH * STEPS_AN_EPOCH, learning_rate=2e-3,
            schedule="constant", device="cpu",
        )  # fmt: skip


TWO_DIMS = OneImageVaeConfig(dims=2, beta=1.0)


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a VAE drew from its prior. images: uint8 (n, h, w); z: float32 (n, d); seconds: of drawing them."""

    images: np.ndarray
    z: np.ndarray
    seconds: float


def ordinary_run(
    images: np.ndarray, character: str, owner: Owner, config: OneImageVaeConfig, *, seed: int
) -> RunConfig:
    """Keep variations, uint8 (n, h, w), as a set of `owner` and return the run that learns from them.

    It is a training like any other: a page submits it, watches it, and finds an ordinary model in the library. A tenth
    of the images is its test. Raises DataError if the disk is full, OSError.
    """
    label = "".join(c for c in character if not odd_character(c))
    name = f"My {label}, varied"
    dataset = ImageDataset(name, images, np.zeros(len(images), np.int64), (label,))
    id = own.save(dataset)
    own.note(id, name, owner)
    return RunConfig(dataset=OwnConfig(id=id), model=config.model(), training=config.training(), seed=seed)


def kept_for_test(n: int) -> int:
    """Return of how many more images `ordinary_run` is to be given so that n are learned from."""
    return round(n / (1 - TEST_SHARE)) - n


def learn(
    images: np.ndarray, config: OneImageVaeConfig, *, seed: int = 0, should_stop: ShouldStop = lambda: False
) -> Iterator[tuple[Vae, Progress]]:
    """Train a VAE on variations, uint8 (n, h, w); yield it, in eval mode, with each Progress, the last one ended.

    Raises DataError if there are fewer than three images, Diverged.
    """
    from core.training.loop import fit

    model = built(config.model().build, seed)
    for progress in fit(
        model, ImageDataset("variations", images), config.training(), seed=seed, should_stop=should_stop
    ):
        model.eval()
        yield model, progress
        model.train()
    model.eval()


def draw(model: Vae, n: int, *, seed: int = 0) -> Drawn:
    """Draw n images from the prior. Raises ValueError if n is not between 1 and 10,000."""
    import time

    import torch

    if not 1 <= n <= MOST_SAMPLES:
        raise ValueError(f"n must be between 1 and {MOST_SAMPLES:,}, got {n}.")
    z = torch.randn(n, model.latent_dim, generator=torch.Generator().manual_seed(seed))
    began = time.perf_counter()
    with torch.no_grad():
        images = pixels.to_uint8(model.decode(z))
    return Drawn(images, z.numpy(), time.perf_counter() - began)


def encoded(model: Vae, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mu and logvar, float32 (n, d) each, of images uint8 (n, h, w)."""
    import torch

    with torch.no_grad():
        posterior = model.encode(pixels.to_float(torch.tensor(images)))
    return posterior.mu.numpy(), posterior.logvar.numpy()
