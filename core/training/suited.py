"""Which settings suit a set of images that somebody brings: so many, so large, of so many classes?"""

from __future__ import annotations

import math

from core.config import bounds
from core.datasets import DatasetConfig
from core.models import ConvVaeConfig, MlpVaeConfig, ModelConfig
from core.training.run import RunConfig, TrainingConfig

STEPS = 1_600  # below about a thousand, letters are still the same grey blot
SMALL, LARGE = 32, 128  # images a step: few images need many steps more than they need large ones
MANY = 20_000  # images from which a pass is long enough for few of them
TOLD_FROM = 2  # classes
WIDEST = 32  # pixels a side up to which dense layers are quicker than convolutions, and as good


def suited(dataset: DatasetConfig, *, n: int, size: int, k: int) -> RunConfig:
    """Return a run that suits n images to learn from, `size` pixels a side, of k classes (0 without labels).

    Raises ValueError if there are fewer than 4 images: none could be held out.
    """
    if n < 4:
        raise ValueError(f"at least 4 images are needed to learn from and to measure on, got {n}.")
    return RunConfig(dataset=dataset, model=_model(n, size, k), training=_training(n))


def because(config: RunConfig, *, n: int, k: int) -> str:
    """Return in a sentence what these settings do with n images of k classes."""
    batch, steps = config.training.batch_size, config.training.epochs * _steps_of_an_epoch(n, config.training)
    images = f"{n:,} images of {k} classes" if k >= TOLD_FROM else f"{n:,} images"
    told = "told the class, " if getattr(config.model, "conditional", False) else ""
    return f"{images}: {told}{steps:,} steps of {min(batch, n)}."


def _model(n: int, size: int, k: int) -> ModelConfig:
    low, high = (int(bound) for bound in bounds(ModelConfig.model_fields["image_size"]))
    told, d = k >= TOLD_FROM, 8 if n < 1_000 else 16
    if size <= WIDEST:
        return MlpVaeConfig(
            image_size=max(low, size), latent_dim=d, hidden=(256, 128), activation="silu", conditional=told
        )
    side = next(side for side in (64, 128) if side >= min(size, high))
    return ConvVaeConfig(image_size=side, latent_dim=d, filters=(16, 32, 64), dense=128, conditional=told)


def _training(n: int) -> TrainingConfig:
    batch = LARGE if n > MANY else SMALL if n < 1_000 else 64
    training = TrainingConfig(batch_size=batch, learning_rate=3e-3)
    most = int(bounds(TrainingConfig.model_fields["epochs"])[1])
    return training.replace(epochs=min(most, max(4, math.ceil(STEPS / _steps_of_an_epoch(n, training)))))


def _steps_of_an_epoch(n: int, training: TrainingConfig) -> int:
    held_out = max(1, round(training.validation * n))
    return max(1, math.ceil((n - held_out) / training.batch_size))
