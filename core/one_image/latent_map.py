"""What are the clusters on a t-SNE of the latents of one image's variations, and would noise show as many?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from core.projection import PROJECTIONS

NEIGHBOURS = 5
THIRDS = 3  # groups of equal size that a step is parted into, where it has no groups of its own
LEAST = 20  # variations; of fewer a map says nothing
MOST_GROUPS = 8  # looked for


@dataclass(frozen=True)
class Told:
    """How far a map, and single latents, go by one step of the variation.

    shared: share of the five nearest on the map that had the step done alike, in thirds from least to most; chance: of
    any others. correlation: the largest |r| of one latent with it; second: the next largest; latent: which one it is.
    """

    shared: float
    chance: float
    correlation: float
    second: float
    latent: int


@dataclass(frozen=True, eq=False)
class LatentMap:
    """Latents by t-SNE beside noise by the same.

    xy, noise: float32 (n, 2), of mu (n, d) and of N(0, 1) of that shape. steps: how far it goes by each step of the
    variation. silhouette, of_noise: of the best groups k-means finds on either; 1 is far apart, 0 is one cloud.
    """

    xy: np.ndarray
    noise: np.ndarray
    steps: Mapping[str, Told]
    silhouette: float
    of_noise: float


def latent_map(
    mu: np.ndarray,
    steps: Mapping[str, np.ndarray],
    *,
    seed: int = 0,
    should_stop: Callable[[], bool] = lambda: False,
) -> LatentMap:
    """Lay latents mu, float32 (n, d), out by t-SNE with its usual settings, and noise beside them.

    steps: what was done to each image, (n,) by name. Raises ValueError for fewer than 20 latents.
    """
    if len(mu) < LEAST:
        raise ValueError(f"a map needs at least {LEAST} variations, got {len(mu)}.")
    tsne = PROJECTIONS["tsne"](seed=seed)
    noise = np.random.default_rng(seed).standard_normal(mu.shape).astype(np.float32)
    xy, other = (tsne.fit(z, on_step=lambda *_: should_stop(), threads=1).xy for z in (mu, noise))
    told = {name: _told(xy, mu, values) for name, values in steps.items()}
    return LatentMap(xy, other, told, _silhouette(xy), _silhouette(other))


def groups_of(values: np.ndarray) -> np.ndarray:
    """Return the group of each image by a step (n,), int64: its own few values, else thirds from least to most."""
    few = np.unique(values)
    if len(few) <= THIRDS:
        return np.searchsorted(few, values)
    return np.argsort(np.argsort(values, kind="stable"), kind="stable") * THIRDS // len(values)


def shared_by_neighbours(xy: np.ndarray, groups: np.ndarray) -> tuple[float, float]:
    """Return of how many of the five nearest on a map (n, 2) the group is an image's own, and of any others by chance.

    groups: int64 (n,), from 0.
    """
    far = np.square(xy[:, None] - xy).sum(2)
    np.fill_diagonal(far, np.inf)
    near = np.argpartition(far, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    counts, n = np.bincount(groups), len(groups)
    chance = float((counts * (counts - 1)).sum() / (n * (n - 1)))
    return float((groups[near] == groups[:, None]).mean()), chance


def _told(xy: np.ndarray, mu: np.ndarray, values: np.ndarray) -> Told:
    shared, chance = shared_by_neighbours(xy, groups_of(values))
    live = mu.std(0) > 1e-6
    r = np.zeros(mu.shape[1])
    if values.std() > 0:
        r[live] = [abs(float(np.corrcoef(z, values)[0, 1])) for z in mu.T[live]]
    order = np.argsort(-r)
    second = float(r[order[1]]) if len(r) > 1 else 0.0
    return Told(shared, chance, float(r[order[0]]), second, int(order[0]))


def _silhouette(xy: np.ndarray) -> float:
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    found = []
    for k in range(2, MOST_GROUPS + 1):
        groups = KMeans(k, n_init=4, random_state=0).fit_predict(xy)
        found.append(float(silhouette_score(xy, groups)))
    return max(found)
