"""How many images does a training learn from, and how many steps is an epoch of it? Told without loading torch."""

from __future__ import annotations

import numpy as np

from core.training.run import TrainingConfig
from core.types import ImageDataset

SHOWN_IMAGES = 1000  # whose latents every epoch reports


def learned(n: int, training: TrainingConfig) -> int:
    """Return how many of n images are learned from, at least 1; the others are held out as ImageDataset.parted does."""
    held_out = training.validation * n if training.validation < 1 else training.validation
    return max(1, n - max(1, round(held_out)))


def epochs_of(n: int, training: TrainingConfig) -> tuple[int, int]:
    """Return (steps of an epoch, steps between two shuffles) of a training that learns from n images."""
    batch = training.batch_size
    # Batch normalisation cannot work on one image, so a last batch of one is left to the next shuffle.
    in_a_pass = max(1, n // batch + (n % batch > 1))
    steps = max(1, training.epoch_images // batch) if training.epoch_images else in_a_pass
    # Short epochs share a pass; what of it does not fill another one is left. Long ones shuffle in their midst.
    return steps, (in_a_pass // steps * steps if steps <= in_a_pass else in_a_pass)


def shown_places(dataset: ImageDataset, training: TrainingConfig, *, seed: int) -> np.ndarray:
    """Return the places, int64, of the fixed images whose latents are reported: held-out ones first, then others.

    Raises DataError if the data cannot be parted.
    """
    rest, held_out = dataset.parted(training.validation, seed=seed)
    few = held_out[:SHOWN_IMAGES]
    return np.concatenate([few, rest[: SHOWN_IMAGES - len(few)]])
