"""How far can a map be believed, point by point?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from core.distances import squares
from core.projection.fitted import checked, usable_threads
from core.projection.neighbours import limited_to, nearest, nearest_on_map

REFERENCES = 10_000  # points that ranks and densities are measured among; of more points, a sample
ROWS = 256  # points handled at once: the memory for their distances to all references stays below 50 MB


@dataclass(frozen=True, eq=False)
class Trust:
    """What a map kept of the neighbourhoods in latent space; each number lies between 0 and 1.

    trustworthiness: 1 if no stranger is among the k nearest on the map. continuity: 1 if none of the k nearest latents
    was torn away. overlap: share of the k nearest that are the same in latent space and on the map. Each float32 (n,).
    references: how many points the ranks of strangers were measured among; n unless there are more than that.
    """

    k: int
    references: int
    trustworthiness: np.ndarray
    continuity: np.ndarray
    overlap: np.ndarray

    @property
    def overall(self) -> dict[str, float]:
        """Means over the points, by name; of the first two these are the measures of the literature."""
        names = ("trustworthiness", "continuity", "overlap")
        return {name: float(getattr(self, name).mean(dtype=np.float64)) for name in names}


def trust(
    latents: np.ndarray,
    xy: np.ndarray,
    *,
    k: int = 15,
    references: int = REFERENCES,
    seed: int = 0,
    threads: int | None = None,
) -> Trust:
    """Compare neighbourhoods of latents (n, d) with those of their places (n, 2), by Euclidean distance.

    references: measure how far a stranger is by its rank among that many points, drawn by `seed`, if there are more;
    the neighbours themselves are exact at any n. Raises ValueError if k is not between 1 and (n - 1) / 2.
    Source: Venna & Kaski 2001, doi:10.1007/3-540-44668-0_68, equations 1 and 2.
    """
    z, xy = checked(latents), checked(xy)
    n = len(z)
    if len(xy) != n:
        raise ValueError(f"xy must hold a place for each of {n} latents, got {len(xy)}.")
    _check_neighbours(k, n)
    asked = _sample(n, references, seed)
    near = nearest(z, k, threads=threads)[0]
    near_on_map = nearest_on_map(xy, k, threads=threads)
    common = _in_both(near, near_on_map)  # (n, k): which of the neighbours on the map are neighbours in latent space
    torn = ~_in_both(near_on_map, near)
    worst = k * (2 * n - 3 * k - 1) / 2  # what the ranks beyond k can add up to
    strangers = _excess(z, near_on_map, ~common, asked, k, threads)
    lost = _excess(xy, near, torn, asked, k, threads)
    shares = (1 - strangers / worst, 1 - lost / worst, common.mean(1))
    return Trust(k, len(asked), *(np.clip(share, 0, 1).astype(np.float32) for share in shares))


def stability(maps: list[np.ndarray], *, k: int = 15, threads: int | None = None) -> np.ndarray:
    """Return the share of each point's k neighbours that two maps have in common, mean over all pairs, float32 (n,).

    maps: two or more layouts (n, 2) of the same points, such as of three seeds. Raises ValueError if they differ in n.
    """
    if len(maps) < 2 or len({np.shape(xy) for xy in maps}) != 1:
        raise ValueError(f"maps must be at least two of one shape, got {[np.shape(xy) for xy in maps]}.")
    _check_neighbours(k, len(maps[0]))
    near = [nearest_on_map(checked(xy), k, threads=threads) for xy in maps]
    shares = [_in_both(one, other).mean(1) for one, other in combinations(near, 2)]
    return np.mean(shares, axis=0).astype(np.float32)


def label_agreement(labels: np.ndarray, xy: np.ndarray, *, k: int = 15, threads: int | None = None) -> np.ndarray:
    """Return the share of each point's k neighbours on the map that have its label, float32 (n,). labels: (n,)."""
    if np.shape(labels) != (len(xy),):
        raise ValueError(f"labels must have shape ({len(xy)},), got {np.shape(labels)}.")
    _check_neighbours(k, len(xy))
    near = nearest_on_map(checked(xy), k, threads=threads)
    return (labels[near] == labels[:, None]).mean(1).astype(np.float32)


def log_density(
    latents: np.ndarray, *, references: int = REFERENCES, seed: int = 0, threads: int | None = None
) -> np.ndarray:
    """Return the log density of the sample at each of its latents (n, d), in nats, float32 (n,).

    A Gaussian kernel on every other point (or on `references` of them, drawn by `seed`, if there are more), whose width
    in each dimension is the standard deviation there times n^(-1 / (d + 4)). Dimensions without spread are left out.
    A point does not count for itself: in many dimensions it would outweigh all others. Raises ValueError if n < 2.
    Source: Scott 1992, doi:10.1002/9780470316849, section 6.3.
    """
    z = checked(latents)
    n = len(z)
    if n < 2:
        raise ValueError("latents must be at least 2 for a density, got 1.")
    z = z[:, z.std(0) > 0]
    asked = _sample(n, references, seed)
    m, d = len(asked), z.shape[1]
    width = z.std(0) * m ** (-1 / (d + 4))
    scaled = z / width
    scale = 0.5 * d * np.log(2 * np.pi) + np.log(width).sum()

    def density(rows: slice) -> np.ndarray:
        power = -0.5 * squares(scaled[rows], scaled[asked])
        itself = np.arange(n)[rows, None] == asked
        power[itself] = -np.inf
        top = power.max(1, keepdims=True)
        others = m - itself.sum(1)
        return (top + np.log(np.exp(power - top).sum(1, keepdims=True)))[:, 0] - np.log(others) - scale

    return _by_rows(density, n, threads).astype(np.float32)


def _excess(
    points: np.ndarray, others: np.ndarray, counts: np.ndarray, asked: np.ndarray, k: int, threads: int | None
) -> np.ndarray:
    """Return for each point by how much the ranks of others (n, k) exceed k, summed where counts (n, k) is true."""
    n = len(points)

    def excess(rows: slice) -> np.ndarray:
        here, index = points[rows], np.arange(n)[rows]
        table = squares(here, points[asked])
        table[index[:, None] == asked] = np.inf  # itself has no rank
        ordered = np.sort(table.astype(np.float32), axis=1)  # (rows, m); numpy sorts these five times as fast
        far = np.square(points[others[rows]] - here[:, None]).sum(2).astype(np.float32)
        closer = np.stack([np.searchsorted(row, value) for row, value in zip(ordered, far, strict=True)])
        share = n / len(asked)
        rank = 1 + closer * share if share > 1 else 1 + closer
        return (np.maximum(rank - k, 0) * counts[rows]).sum(1)

    return _by_rows(excess, n, threads)


def _by_rows(function: Callable[[slice], np.ndarray], n: int, threads: int | None) -> np.ndarray:
    """Return a function's answers for all rows, ROWS at a time; the same whatever the threads."""
    pieces = [slice(first, first + ROWS) for first in range(0, n, ROWS)]
    # BLAS stays on one thread each: the pieces are what runs side by side.
    with limited_to(1), ThreadPoolExecutor(usable_threads(threads)) as pool:
        return np.concatenate(list(pool.map(function, pieces)))


def _in_both(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return which entries of `other` (n, k) stand anywhere in the same row of `one` (n, k), bool (n, k)."""
    return (one[:, None, :] == other[:, :, None]).any(2)


def _sample(n: int, size: int, seed: int) -> np.ndarray:
    if size < 2:
        raise ValueError(f"references must be at least 2, got {size}.")
    return np.arange(n) if n <= size else np.sort(np.random.default_rng(seed).choice(n, size, replace=False))


def _check_neighbours(k: int, n: int) -> None:
    if not 1 <= k <= (n - 1) / 2:
        raise ValueError(f"k must be between 1 and {(n - 1) // 2} for {n} points, got {k}.")
