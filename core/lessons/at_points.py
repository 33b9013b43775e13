"""What can be asked of a single point of a model's latent space?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.lessons.of_latents import far, kept_latents
from core.library import Entry
from core.types import ModelError

AROUND = 20  # images nearest to a point that speak for it


def class_around(entry: Entry, z: tuple[float, ...], wanted: str) -> float:
    """Return the share of a class among the 20 images nearest to a point, 0 to 1. wanted: the class's name."""
    kept = kept_latents(entry)
    if kept.labels is None or wanted not in entry.config.classes:
        raise ModelError(f"the images of {entry.named} have no class {wanted}.")
    away = np.linalg.norm(kept.mu - _point(entry, z), axis=1)
    return float((kept.labels[np.argsort(away)[:AROUND]] == entry.config.classes.index(wanted)).mean())


def kinds_around(entry: Entry, z: tuple[float, ...], wanted: str = "") -> float:
    """Return how many classes are among the 20 images nearest to a point."""
    kept = kept_latents(entry)
    if kept.labels is None:
        raise ModelError(f"the images of {entry.named} have no classes.")
    away = np.linalg.norm(kept.mu - _point(entry, z), axis=1)
    return float(len(np.unique(kept.labels[np.argsort(away)[:AROUND]])))


def emptiness(entry: Entry, z: tuple[float, ...], wanted: str = "") -> float:
    """Return how far a point lies from the nearest image, in distances that nine in ten draws for images keep."""
    kept = kept_latents(entry)
    return float(np.linalg.norm(kept.mu - _point(entry, z), axis=1).min()) / far(entry)


def _point(entry: Entry, z: tuple[float, ...]) -> np.ndarray:
    if len(z) != entry.config.model.dims:
        raise ModelError(f"a point on the map of {entry.named} has {entry.config.model.dims} numbers, got {len(z)}.")
    return np.array(z)


# What can be asked of a point on a model's map: (model, z of length d, a class's name or nothing) -> a number.
AT_POINTS: dict[str, Callable[[Entry, tuple[float, ...], str], float]] = {
    "class-around": class_around,
    "emptiness": emptiness,
    "kinds-around": kinds_around,
}
