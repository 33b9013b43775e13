"""Which images are fitted together, and how many components does each group of them get?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.sampling.base import UNKNOWN, SamplingError


def groups(labels: np.ndarray, components: int, *, per_class: bool, what: str) -> Iterator[tuple[int, np.ndarray, int]]:
    """Yield (class or -1, indices of its images, how many components): one group, or one for each class in labels (n,).

    what: how the setting is called. Raises SamplingError if there are fewer components than classes, or than images.
    """
    n = len(labels)
    if components > n:
        raise SamplingError(f"{what} must be at most the number of images, {n}, got {components}.")
    if not per_class:
        yield UNKNOWN, np.arange(n), components
        return
    present, sizes = np.unique(labels, return_counts=True)
    if components < len(present):
        raise SamplingError(
            f"{what} must be at least {len(present)}, one for each class, got {components}; ask for more or switch "
            "per class off."
        )
    for label, count in zip(present, shared_out(components, sizes), strict=True):
        yield int(label), np.flatnonzero(labels == label), int(count)


def fitting(asked: int, usual: int, labels: np.ndarray, *, per_class: bool) -> int:
    """Return how many components suit images of these labels (n,): `asked`, unless that is the usual number.

    That is brought down to a third of the images, so that one stands for several, and up to one for each class.
    """
    if asked != usual:
        return asked
    return max(len(np.unique(labels)) if per_class else 1, min(usual, len(labels) // 3))


def shared_out(total: int, sizes: np.ndarray) -> np.ndarray:
    """Share `total` components out among groups of these sizes (c,), in proportion, at least one each: int64 (c,).

    By highest averages, which never gives a group more components than images while total <= sizes.sum().
    Source: d'Hondt's method, as in Balinski & Young 2001, "Fair Representation".
    """
    counts = np.ones(len(sizes), np.int64)
    for _ in range(total - len(sizes)):
        counts[np.argmax(sizes / (counts + 1))] += 1
    return counts
