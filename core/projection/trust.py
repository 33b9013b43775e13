"""How far can a map be believed, point by point?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Trust:
    """What a map kept of the neighbourhoods in latent space; each number lies between 0 and 1.

    index: which points were asked, int64 (m,): all of them, or a sample. trustworthiness: 1 if no stranger is among
    the k neighbours on the map. continuity: 1 if no latent neighbour was torn away. overlap: share of the k nearest
    that are the same in latent space and on the map. Each float32 (m,); `overall` their means, k as used.
    """

    k: int
    index: np.ndarray
    trustworthiness: np.ndarray
    continuity: np.ndarray
    overlap: np.ndarray

    @property
    def overall(self) -> dict[str, float]:
        """Means over the points asked; those of the first two are the measures of the literature."""
        raise NotImplementedError


def trust(
    latents: np.ndarray,
    xy: np.ndarray,
    *,
    k: int = 15,
    queries: int | None = None,
    seed: int = 0,
    threads: int | None = None,
) -> Trust:
    """Compare neighbourhoods of latents (n, d) and their places (n, 2).

    queries: ask that many points only, drawn by `seed`; None asks all up to 10,000. Against all n points in any case.
    Raises ValueError if k is not below n / 2.
    Source: Venna & Kaski 2001, doi:10.1007/3-540-44668-0_68, equations 1 and 2.
    """
    raise NotImplementedError


def stability(maps: list[np.ndarray], *, k: int = 15, threads: int | None = None) -> np.ndarray:
    """Return the share of each point's k neighbours that two maps have in common, mean over all pairs of maps, (n,).

    maps: at least two layouts (n, 2) of the same points, such as of three seeds. Raises ValueError otherwise.
    """
    raise NotImplementedError


def log_density(latents: np.ndarray, *, at: np.ndarray | None = None, threads: int | None = None) -> np.ndarray:
    """Return the log of a kernel density estimate of latents (n, d), in nats, at themselves or `at` (m, d); float32."""
    raise NotImplementedError


def label_agreement(labels: np.ndarray, xy: np.ndarray, *, k: int = 15, threads: int | None = None) -> np.ndarray:
    """Return the share of each point's k neighbours on the map that have its label, float32 (n,), 0..1."""
    raise NotImplementedError
