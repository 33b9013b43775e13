"""What does a browser need to train a dense GAN by itself? A run's settings as data, and its images; or why it cannot.

As core/blocks/browser_training.py says it of a VAE: first weights and chance are the browser's own, by the seed.
browser/train/duel.js learns by it.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np

from core.blocks.browser_training import HERE, MOST_BATCH, MOST_PIXELS, MOST_WEIGHTS, NotTrainable
from core.models.mlp_gan import MlpGanConfig
from core.packed import pack
from core.training.run import RunConfig
from core.types import DataError, ImageDataset

LOSSES = ("non-saturating", "hinge")  # that the browser knows


def check_duel(config: RunConfig) -> MlpGanConfig:
    """Return a run's model. Raise NotTrainable where the browser knows not all that it needs."""
    model, training = config.model, config.training
    if not isinstance(model, MlpGanConfig):
        raise NotTrainable(f"A browser trains a duel of dense layers alone, and no {model.title}, {HERE}")
    if model.loss not in LOSSES:
        raise NotTrainable(f"A browser does not know the loss {model.loss}, {HERE}")
    if model.conditional:
        raise NotTrainable(f"A browser trains no GAN that is told the class, {HERE}")
    if duel_weights(model) > MOST_WEIGHTS:
        raise NotTrainable(f"A browser trains at most {MOST_WEIGHTS:,} weights, {HERE}")
    if training.batch_size > MOST_BATCH:
        raise NotTrainable(f"A browser takes at most {MOST_BATCH:,} images a step, {HERE}")
    if training.augmentation or training.dynamic_binarisation:
        raise NotTrainable(f"A browser lets a GAN learn from images as they are, {HERE}")
    if config.start or training.seconds:
        raise NotTrainable(f"A browser trains a GAN from its first weights and for epochs, {HERE}")
    return model


def duel_weights(model: MlpGanConfig) -> int:
    """Return how many weights and biases both networks have together."""
    return sum((inputs + 1) * outputs for part in model.widths(0) for inputs, outputs in itertools.pairwise(part))


def duel_plan(config: RunConfig, dataset: ImageDataset) -> dict[str, Any]:
    """Return a run as the browser trains it, ready for JSON. dataset: the run's, at the model's image size.

    Raises NotTrainable, or DataError if the images are of another size.
    """
    model, training = check_duel(config), config.training
    if model.image_size != dataset.size:
        raise DataError(f"the model works on {model.image_size} px images, the data has {dataset.size} px.")
    if len(dataset) * dataset.size**2 > MOST_PIXELS:
        raise NotTrainable(f"A browser takes at most {MOST_PIXELS >> 20} MB of images, {HERE}")
    generator, discriminator = model.widths(0)
    return {
        "generator": _layers(generator, "relu"),
        "discriminator": _layers(discriminator, "leaky", model.discriminator_slope),
        "image_size": model.image_size, "pixels": model.image_size**2, "latent_dim": model.latent_dim,
        "classes": list(dataset.classes), "loss": model.loss, "label_smoothing": model.label_smoothing,
        "r1": model.r1, "r1_every": model.r1_every, "discriminator_rate": model.discriminator_rate,
        "discriminator_steps": model.discriminator_steps, "average": model.average,
        "optimiser": {"name": "adam", "betas": [model.beta1, model.beta2], "eps": model.epsilon},
        "learning_rate": training.learning_rate, "schedule": training.schedule, "epochs": training.epochs,
        "epoch_images": training.epoch_images, "batch_size": training.batch_size, "seed": config.seed,
    }  # fmt: skip


def _layers(widths: tuple[int, ...], activation: str, slope: float = 0.0) -> list[dict[str, Any]]:
    behind = [*[activation] * (len(widths) - 2), ""]
    return [
        {"inputs": inputs, "outputs": outputs, "activation": name, "slope": slope if name else 0.0}
        for (inputs, outputs), name in zip(itertools.pairwise(widths), behind, strict=True)
    ]


def duel_block(config: RunConfig, dataset: ImageDataset, *, weights: np.ndarray | None = None) -> bytes:
    """Return the block of a run: its plan, and which images are learned from and held out.

    weights: float32, to begin with: the generator's layers and then the discriminator's, each its weights (outputs,
    inputs) and then its bias; None for those that the browser draws by the seed. Raises NotTrainable, DataError.
    """
    plan = duel_plan(config, dataset)
    rest, held_out = dataset.parted(config.training.validation, seed=config.seed)
    sections = {
        "plan": json.dumps(plan, separators=(",", ":"), allow_nan=False).encode(),
        "learned": rest.astype("<i4").tobytes(),
        "held_out": held_out.astype("<i4").tobytes(),
    }
    if weights is not None:
        wanted = duel_weights(check_duel(config))
        if weights.size != wanted:
            raise DataError(f"the model has {wanted:,} weights, got {weights.size:,}.")
        sections["weights"] = weights.astype("<f4").tobytes()
    return pack(sections)
