"""What can be taken as the one image by who wants to draw none, and what else did its writer write?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.library.folder import find, latents
from core.one_image import writers
from core.one_image.strangers import SHIPPED
from core.types import DataError

OFFERED = 12  # of each digit
MOST_OWN = 12
LEAST_OWN = 5


@dataclass(frozen=True, eq=False)
class Sample:
    """An image of MNIST's test part. image: uint8 (28, 28). own: uint8 (m, 28, 28), the writer's others of that digit.

    writer: who wrote it; where nobody knows here, None, and there are no others.
    """

    image: np.ndarray
    character: str
    own: np.ndarray
    writer: int | None


@lru_cache(maxsize=16)
def samples(digit: int) -> tuple[Sample, ...]:
    """Return some samples of a digit, 0 to 9, each of another writer where writers are known. Raises ValueError."""
    if not 0 <= digit <= 9:
        raise ValueError(f"digit must be between 0 and 9, got {digit}.")
    return _by_writer(digit) if writers.known() else _shipped(digit)


def _by_writer(digit: int) -> tuple[Sample, ...]:
    try:
        found = writers.written("test", digit)
    except DataError:
        return _shipped(digit)
    who, counts = np.unique(found.writers, return_counts=True)
    able = np.random.default_rng(digit).permutation(who[counts > LEAST_OWN])[:OFFERED]
    made = []
    for writer in able.tolist():
        theirs = found.images[found.writers == writer]
        made.append(Sample(theirs[0].copy(), str(digit), theirs[1 : 1 + MOST_OWN].copy(), writer))
    return tuple(made) or _shipped(digit)


def _shipped(digit: int) -> tuple[Sample, ...]:
    kept = latents(find(SHIPPED))
    images = kept.thumbnails()[kept.labels == digit]
    chosen = images[np.random.default_rng(digit).permutation(len(images))[:OFFERED]]
    none = np.zeros((0, *images.shape[1:]), np.uint8)
    return tuple(Sample(image.copy(), str(digit), none, None) for image in chosen)
