"""Which settings suit a set of images that somebody brings: so many, so large, of so many classes?"""

from __future__ import annotations

import math

from core.augmentation import GENTLE
from core.config import bounds
from core.datasets import DatasetConfig
from core.models import MlpVaeConfig, ModelConfig
from core.training.outcome import ENOUGH_STEPS
from core.training.pairs import Opponent
from core.training.run import RunConfig, TrainingConfig
from core.training.steps import epochs_of, learned

LEAST = 3  # images: of two, one is held out
FEW, MANY = 1_000, 20_000  # images: below the first, and above the second
STEPS = {"few": 4_000, "some": 8_000, "many": 4_000}  # below a thousand, letters are the same grey blot
LARGE, STEPS_LARGE = 32, 1_600  # pixels a side above which a step takes several times as long; steps there
EPOCHS = 40  # of a set so small that a pass over it would take less time than measuring after it
TOLD_FROM = 2  # classes


def suited(dataset: DatasetConfig, *, n: int, size: int, k: int) -> RunConfig:
    """Return a run that suits n images to learn from, `size` pixels a side, of k classes (0 without labels).

    Always dense layers: of images as few and small as people bring, they learn as well as convolutions, and sooner.
    Raises ValueError if there are fewer than 3 images: with one held out, a single one would be left.
    """
    if n < LEAST:
        raise ValueError(f"at least {LEAST} images are needed to learn from and to measure on, got {n}.")
    smallest, largest = (int(bound) for bound in bounds(ModelConfig.model_fields["image_size"]))
    model = MlpVaeConfig(
        image_size=min(largest, max(smallest, size)),
        latent_dim=4 if n < MANY else 8,  # of more, so few images leave gaps, and the prior draws from the gaps
        hidden=(256, 128) if n < FEW else (400, 200),
        activation="silu",
        conditional=k >= TOLD_FROM,
    )
    amount = "few" if n < FEW else "some" if n < MANY else "many"
    return RunConfig(
        dataset=dataset, model=model, training=_training(n, STEPS[amount] if size <= LARGE else STEPS_LARGE)
    )


def adapted(config: RunConfig, n: int) -> RunConfig:
    """Return a run whose settings were made for other images as it learns from the n of its data.

    Where images are few, a GAN has its penalty and all have small batches, a fixed number of images held out is at most
    a tenth, and there are at least 1,600 steps. An adapted run stays as it is.
    """
    fitting = Opponent("", config.model, config.training).suited(n)
    training = fitting.training
    share = TrainingConfig().validation
    if training.validation > max(1, share * n):
        training = training.replace(validation=share)
    steps = training.epochs * epochs_of(learned(n, training), training)[0]
    if steps < ENOUGH_STEPS and not config.start:
        each = training.batch_size * (ENOUGH_STEPS // EPOCHS)
        training = training.replace(epochs=EPOCHS, epoch_images=each, snapshots=())  # of epochs that were others
    return config.replace(model=fitting.model, training=training)


def because(config: RunConfig, *, n: int, k: int) -> str:
    """Return in a sentence what these settings do with n images of k classes."""
    training = config.training
    told = "told the class, " if config.model.conditional else ""
    varied = "varied a little at each step, " if training.augmentation else ""
    images = f"{n:,} images of {k} classes" if k >= TOLD_FROM else f"{n:,} images"
    count = learned(n, training)
    steps = training.epochs * epochs_of(count, training)[0]
    return f"{images}: {told}{varied}{steps:,} steps of {min(training.batch_size, count)}."


def _training(n: int, steps: int) -> TrainingConfig:
    training = TrainingConfig(
        batch_size=32 if n < FEW else 64 if n < MANY else 128,
        learning_rate=5e-3 if n < MANY else 3e-3,
        augmentation=GENTLE if n < MANY else (),
    )
    each, _ = epochs_of(learned(n, training), training)
    if each * EPOCHS >= steps:
        return training.replace(epochs=max(4, math.ceil(steps / each)))
    return training.replace(epochs=EPOCHS, epoch_images=training.batch_size * (steps // EPOCHS))
