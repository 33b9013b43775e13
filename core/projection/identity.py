"""Identity: two latent dimensions are a map already."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from core.projection.fitted import OnStep, ProjectionConfig, checked
from core.projection.plane import Plane, shares


class IdentityConfig(ProjectionConfig):
    """The latents as they are. For models of one or two latent dimensions, which need no other map."""

    title: ClassVar[str] = "As it is"
    about: ClassVar[str] = "The latent dimensions themselves: nothing is left out and nothing is bent."
    at_once: ClassVar[bool] = True

    name: Literal["identity"] = "identity"

    @classmethod
    def offered_for(cls, d: int) -> bool:
        return d <= 2

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        on_step: OnStep | None = None,
        threads: int | None = None,
    ) -> Plane:
        """Take latents (n, 1) or (n, 2) as they are; a single dimension lies on the line y = 0.

        Raises ValueError if there are more dimensions.
        """
        d = checked(latents).shape[1]
        if d > 2:
            raise ValueError(f"identity needs latents of at most 2 dimensions, got {d}; use pca.")
        axes = np.eye(2, d, dtype=np.float32)
        xy = latents.astype(np.float32) @ axes.T
        return Plane(np.zeros(d, np.float32), axes, shares(latents.astype(np.float64), axes), xy)
