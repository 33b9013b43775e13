"""Which models are set against each other, and what makes their trainings comparable?

The same data, the same seed, the same batches of it, and the same budget: so many seconds of learning each, or so many
images.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from core.config import Config, ConfigError
from core.datasets import DatasetConfig
from core.models import AnyModelConfig, GanConfig
from core.training.recipes import RECIPES
from core.training.run import RunConfig, TrainingConfig

MOST = 4  # models side by side
MEASURED = 40  # epochs that a budget of images is divided into: points of a curve
SHORT_EPOCH = 6_400  # images of an epoch where the budget is time
FEW = 10_000  # images, below which a discriminator soon knows them by heart
FOREVER = 5_000  # epochs, where the seconds end the training


@dataclass(frozen=True)
class Opponent:
    """A model to set against others: its settings, and those of a training that suits it."""

    title: str
    model: AnyModelConfig
    training: TrainingConfig

    @classmethod
    def of(cls, title: str, recipe: str) -> Opponent:
        return cls(title, RECIPES[recipe].run.model, RECIPES[recipe].run.training)

    def suited(self, n: int) -> Opponent:
        """Return it as it learns well from n images: of a few, a GAN needs the R1 penalty, and all smaller batches."""
        if n >= FEW:
            return self
        return Opponent(
            self.title, self.model.of_few(), self.training.replace(batch_size=min(64, self.training.batch_size))
        )


OPPONENTS = {
    "vae": Opponent.of("VAE", "mnist-vae-16d"),
    "dense-vae": Opponent.of("Dense VAE", "mnist-quick"),
    "vae-2d": Opponent.of("VAE, 2 dimensions", "mnist-vae-2d"),
    "cvae": Opponent.of("Conditional VAE", "mnist-cvae"),
    # The smallest that draw well: a pair is watched while it learns.
    "gan": Opponent("GAN", GanConfig(), RECIPES["mnist-gan"].run.training),
    "cgan": Opponent("Conditional GAN", GanConfig(conditional=True), RECIPES["mnist-cgan"].run.training),
}


class Budget(Config):
    """What each of the models may use up. It is the same for all."""

    kind: Literal["seconds", "images"] = Field(
        "seconds",
        description="Seconds: the one that learns faster sees more images. Images: it takes as long as it takes.",
    )
    seconds: float = Field(60.0, ge=5.0, le=3600.0, description="Of learning, for each; validation does not count.")
    images: int = Field(240_000, ge=1000, le=20_000_000, description="That each learns from, the same ones again too.")


def pair(
    models: list[tuple[AnyModelConfig, TrainingConfig]],
    dataset: DatasetConfig,
    budget: Budget,
    n: int,
    *,
    seed: int = 0,
) -> tuple[RunConfig, ...]:
    """Return runs that can be compared: two to four models on the same data with the same budget.

    models: each with the settings of a training that suits it; its length is replaced by the budget. n: images of the
    data. Raises ConfigError for fewer or more models.
    """
    if not 2 <= len(models) <= MOST:
        raise ConfigError(f"models must be 2 to {MOST} to be compared, got {len(models)}.")
    return tuple(
        RunConfig(dataset=dataset, model=model, training=_within(training, budget, n), seed=seed)
        for model, training in models
    )


def _within(training: TrainingConfig, budget: Budget, n: int) -> TrainingConfig:
    held_out = training.validation if training.validation >= 1 else training.validation * n
    learned = max(1, int(n - held_out))
    if budget.kind == "seconds":
        short = SHORT_EPOCH if learned > SHORT_EPOCH else 0
        return training.replace(epochs=FOREVER, seconds=budget.seconds, epoch_images=short, snapshots=())
    short = min(learned, max(training.batch_size, budget.images // MEASURED))
    # An epoch is whole batches: of large ones it holds fewer images, so that it takes more epochs.
    each = min(learned, short // training.batch_size * training.batch_size or short)
    epochs = max(1, min(FOREVER, round(budget.images / each)))
    return training.replace(epochs=epochs, seconds=0.0, epoch_images=short, snapshots=())
