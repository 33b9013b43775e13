"""Two maps of the same images: which images lie elsewhere on the second, and which have other neighbours there?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.projection.neighbours import nearest_on_map

K = 12  # neighbours on the map that are compared
BLOCK = 8192  # points compared at a time: a table of block x k x k truth values, about a megabyte


@dataclass(frozen=True, eq=False)
class Moved:
    """What became of n images from map a to map b.

    xy: map b, brought onto map a, float32 (n, 2) in a's units. distance: how far each image lies from its place on a,
    in spreads of the map (root mean squared distance of an image from the middle), float32 (n,). lost: share of its
    k nearest images on a that are not among its k nearest on b, 0 to 1, float32 (n,). k: neighbours compared.
    """

    xy: np.ndarray
    distance: np.ndarray
    lost: np.ndarray
    k: int

    @property
    def in_common(self) -> float:
        """Mean share of neighbours that the maps have in common, 0 to 1."""
        return float(1 - self.lost.mean())

    def most(self, count: int) -> np.ndarray:
        """Return the indices of the images that moved farthest, the farthest first, int64 (count,)."""
        return np.argsort(-self.distance, kind="stable")[:count]


def compare(a: np.ndarray, b: np.ndarray, *, k: int = K) -> Moved:
    """Say what became of each image from map a (n, 2) to map b (n, 2); with fewer than k + 1 images, k is n - 1.

    Raises ValueError unless the maps are finite, of the same n >= 2 images, and neither is a single spot.
    """
    a, b = _checked(a, "a"), _checked(b, "b")
    xy = align(b, a)
    k = max(1, min(k, len(a) - 1))
    distance = np.linalg.norm(xy - a, axis=1) / spread(a)
    return Moved(xy.astype(np.float32), distance.astype(np.float32), _lost(a, b, k), k)


def align(b: np.ndarray, a: np.ndarray) -> np.ndarray:
    """Return map b (n, 2) moved, turned, mirrored and scaled so as to lie on map a (n, 2), float64.

    The scale gives b the spread of a. The scale of least squares would shrink b the more, the less the maps agree, and
    a to b would differ from b to a; so both are scaled alike first, and comparing is symmetric.
    Raises ValueError as `compare` does.
    Source: Schönemann 1966, doi:10.1007/BF02289451; Gower 1975, doi:10.1007/BF02291478 (equal sizes).
    """
    a, b = _checked(a, "a"), _checked(b, "b")
    if a.shape != b.shape:
        raise ValueError(f"both maps must show the same images, got {len(a)} and {len(b)}.")
    here, there = b - b.mean(0), a - a.mean(0)
    u, _, v = np.linalg.svd(here.T @ there)
    return a.mean(0) + here @ (u @ v) * (spread(a) / spread(b))


def spread(xy: np.ndarray) -> float:
    """Return the root mean squared distance of the points (n, 2) from their middle, in the map's units."""
    return float(np.sqrt(np.square(xy - xy.mean(0)).sum(1).mean()))


def _checked(xy: np.ndarray, name: str) -> np.ndarray:
    if xy.ndim != 2 or xy.shape[1] != 2 or len(xy) < 2:
        raise ValueError(f"map {name} must have shape (n, 2) with n at least 2, got {xy.shape}.")
    if not np.isfinite(xy).all():
        raise ValueError(f"map {name} must be finite numbers.")
    xy = xy.astype(np.float64)
    # Rounding leaves a trace of spread where all places are the same number.
    if spread(xy) <= 1e-12 * np.abs(xy).max():
        raise ValueError(f"map {name} must have places that differ, but all its images lie on one spot.")
    return xy


def _lost(a: np.ndarray, b: np.ndarray, k: int) -> np.ndarray:
    """Return the share of each point's k nearest on a that are not among its k nearest on b, float32 (n,)."""
    near_a, near_b = nearest_on_map(a, k), nearest_on_map(b, k)
    blocks = [slice(i, i + BLOCK) for i in range(0, len(a), BLOCK)]
    kept = [(near_a[part, :, None] == near_b[part, None, :]).any(2).mean(1) for part in blocks]
    return (1 - np.concatenate(kept)).astype(np.float32)
