"""Which points are nearest to each point of a sample, exactly, and the same whatever the threads?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from core.distances import tree
from core.projection.fitted import usable_threads


@contextmanager
def limited_to(threads: int) -> Iterator[None]:
    """Let OpenMP and BLAS use so many threads inside the block."""
    import scipy.sparse.csgraph  # noqa: F401  what is loaded later would not be limited
    import sklearn.neighbors  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=threads):
        yield


def nearest(
    points: np.ndarray, k: int, *, metric: str = "euclidean", threads: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the k nearest others of each of points (n, d): indices int32 and distances float32, both (n, k), sorted.

    metric: euclidean or cosine. No point is its own neighbour, not even among points that are equal.
    By comparing all pairs: for some 16 dimensions a tree is slower, and an approximate index has to be compiled.
    """
    from sklearn.neighbors import NearestNeighbors

    z = points.astype(np.float64)
    if metric == "cosine":  # on the unit sphere it is half the squared distance: scikit-learn's own varies with threads
        length = np.linalg.norm(z, axis=1, keepdims=True)
        z = z / np.where(length > 0, length, 1)
    # With fewer rows a thread, scikit-learn splits the work so that the threads decide which of equal points comes in.
    with limited_to(max(1, min(usable_threads(threads), (len(z) - 1) // 1024))):
        distances, indices = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(z).kneighbors()
    if metric == "cosine":
        distances = np.square(distances) / 2
    return indices.astype(np.int32), distances.astype(np.float32)


def nearest_on_map(xy: np.ndarray, k: int, *, threads: int | None = None) -> np.ndarray:
    """Return the k nearest others of each of places (n, 2), int32 (n, k), the nearest first."""
    xy = np.ascontiguousarray(xy, dtype=np.float64)
    # In two dimensions a tree is hundreds of times as fast as comparing all pairs.
    found = tree(xy).query(xy, k=k + 1, workers=usable_threads(threads))[1]
    itself = found == np.arange(len(xy))[:, None]
    itself[~itself.any(1), -1] = True  # among equal places it may not be found: then the last goes
    return found[~itself].reshape(len(xy), k).astype(np.int32)
