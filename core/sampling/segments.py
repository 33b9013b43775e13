"""How is a place drawn on one of the straight lines between images and their neighbours?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.sampling.base import SamplingError


@dataclass(frozen=True, eq=False)
class Segments:
    """Lines from each of K images to its k neighbours.

    means: latents of the images, float64 (K, d). weights: how often a line begins at each, (K,), they sum to 1.
    ends: latents of all that may be neighbours, float64 (n, d). near: which of them are each image's, int64 (K, k).
    """

    weights: np.ndarray
    means: np.ndarray
    ends: np.ndarray
    near: np.ndarray

    def offsets(self, component: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw how far along the line to one of its neighbours each of component (n,) lies, float64 (n, d)."""
        which, how_far = (stream.random(len(component)) for stream in rng.spawn(2))
        end = self.near[component, (which * self.near.shape[1]).astype(int)]
        return how_far[:, None] * (self.ends[end] - self.means[component])

    def tensors(self) -> dict[str, np.ndarray]:
        """Return arrays from which `load` builds it again."""
        return {"weights": self.weights, "means": self.means, "ends": self.ends, "near": self.near}

    @classmethod
    def load(cls, tensors: Mapping[str, np.ndarray]) -> Segments:
        """Build it from `tensors()`, float16 to float64. Raises SamplingError if they do not fit together."""
        if not {"weights", "means", "ends", "near"} <= tensors.keys():
            raise SamplingError("fitted lines between neighbours need weights, means, ends and near.")
        weights, means, ends = (np.asarray(tensors[name], np.float64) for name in ("weights", "means", "ends"))
        near = np.asarray(tensors["near"])
        fits = means.ndim == ends.ndim == near.ndim == 2 and means.shape[1] == ends.shape[1]
        fits = fits and weights.shape == means.shape[:1] == near.shape[:1] and near.dtype.kind in "iu"
        if not fits or 0 in (*means.shape, *near.shape) or not 0 <= near.min() <= near.max() < len(ends):
            raise SamplingError("fitted lines between neighbours must be tables that fit together.")
        if not all(np.isfinite(table).all() for table in (weights, means, ends)):
            raise SamplingError("fitted lines between neighbours must be finite numbers.")
        if weights.min() < 0 or weights.sum() <= 0:
            raise SamplingError("fitted lines between neighbours must have no negative weight.")
        return cls(weights / weights.sum(), means, ends, near.astype(np.int64))
