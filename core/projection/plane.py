"""How does a latent space meet a flat map? As a plane: a mean and two axes, with an exact way back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, eq=False)
class Plane:
    """A fitted linear projection.

    mean: (d,). axes: (2, d), orthonormal; the second is zero where d == 1. explained: share of the latents' variance
    along each axis, (2,). xy: the latents it was fitted to, on the map, (n, 2). All float32.
    """

    mean: np.ndarray
    axes: np.ndarray
    explained: np.ndarray
    xy: np.ndarray
    iterations: int = 0  # nothing is iterated
    total: int = 0

    def transform(self, z: np.ndarray) -> np.ndarray:
        """Map latents (n, d) to places on the map (n, 2)."""
        return ((z - self.mean) @ self.axes.T).astype(np.float32)

    def inverse(self, xy: np.ndarray) -> np.ndarray:
        """Map places (n, 2) to the latents (n, d) that lie there in the plane: exact, transform takes them back."""
        return (self.mean + xy @ self.axes).astype(np.float32)

    def aligned(self, previous: np.ndarray) -> Plane:
        """Turn and mirror the plane so that its points come as near as can be to where they were before.

        previous: places (n, 2) of the same n latents on an earlier map, such as one epoch ago.
        Raises ValueError if their number differs. Source: Schönemann 1966, doi:10.1007/BF02289451 (Procrustes).
        """
        if previous.shape != self.xy.shape:
            raise ValueError(f"previous must have shape {self.xy.shape}, got {previous.shape}.")
        here, there = (points.astype(np.float64) - points.mean(0) for points in (self.xy, previous))
        u, _, v = np.linalg.svd(here.T @ there)
        turn = u @ v  # (2, 2), orthogonal
        return replace(
            self,
            axes=(turn.T @ self.axes).astype(np.float32),
            explained=(np.square(turn.T) @ self.explained).astype(np.float32),
            xy=(self.xy @ turn).astype(np.float32),
        )


def shares(latents: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """Return the share of the latents' total variance that lies along each axis, 0 to 1."""
    total = latents.var(0).sum()
    return ((latents @ axes.T).var(0) / total if total > 0 else np.zeros(len(axes))).astype(np.float32)


def shortened(latents: np.ndarray, xy: np.ndarray, *, pairs: int = 5_000) -> float:
    """Return what is left of a distance between latents (n, d) on a plane (n, 2): the median over pairs, 0 to 1.

    pairs: how many are looked at, drawn at random, always the same; those that lie in one place are left out.
    """
    i, j = np.random.default_rng(0).integers(0, len(latents), (2, pairs))
    here, there = (np.linalg.norm(points[i] - points[j], axis=1) for points in (xy, latents))
    return float(np.median(here[there > 0] / there[there > 0])) if (there > 0).any() else 1.0
