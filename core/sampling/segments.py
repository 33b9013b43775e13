"""How is a place drawn on one of the straight lines between images and their neighbours?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.sampling.base import SamplingError


@dataclass(frozen=True, eq=False)
class Segments:
    """Lines from each of K images to its neighbours.

    means: latents of the images, float64 (K, d). weights: how often a line begins at each, (K,), they sum to 1.
    ends: the neighbours, float64 (K, k, d).
    """

    weights: np.ndarray
    means: np.ndarray
    ends: np.ndarray

    def offsets(self, component: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw how far along the line to one of its neighbours each of component (n,) lies, float64 (n, d)."""
        which, how_far = (stream.random(len(component)) for stream in rng.spawn(2))
        end = self.ends[component, (which * self.ends.shape[1]).astype(int)]
        return how_far[:, None] * (end - self.means[component])

    def tensors(self) -> dict[str, np.ndarray]:
        """Return arrays from which `load` builds it again."""
        return {"weights": self.weights, "means": self.means, "ends": self.ends}

    @classmethod
    def load(cls, tensors: Mapping[str, np.ndarray]) -> Segments:
        """Build it from `tensors()`, float16 to float64. Raises SamplingError if they do not fit together."""
        if not {"weights", "means", "ends"} <= tensors.keys():
            raise SamplingError("fitted lines between neighbours need weights, means and ends.")
        weights, means, ends = (np.asarray(tensors[name], np.float64) for name in ("weights", "means", "ends"))
        fits = (
            means.ndim == 2 and ends.ndim == 3 and ends.shape[::2] == means.shape and weights.shape == means.shape[:1]
        )
        if not fits or 0 in ends.shape or not all(np.isfinite(table).all() for table in (weights, means, ends)):
            raise SamplingError("fitted lines between neighbours must be finite numbers that fit together.")
        if weights.min() < 0 or weights.sum() <= 0:
            raise SamplingError("fitted lines between neighbours must have no negative weight.")
        return cls(weights / weights.sum(), means, ends)
