"""How many images does a training learn from, and how many steps is an epoch of it? Told without loading torch."""

from __future__ import annotations

from core.training.run import TrainingConfig


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
