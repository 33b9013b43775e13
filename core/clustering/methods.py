"""Which images lie together, how typical is each of them, and does that agree with the labels?

Works on any points: latents (n, d), or places on a map (n, 2). Noise, where a method knows it, is cluster -1.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from core.config import Config, any_of
from core.distances import tree

NOISE = -1
MAX_POINTS = 100_000
MAX_PAIRS = 60_000_000  # neighbours DBSCAN lists at once, 8 bytes each
CURVE_POINTS = 2000  # points whose neighbours are looked up for a k-distance curve: a sample shows the same knee
CANDIDATES = 256  # of a large cluster, that may be its most typical one


class ClusteringError(ValueError):
    """These points cannot be clustered so; the message is one sentence for the user."""


class ClusteringConfig(Config):
    """A way to find clusters. title: how it is called; about: what it takes for a cluster, in a sentence."""

    title: ClassVar[str]
    about: ClassVar[str]

    name: str

    @abstractmethod
    def suited(self, n: int) -> Self:
        """Return the settings as they are usual for n points: what is as at first is brought down to so few."""

    def _at_most(self, **most: int) -> Self:
        """Return them with those that are as at first brought down to what is given."""
        first = {name: type(self).model_fields[name].default for name in most}
        return self.replace(
            **{name: min(most[name], usual) for name, usual in first.items() if getattr(self, name) == usual}
        )

    @abstractmethod
    def fit(self, points: np.ndarray) -> tuple[np.ndarray, float]:
        """Return (cluster of each of the points (n, d), int (n,); the eps that was used, 0 if there is none)."""


class KMeansConfig(ClusteringConfig):
    """Puts every point to the nearest of k centres. Source: Lloyd 1982, doi:10.1109/TIT.1982.1056489."""

    title: ClassVar[str] = "k-means"
    about: ClassVar[str] = "Round clusters of similar width around k centres. Every image is in one, there is no noise."

    name: Literal["k-means"] = "k-means"
    clusters: int = Field(10, ge=2, le=200, description="How many there are to be: you have to know, it does not find.")
    restarts: int = Field(4, ge=1, le=20, description="Beginnings that are tried; the tightest result is kept.")
    seed: int = Field(
        0, ge=0, le=2**31 - 1, description="Where it begins: see whether other seeds find the same clusters."
    )

    def suited(self, n: int) -> Self:
        return self._at_most(clusters=max(2, n // 3))

    def fit(self, points: np.ndarray) -> tuple[np.ndarray, float]:
        from sklearn.cluster import KMeans

        different = len(np.unique(points, axis=0))
        if self.clusters > different:
            some = f"{different} different points" if different < len(points) else f"{different} points"
            raise ClusteringError(f"clusters must be at most the number of points: {self.clusters} of {some}.")
        return KMeans(self.clusters, n_init=self.restarts, random_state=self.seed).fit_predict(points), 0.0


class DbscanConfig(ClusteringConfig):
    """Joins points that have enough others within eps. Source: Ester et al. 1996, KDD-96, section 4."""

    title: ClassVar[str] = "DBSCAN"
    about: ClassVar[str] = "Wherever images lie dense enough, of any shape; one density for all. The rest is noise."

    name: Literal["dbscan"] = "dbscan"
    eps: float = Field(
        0.0, ge=0.0, le=1e6,
        description="How far apart two images may lie to be neighbours, in the units of the space. Larger joins more; "
        "0 takes the knee of the k-distance curve.",
    )  # fmt: skip
    min_samples: int = Field(
        10,
        ge=2,
        le=1000,
        description="Images within eps, itself among them, that make it dense. More: more noise.",
    )

    def suited(self, n: int) -> Self:
        return self._at_most(min_samples=max(2, n // 5))

    def fit(self, points: np.ndarray) -> tuple[np.ndarray, float]:
        from sklearn.cluster import DBSCAN

        eps = self.eps or knee(k_distances(points, self.min_samples - 1))
        if eps == 0.0:  # more than half of the points lie on top of each other
            raise ClusteringError("eps cannot be suggested: most points lie on top of others; set it by hand.")
        _check_pairs(points, eps)
        return DBSCAN(eps=eps, min_samples=self.min_samples).fit_predict(points), float(eps)


class HdbscanConfig(ClusteringConfig):
    """Takes the groups that last longest as the density asked for rises. Source: Campello et al. 2013,
    doi:10.1007/978-3-642-37456-2_14."""

    title: ClassVar[str] = "HDBSCAN"
    about: ClassVar[str] = "Groups that hold together over many densities, each at its own. The rest is noise."

    name: Literal["hdbscan"] = "hdbscan"
    min_cluster_size: int = Field(25, ge=2, le=10_000, description="Groups of fewer images than this are no clusters.")
    min_samples: int = Field(
        10, ge=1, le=1000, description="Neighbours by which density is measured. More: smoother, and more noise."
    )
    choice: Literal["stable", "leaf"] = Field(
        "stable", description="Stable takes the groups that last longest; leaf the finest ones, many and small."
    )

    def suited(self, n: int) -> Self:
        return self._at_most(min_cluster_size=max(2, n // 4), min_samples=max(1, n // 12))

    def fit(self, points: np.ndarray) -> tuple[np.ndarray, float]:
        from sklearn.cluster import HDBSCAN

        for name in ("min_cluster_size", "min_samples"):
            if getattr(self, name) > len(points):
                raise ClusteringError(
                    f"{name} must be at most the number of points, {len(points)}, got {getattr(self, name)}."
                )
        method = {"stable": "eom", "leaf": "leaf"}[self.choice]
        model = HDBSCAN(self.min_cluster_size, min_samples=self.min_samples, cluster_selection_method=method, copy=True)
        return model.fit_predict(points), 0.0


CLUSTERINGS: dict[str, type[ClusteringConfig]] = {
    "k-means": KMeansConfig,
    "dbscan": DbscanConfig,
    "hdbscan": HdbscanConfig,
}
if TYPE_CHECKING:
    AnyClusteringConfig = ClusteringConfig
else:
    AnyClusteringConfig = any_of(CLUSTERINGS, by="name")


@dataclass(frozen=True, eq=False)
class Clusters:
    """What was found among n points.

    labels: int32 (n,), 0 for the largest cluster, -1 for noise. sizes: int64 (k,), points in each. typical: int64 (k,),
    the medoid of each: the point with the smallest mean distance to the others. eps: of DBSCAN, else 0.
    """

    labels: np.ndarray
    sizes: np.ndarray
    typical: np.ndarray
    eps: float = 0.0

    @property
    def noise(self) -> int:
        """Points in no cluster."""
        return int((self.labels == NOISE).sum())


def cluster(points: np.ndarray, config: ClusteringConfig) -> Clusters:
    """Find clusters among points, float (n, d), as `config` says. Same points, same config: same clusters.

    Raises ClusteringError if a number is not finite, all points are equal, or there are too few or too many for this.
    """
    points = checked(points)
    found, eps = config.fit(points)
    labels = by_size(found)
    sizes = np.bincount(labels[labels >= 0]).astype(np.int64)
    typical = [members[medoid(points[members])] for members in members_of(labels, len(sizes))]
    return Clusters(labels, sizes, np.array(typical, np.int64), eps)


def members_of(labels: np.ndarray, k: int) -> list[np.ndarray]:
    """Return the indices of each of the clusters 0 to k - 1, int64, ascending."""
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.searchsorted(labels[order], np.arange(k + 1)))[1:-1] if k else []


def by_size(labels: np.ndarray) -> np.ndarray:
    """Number clusters anew, the largest 0, of equal ones the one that comes first; -1 stays. Returns int32 (n,)."""
    kinds, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes, kinds == NOISE))
    renumbered = np.empty(len(kinds), np.int32)
    renumbered[order] = np.arange(len(kinds))
    renumbered[kinds == NOISE] = NOISE
    return renumbered[np.searchsorted(kinds, labels)]


def medoid(points: np.ndarray) -> int:
    """Return the index of the point (m, d) with the smallest mean Euclidean distance to the others.

    Of more than 256 points it is looked for among the 256 nearest to their mean, so that the cost grows with m and
    not with its square. Source: Kaufman & Rousseeuw 1987, "Clustering by means of medoids".
    """
    points = points.astype(np.float64)
    off = np.square(points - points.mean(0)).sum(1)
    candidates = np.sort(np.argsort(off, kind="stable")[:CANDIDATES])
    means = [np.sqrt(np.square(points - points[i]).sum(1)).mean() for i in candidates]
    return int(candidates[np.argmin(means)])


def k_distances(points: np.ndarray, k: int) -> np.ndarray:
    """Return the distance from points (n, d) to their k-th nearest other point, ascending, float64.

    Of more than 2,000 points, evenly spread ones are asked: (min(n, 2000),). A point is dense for DBSCAN with
    min_samples = k + 1 just if its distance is at most eps. Raises ClusteringError unless 1 <= k < n.
    Source: Ester et al. 1996, KDD-96, section 4.2.
    """
    points = checked(points)
    if not 1 <= k < len(points):
        raise ClusteringError(f"k must be between 1 and {len(points) - 1}, the number of other points, got {k}.")
    asked = points[np.linspace(0, len(points) - 1, min(len(points), CURVE_POINTS)).astype(int)]
    return np.sort(tree(points).query(asked, k=[k + 1])[0][:, 0])  # the nearest of all is the point itself


def knee(curve: np.ndarray) -> float:
    """Return the height at which an ascending curve (m,) turns upwards: a first guess for eps.

    That is where it lies farthest below the straight line between its ends, the last 2 % left out: they are outliers,
    and the longer their tail, the farther up it would push the knee.
    Source: Satopää et al. 2011, doi:10.1109/ICDCSW.2011.20 (Kneedle), without its smoothing.
    """
    kept = curve[: max(2, round(0.98 * len(curve)))]
    line = np.linspace(kept[0], kept[-1], len(kept))
    return float(kept[np.argmax(line - kept)])


def checked(points: np.ndarray) -> np.ndarray:
    """Return points (n, d) that can be clustered. Raises ClusteringError."""
    if points.ndim != 2 or points.shape[1] == 0 or not 2 <= len(points) <= MAX_POINTS:
        raise ClusteringError(f"points must have shape (n, d) with n between 2 and {MAX_POINTS:,}, got {points.shape}.")
    if not np.isfinite(points).all():
        raise ClusteringError("points must be finite numbers; this model gives some that are not.")
    if (points == points[0]).all():
        raise ClusteringError(f"all {len(points)} points are equal: there is nothing to tell apart.")
    return points


def _check_pairs(points: np.ndarray, eps: float) -> None:
    """Refuse an eps with which DBSCAN would list more neighbours than memory holds."""
    asked = points[np.linspace(0, len(points) - 1, min(len(points), 200)).astype(int)]
    near = [int((np.square(points - point).sum(1) <= eps**2).sum()) for point in asked]
    pairs = np.mean(near) * len(points)
    if pairs > MAX_PAIRS:
        raise ClusteringError(
            f"eps is too large: each of {len(points):,} images would have {np.mean(near):,.0f} neighbours, "
            f"{MAX_PAIRS // len(points):,} are possible; got {eps:.4g}."
        )
