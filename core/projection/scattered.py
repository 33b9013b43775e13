"""How do a map without a formula and its latents find to each other? Through the nearest points of the sample."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core import distances

NEAREST = 12  # points that have a say in a place
BROAD = 9  # dimensions from which on all points are compared
SPARE = 12  # more than are needed: rounding must not decide who is among the nearest
SETTLE = 10  # steps from their mean to where most of them lie


@dataclass(frozen=True, eq=False)
class Scattered:
    """A map that knows the places of a sample only, such as t-SNE's or UMAP's; can be built from stored arrays.

    xy: float32 (n, 2). latents: float32 (n, d), of the same points. iterations, total: how far the layout came.
    A new place is a weighted mean over the NEAREST points, whose weights fade to zero at R, the distance of the next
    one: so everything moves without a jump when a point joins the nearest. With fewer points all are asked, and R lies
    just outside the farthest. Every place depends on its own row alone, never on the batch.
    """

    xy: np.ndarray
    latents: np.ndarray
    iterations: int = 0
    total: int = 0

    def __post_init__(self) -> None:
        if self.xy.ndim != 2 or self.xy.shape[1] != 2 or len(self.xy) == 0:
            raise ValueError(f"xy must have shape (n, 2) with n at least 1, got {self.xy.shape}.")
        if self.latents.ndim != 2 or len(self.latents) != len(self.xy):
            raise ValueError(f"latents must have shape ({len(self.xy)}, d), got {self.latents.shape}.")

    def transform(self, z: np.ndarray) -> np.ndarray:
        """Map latents (m, d) to places on the map (m, 2); a point of the sample lands exactly on its place.

        w = (R - r) / (R r), with r the Euclidean distance in latent space. From the weighted mean the place then goes
        to where most of the nearest lie: SETTLE times to the mean with weights w / (1 + (rho / reach)^2), where rho is
        their distance on the map. The plain mean would fall between two groups wherever the map has torn them apart.
        Held-out MNIST on maps of 10,000, the label of 10 neighbours: 95.2 % right on t-SNE's and 94.4 % on UMAP's,
        with the plain mean 93.3 % and 92.7 %, with openTSNE's own transform 93.2 %; in latent space 95.3 %.
        Source: Shepard 1968, doi:10.1145/800186.810616 (w); Holland & Welsch 1977, doi:10.1080/03610927708827533
        (Cauchy weights, by iterated means).
        """
        r, nearest, reach = _nearest(self._latent_tree, z) if self._few_dimensions else _nearest_of_all(self.latents, z)
        with np.errstate(divide="ignore", invalid="ignore"):
            # Times the smallest r, which cancels in the mean: 1 / r alone could overflow.
            w = (1 - r / reach) * (r[:, :1] / r)
        hit = r == 0
        w = np.where(hit.any(1, keepdims=True), hit, w)
        places = self.xy[nearest].astype(np.float64)  # (m, k, 2)
        xy = _mean(w, places)
        for _ in range(SETTLE if self.reach > 0 else 0):
            away = np.square((places - xy[:, None]) / self.reach).sum(2)
            xy = _mean(w / (1 + away), places)
        return xy.astype(np.float32)

    def inverse(self, xy: np.ndarray) -> np.ndarray:
        """Map places (m, 2) to the mean latents (m, d) of the nearest points on the map.

        w = (1 - (r / R)^2)^2, with r the distance on the map (the biweight kernel): unlike `transform` it is smooth at
        the points too, so that a drag across one shows no kink.
        """
        r, nearest, reach = _nearest(self._map_tree, xy)
        with np.errstate(divide="ignore", invalid="ignore"):
            w = np.square(1 - np.square(r / reach))
        return _mean(w, self.latents[nearest].astype(np.float64)).astype(np.float32)

    def nearness(self, xy: np.ndarray) -> np.ndarray:
        """Return how near places (m, 2) lie to the points, float32 (m,): 1 among them, 0 far away from any."""
        _, _, reach = _nearest(self._map_tree, xy)
        usual = 6 * self.reach
        ratio = np.divide(reach[:, 0], usual, out=np.where(reach[:, 0] > 0, np.inf, 0.0), where=usual > 0)
        return np.clip(1.5 - ratio, 0, 1).astype(np.float32)

    @cached_property
    def reach(self) -> float:
        """Median over the points of the distance on the map to the NEAREST-th neighbour."""
        k = min(NEAREST + 1, len(self.xy))  # itself is the first
        return float(np.median(self._map_tree.query(self.xy, k=[k])[0]))

    @property
    def _few_dimensions(self) -> bool:
        return self.latents.shape[1] < BROAD

    @cached_property
    def _map_tree(self) -> distances.Tree:
        return distances.tree(self.xy)

    @cached_property
    def _latent_tree(self) -> distances.Tree:
        return distances.tree(self.latents)


def _nearest(tree: distances.Tree, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return distances (m, k), indices (m, k) and R (m, 1) of the nearest points, the nearest first."""
    n, d = tree.data.shape
    if places.ndim != 2 or places.shape[1] != d or not np.isfinite(places).all():
        raise ValueError(f"places must be finite numbers of shape (m, {d}), got shape {places.shape}.")
    return _within_reach(*tree.query(places.astype(np.float64), k=list(range(1, min(NEAREST + 1, n) + 1))), n)


def _nearest_of_all(points: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the same as `_nearest`, by comparing with all points: in many dimensions a tree is five times slower."""
    n, d = points.shape
    if places.ndim != 2 or places.shape[1] != d or not np.isfinite(places).all():
        raise ValueError(f"places must be finite numbers of shape (m, {d}), got shape {places.shape}.")
    points, places = points.astype(np.float64), places.astype(np.float64)
    k = min(NEAREST + 1, n)
    # Good enough to tell who may be near; the distances themselves would be off by rounding, most where they are 0.
    maybe = np.sort(distances.nearest(points, places, min(n, k + SPARE)), axis=1)
    r = np.empty(maybe.shape)
    for piece in distances.pieces(len(places), maybe.shape[1] * d):
        r[piece] = np.sqrt(np.square(points[maybe[piece]] - places[piece, None]).sum(2))
    order = np.argsort(r, axis=1, kind="stable")[:, :k]
    return _within_reach(np.take_along_axis(r, order, 1), np.take_along_axis(maybe, order, 1), n)


def _within_reach(r: np.ndarray, nearest: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Split distances to the NEAREST and the one after them, of n points in all, into those and R."""
    k = min(NEAREST, n)
    return r[:, :k], nearest[:, :k], r[:, k:] if n > k else 1.0001 * r[:, -1:]


def _mean(w: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the weighted mean (m, d) of values (m, k, d); equal weights where all are zero, or undefined as R is 0."""
    total = w.sum(1, keepdims=True)
    equal = ~(total > 0)  # also true for NaN
    w = np.where(equal, 1 / w.shape[1], w / np.where(equal, 1, total))
    return (w[:, :, None] * values).sum(1)
