"""Which images lie near each other in latent space, and how does one get from one to another by way of others?"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf

import numpy as np

from core.distances import nearest, one_thread, pieces, squares


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """The graph of k nearest neighbours of latents, float64 (n, d), joined into one piece.

    pairs: int64 (e, 2), each once. gaps: how many of them, the last, are no neighbours but join groups that had none
    in common.
    """

    latents: np.ndarray
    k: int
    pairs: np.ndarray
    gaps: int

    def ways(self, stops: np.ndarray, *, crowding: float = 1.0) -> list[tuple[np.ndarray, tuple[int, ...]]]:
        """Return the shortest way from each of stops (m, d) to the next one: m - 1 of (points (p, d), images between).

        crowding: power to which a step counts; above 1 many small steps are shorter than a long one.
        Source: crowding: Groisman, Jonckheere & Sapienza 2022, arXiv:1810.09398 (Fermat distance).
        """
        n, ends = len(self.latents), np.vstack([self.latents, stops])
        pairs = _once(np.vstack([self.pairs, _to_nearest(ends, np.arange(n, len(ends)), self.k)]))
        steps = np.linalg.norm(ends[pairs[:, 0]] - ends[pairs[:, 1]], axis=1)
        roads = _roads(len(ends), pairs, (steps / (steps.mean() or 1.0)) ** crowding)
        found = []
        for i in range(len(stops) - 1):
            way = _shortest(roads, n + i, n + i + 1)
            # An image that is a stop itself is no image between.
            own = (ends[way] == ends[way[0]]).all(1) | (ends[way] == ends[way[-1]]).all(1)
            found.append((ends[way], tuple(node for node, stop in zip(way, own, strict=True) if node < n and not stop)))
        return found


def neighbourhood(latents: np.ndarray, k: int = 10) -> Neighbourhood:
    """Return who is near whom among latents (n, d): each one's k nearest, or all others where there are fewer.

    2,000 of 16 dimensions take some 60 ms. Raises ValueError for fewer than two latents, or some that are not finite.
    """
    z = np.asarray(latents, np.float64)
    if z.ndim != 2 or len(z) < 2:
        raise ValueError(f"a path along the data needs latents of two images or more, got the shape {z.shape}.")
    if not np.isfinite(z).all():
        raise ValueError("latents must be finite numbers.")
    if k < 1:
        raise ValueError(f"neighbours must be at least 1, got {k}.")
    k = min(k, len(z) - 1)
    pairs = _to_nearest(z, np.arange(len(z)), k)
    leaps = _leaps(z, pairs)
    return Neighbourhood(z, k, np.vstack([pairs, leaps]), len(leaps))


def _to_nearest(z: np.ndarray, some: np.ndarray, k: int) -> np.ndarray:
    """Pair some (m,) of z (n, d) with the k others that lie nearest to each: (e, 2), each pair once."""
    near = nearest(z, z[some], k, itself=some)
    return _once(np.stack([np.repeat(some, k), near.ravel()], 1))


def _once(pairs: np.ndarray) -> np.ndarray:
    low, high = np.sort(pairs, axis=1).T
    n = int(high.max()) + 1
    keys = np.unique(low * n + high)  # numbers sort ten times as fast as rows
    return np.stack([keys // n, keys % n], 1)


def _leaps(z: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Return the shortest pairs that join what the given ones leave apart, (g - 1, 2) for g groups.

    Each group is joined to what is nearest outside it, until there is one. Source: Boruvka 1926.
    """
    leaps = np.empty((0, 2), np.int64)
    while True:
        groups, group = _groups(len(z), np.vstack([pairs, leaps]))
        if groups == 1:
            return leaps
        near, least = _nearest_outside(z, group)
        merged = group.copy()
        for g in range(groups):
            members = np.flatnonzero(group == g)
            one = members[least[members].argmin()]
            # Two groups may have chosen each other, or three a ring of gaps that are equally wide.
            if merged[one] != merged[near[one]]:
                leaps = np.vstack([leaps, np.sort([one, near[one]])])
                merged[merged == merged[near[one]]] = merged[one]


def _nearest_outside(z: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest of another group than its own for each of z (n, d), and its squared distance: (n,), (n,)."""
    near, least = np.empty(len(z), np.int64), np.empty(len(z))
    with one_thread():
        for piece in pieces(len(z), len(z)):
            table = squares(z[piece], z)
            table[group[piece][:, None] == group] = np.inf
            near[piece] = table.argmin(1)
            least[piece] = table.min(1)
    return near, least


def _groups(n: int, pairs: np.ndarray) -> tuple[int, np.ndarray]:
    """Return how many groups the pairs make of n, and the number of each one's group, (n,)."""
    group, (one, other) = np.arange(n), pairs.T
    while True:
        low, before = np.minimum(group[one], group[other]), group.copy()
        np.minimum.at(group, one, low)
        np.minimum.at(group, other, low)
        group = group[group]  # everyone follows whom they follow: a long chain takes few rounds
        if (group == before).all():
            numbers, group = np.unique(group, return_inverse=True)
            return len(numbers), group


def _roads(n: int, pairs: np.ndarray, costs: np.ndarray) -> list[list[tuple[int, float]]]:
    """Return the (neighbour, cost) of each of n nodes."""
    roads: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    for (one, other), cost in zip(pairs.tolist(), costs.tolist(), strict=True):
        roads[one].append((other, cost))
        roads[other].append((one, cost))
    return roads


def _shortest(roads: list[list[tuple[int, float]]], start: int, end: int) -> list[int]:
    """Return the nodes of the cheapest way, both ends in it. Source: Dijkstra 1959, doi:10.1007/BF01386390."""
    # scipy's needs half a second to be imported, in a process that paints pages; this needs ten milliseconds.
    cost, before, heap = {start: 0.0}, {start: start}, [(0.0, start)]
    while heap:
        reached, node = heappop(heap)
        if node == end:
            break
        if reached > cost[node]:
            continue
        for other, step in roads[node]:
            if reached + step < cost.get(other, inf):
                cost[other], before[other] = reached + step, node
                heappush(heap, (reached + step, other))
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]
