"""PCA: look at latent space from the side where its points lie widest apart."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from core.projection.fitted import OnStep, ProjectionConfig, checked
from core.projection.plane import Plane, shares


class PcaConfig(ProjectionConfig):
    """The flat plane along which the latents vary most: nothing is bent, and no distance on it is too large.

    A distance on it is too small by what lies in the directions left out; `explained` says how much of the variance
    does not.
    """

    title: ClassVar[str] = "PCA"
    about: ClassVar[str] = (
        "The plane in which the points lie widest apart. Straight lines stay straight and no distance is too large; "
        "what lies behind is hidden."
    )
    note: ClassVar[str] = "The plane of the two widest directions (PCA): {share:.0%} of the spread of {d} dimensions."
    tempts: ClassVar[tuple[str, ...]] = ("hidden", "flat_sizes", "flat_distances")
    at_once: ClassVar[bool] = True

    name: Literal["pca"] = "pca"

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        on_step: OnStep | None = None,
        threads: int | None = None,
    ) -> Plane:
        """Fit the plane through the latents' mean along their two directions of largest variance. latents: (n, d >= 2).

        Deterministic: the largest component of each axis is positive. Raises ValueError if d < 2.
        Source: Pearson 1901, doi:10.1080/14786440109462720; by singular value decomposition.
        """
        z = checked(latents)
        if z.shape[1] < 2:
            raise ValueError("pca needs latents of at least 2 dimensions, got 1; use identity.")
        mean = z.mean(0)
        _, _, rows = np.linalg.svd(z - mean, full_matrices=z.shape[0] < 2)
        axes = rows[:2] * np.sign(rows[np.arange(2), np.abs(rows[:2]).argmax(1)])[:, None]
        plane = Plane(mean.astype(np.float32), axes.astype(np.float32), shares(z, axes), np.empty((0, 2), np.float32))
        return Plane(plane.mean, plane.axes, plane.explained, plane.transform(latents))
