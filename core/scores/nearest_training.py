"""Which training images are nearest to what a model draws, pixel by pixel, and is that nearer than chance?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.distances import between_images
from core.metrics.memorisation import NEAR

YARDSTICK = 500  # real test images whose own nearest training image is looked up
COPY = NEAR  # share of the real test images that lie nearer to a training image than what is called a copy


@dataclass(frozen=True, eq=False)
class Nearest:
    """Drawn images, each with the nearest training images, the nearest first.

    drawn: uint8 (m, h, w). labels: int64 (m,), the class that was asked for, -1 for none. images: uint8 (m, k, h, w);
    distances: float32 (m, k), Euclidean between pixels from 0 to 1; kinds: int64 (m, k), their classes, -1 if unknown.
    yardstick: float32 (t,), ascending: how far real test images are from the nearest training image.
    """

    drawn: np.ndarray
    labels: np.ndarray
    images: np.ndarray
    distances: np.ndarray
    kinds: np.ndarray
    yardstick: np.ndarray

    @property
    def median(self) -> float:
        """The distance of a real test image that lies in the middle."""
        return float(np.median(self.yardstick))

    @property
    def shares(self) -> np.ndarray:
        """Return for each drawn image the share of real test images that lie nearer to a training image, (m,)."""
        return np.searchsorted(self.yardstick, self.distances[:, 0]) / len(self.yardstick)

    @property
    def copies(self) -> np.ndarray:
        """Return which of the drawn images are nearer than all but 1 in 100 real test images, bool (m,).

        Than all of them, where there are too few to leave one out.
        """
        limit = np.quantile(self.yardstick, COPY) if self.tells_hundredths else self.yardstick[0]
        return self.distances[:, 0] < limit

    @property
    def tells_hundredths(self) -> bool:
        """Whether there are real test images enough to say what 1 in 100 of them does."""
        return len(self.yardstick) * COPY >= 1


def nearest_few(
    images: np.ndarray,
    among: np.ndarray,
    k: int,
    on_progress: Callable[[float], None] = lambda share: None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return (distances float32 (n, k), ascending; indices int64 (n, k)) of uint8 (n, h, w) among uint8 (m, h, w).

    Euclidean, of pixels from 0 to 1. on_progress: may raise, to stop. Raises ValueError unless 1 <= k <= m and the
    images are of one size.
    """
    import torch

    if not 1 <= k <= len(among):
        raise ValueError(f"k must be between 1 and the {len(among)} images there are, got {k}.")
    if images.shape[1:] != among.shape[1:]:
        raise ValueError(f"images must be of one size, got {images.shape[1:]} and {among.shape[1:]}.")
    x = torch.from_numpy(images).flatten(1).float()  # (n, h w), 0 to 255
    best, where = torch.full((len(x), k), torch.inf), torch.zeros((len(x), k), dtype=torch.int64)
    on_progress(0.0)
    for at, apart in between_images(x, among):
        found = apart.topk(min(k, apart.shape[1]), 1, largest=False)
        best, order = torch.cat([best, found.values], 1).topk(k, 1, largest=False)
        where = torch.cat([where, found.indices + at], 1).gather(1, order)
        on_progress((at + apart.shape[1]) / len(among))
    # Anew for the few that were found: the difference of large numbers above would tell a copy from its original.
    near = among[where.numpy()].reshape(len(images), k, -1).astype(np.float64)
    exact = np.sqrt(np.square(near - images.reshape(len(images), 1, -1)).sum(2)) / 255
    order = np.argsort(exact, 1, kind="stable")
    distances, indices = (np.take_along_axis(table, order, 1) for table in (exact, where.numpy()))
    return distances.astype(np.float32), indices
