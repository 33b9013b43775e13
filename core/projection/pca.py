"""PCA: look at latent space from the side where its points lie widest apart."""

from __future__ import annotations

import numpy as np

from core.projection.plane import Plane, checked, shares


def fit(latents: np.ndarray, *, rng: np.random.Generator | None = None) -> Plane:
    """Fit the plane through the latents' mean along their two directions of largest variance. latents: (n, d), d >= 2.

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
