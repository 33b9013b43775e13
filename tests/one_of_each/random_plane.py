"""Random projection: look at latent space from a side that chance has chosen."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.projection.fitted import OnStep, ProjectionConfig, checked
from core.projection.plane import Plane, shares


class RandomPlaneConfig(ProjectionConfig):
    """A plane through the mean, turned at random (Johnson & Lindenstrauss 1984, doi:10.1090/conm/026/737400)."""

    title: ClassVar[str] = "Random plane"
    about: ClassVar[str] = "A plane that looks from no side in particular: what PCA is better than."
    note: ClassVar[str] = "A plane turned at random: {share:.0%} of the spread of {d} dimensions."
    at_once: ClassVar[bool] = True
    seeded: ClassVar[bool] = True

    name: Literal["random-plane"] = "random-plane"
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Which plane: the same seed is the same plane.")

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        on_step: OnStep | None = None,
        threads: int | None = None,
    ) -> Plane:
        z = checked(latents)
        mean = z.mean(0)
        axes = np.linalg.qr(np.random.default_rng(self.seed).normal(size=(z.shape[1], 2)))[0].T
        xy = ((z - mean) @ axes.T).astype(np.float32)
        plane = Plane(mean.astype(np.float32), axes.astype(np.float32), shares(z, axes), xy)
        return Plane(plane.mean, plane.axes, plane.explained, plane.transform(latents))
