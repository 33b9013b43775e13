"""k-means: pick a cluster of images, then a place as far from its centre as its images lie."""

from __future__ import annotations

import warnings
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.distances import one_thread
from core.sampling.base import (
    FLOOR,
    UNKNOWN,
    SamplerConfig,
    SamplingError,
    checked,
    checked_labels,
    drawn_from,
    spread_of,
)
from core.sampling.fitted import FittedSampler
from core.sampling.groups import fitting, groups
from core.sampling.mixture import Mixture

USUAL = 50  # clusters


class KMeansSamplerConfig(SamplerConfig):
    """Clusters by k-means; each is drawn as often as it has images, as a Gaussian with their variance per dimension.

    Clustered are draws from the posteriors of the images, one each.
    No variance is less than a millionth of the latents' mean variance: a cluster of one image has none of its own, and
    gives that image back. Source: Lloyd 1982, doi:10.1109/TIT.1982.1056489.
    """

    title: ClassVar[str] = "k-means"
    about: ClassVar[str] = (
        "Sorts the images into clusters, picks a cluster and goes from its centre about as far as its images lie. "
        "Simple and quick; where a cluster is long and slanted it draws beside it, too, as it knows no slant."
    )
    centred: ClassVar[bool] = True

    name: Literal["k-means"] = "k-means"
    clusters: int = Field(
        USUAL,
        ge=1,
        le=500,
        description="Into how many clusters the images are sorted. Few: each is wide, and its edges are guesses. Many: "
        "each holds a handful of images, and samples stay close to those. The usual 50 are a third of the images where "
        "there are fewer than 150, and one for each class where there are more classes.",
    )
    per_class: bool = Field(
        True,
        description="Whether every class gets clusters of its own, as many as its share of the images, so that one "
        "class can be asked for. Without labels it changes nothing.",
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Where the search for clusters begins.")

    @property
    def quick(self) -> bool:
        """Never: it takes scikit-learn."""
        return False

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        logvar: np.ndarray | None = None,
        classes: int = 0,
        rng: np.random.Generator,
    ) -> FittedSampler:
        """Cluster draws from the posteriors of latents (n >= 2, d). Raises as SamplerConfig.fit does."""
        z = drawn_from(checked(latents, least=2), logvar, rng)
        known = checked_labels(labels, len(z))
        floor = FLOOR * spread_of(z)
        weights, means, variances, of = [], [], [], []
        clusters = fitting(self.clusters, USUAL, known, per_class=self.per_class)
        for label, members, k in groups(known, clusters, per_class=self.per_class, what="clusters"):
            cluster = self._clusters(z[members], k)
            for number in range(k):
                inside = z[members[cluster == number]]
                weights.append(len(inside) / len(z))
                means.append(inside.mean(0))
                variances.append(np.maximum(inside.var(0), floor))
                of.append(label)
        law = Mixture(np.array(weights), np.array(means), 1 / np.sqrt(variances), "diag")
        return FittedSampler(self, law, np.array(of, np.int64), np.full(len(of), UNKNOWN, np.int64))

    def _clusters(self, z: np.ndarray, k: int) -> np.ndarray:
        from sklearn.cluster import KMeans
        from sklearn.exceptions import ConvergenceWarning

        with one_thread(), warnings.catch_warnings():
            warnings.simplefilter("error", ConvergenceWarning)
            try:
                # scikit-learn has no types: "auto" is n_init's usual value, and a number is as good.
                return KMeans(k, n_init=2, random_state=self.seed).fit_predict(z)  # pyright: ignore[reportArgumentType]
            except ConvergenceWarning:
                different = len(np.unique(z, axis=0))
                raise SamplingError(
                    f"clusters must be fewer: {k} of them were to be found among {different} different latents."
                ) from None
