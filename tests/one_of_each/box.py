"""Uniform draws in a box: anywhere between the outermost images."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from core.sampling.base import Law, SamplerConfig, SamplingError, checked, checked_labels
from core.sampling.fitted import FittedSampler


@dataclass(frozen=True, eq=False)
class Boxes:
    """K boxes. weights: (K,), they sum to 1. means: their middles, float64 (K, d). halves: half their sides, (K, d)."""

    weights: np.ndarray
    means: np.ndarray
    halves: np.ndarray

    def offsets(self, component: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return rng.uniform(-1, 1, (len(component), self.means.shape[1])) * self.halves[component]

    def tensors(self) -> dict[str, np.ndarray]:
        return {"weights": self.weights, "means": self.means, "halves": self.halves}

    @classmethod
    def load(cls, tensors: Mapping[str, np.ndarray]) -> Boxes:
        if not {"weights", "means", "halves"} <= tensors.keys():
            raise SamplingError("fitted boxes need weights, means and halves.")
        weights, means, halves = (np.asarray(tensors[name], np.float64) for name in ("weights", "means", "halves"))
        if means.ndim != 2 or means.shape != halves.shape or weights.shape != means.shape[:1]:
            raise SamplingError("fitted boxes must be tables that fit together.")
        if not (np.isfinite(means).all() and (halves >= 0).all() and (weights >= 0).all() and weights.sum() > 0):
            raise SamplingError("fitted boxes must be finite numbers, and none negative but the middles.")
        return cls(weights / weights.sum(), means, halves)


class BoxConfig(SamplerConfig):
    """z ~ U(box around the images), a box for each class."""

    title: ClassVar[str] = "Uniform in a box"
    about: ClassVar[str] = "Draws anywhere between the outermost images, as often in the gaps as in the crowd."
    foretells: ClassVar[bool] = False
    law: ClassVar[type[Law]] = Boxes

    name: Literal["box"] = "box"

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        logvar: np.ndarray | None = None,
        classes: int = 0,
        rng: np.random.Generator,
    ) -> FittedSampler:
        z = checked(latents, least=2)
        known = checked_labels(labels, len(z))
        if (z == z[0]).all():
            raise SamplingError(f"all {len(z)} latents are equal: a box around them has no room.")
        present, counts = np.unique(known, return_counts=True)
        low, high = (np.stack([end(z[known == label], axis=0) for label in present]) for end in (np.min, np.max))
        law = Boxes(counts / len(z), (low + high) / 2, (high - low) / 2)
        return FittedSampler(self, law, present, np.full(len(present), -1), len(z))
