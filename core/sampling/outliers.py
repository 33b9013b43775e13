"""Which images are odd: where hardly any other lies, or among images of another class?"""

from __future__ import annotations

import math

import numpy as np

from core.distances import nearest
from core.sampling.bandwidth import factor_of, left_out, scott
from core.sampling.base import UNKNOWN, SamplingError, checked, checked_labels

REFERENCES = 10_000  # images that densities are measured among; of more, a sample


def odd_ones(
    latents: np.ndarray, labels: np.ndarray | None = None, *, references: int = REFERENCES, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Return (order, log_density): images of latents (n, d), the oddest first, int64 (n,); of each, float64 (n,), nats.

    The density at an image is that of the Gaussian kernels of all the others, as wide as Scott's rule has it. With
    labels (n,), integers, only those of its own class count, so that what is mislabelled comes up; -1 is a class of its
    own, and an image that is alone in its class is judged among all. references: kernels per class at most, drawn by
    seed where there are more. Raises SamplingError for fewer than two latents, or if all are equal.
    Source: Scott 1992, doi:10.1002/9780470316849, section 6.3; leaving itself out as in Duin 1976,
    doi:10.1109/TC.1976.1674577.
    """
    z = checked(latents, least=2)
    if references < 2:
        raise SamplingError(f"references must be at least 2, got {references}.")
    known = checked_labels(labels, len(z))
    whitening = factor_of(z)
    white = (z - z.mean(0)) @ whitening.T
    rng = np.random.default_rng(seed)
    density = np.empty(len(z))
    for label in np.unique(known):
        members = np.flatnonzero(known == label)
        others = members if len(members) > 1 else np.arange(len(z))
        kernels = others if len(others) <= references else np.sort(rng.choice(others, references, replace=False))
        density[members] = _density(white, members, kernels)
    density += np.log(np.diagonal(whitening)).sum()  # from the whitened space back to that of the latents
    return np.argsort(density, kind="stable"), density


def disagreeing(
    latents: np.ndarray, labels: np.ndarray, *, neighbours: int = 10
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (order, share, usual): images whose neighbours are of another class, the most alone first, int64 (n,).

    share: how many of the nearest others of each, by Euclidean distance, have its label, 0 to 1, float64 (n,). usual:
    the label that most of them have, int64 (n,), of equally frequent ones the smallest. Images without a label (-1) are
    left out of order, and vote for none. Raises SamplingError unless 1 <= neighbours < n.
    Source: Wilson 1972, doi:10.1109/TSMC.1972.4309137 (edited nearest neighbours).
    """
    z = checked(latents, least=2)
    known = checked_labels(labels, len(z))
    n = len(z)
    if not 1 <= neighbours < n:
        raise SamplingError(f"neighbours must be between 1 and {n - 1}, the number of other images, got {neighbours}.")
    near = known[nearest(z, z, neighbours, np.arange(n))]  # (n, k)
    share = (near == known[:, None]).mean(1)
    votes = np.zeros((n, max(1, int(known.max()) + 1)), np.int64)
    rows, columns = np.nonzero(near != UNKNOWN)
    np.add.at(votes, (rows, near[rows, columns]), 1)
    usual = np.where(votes.any(1), votes.argmax(1), UNKNOWN)
    order = np.argsort(share, kind="stable")
    return order[(usual != known)[order] & (known != UNKNOWN)[order]], share, usual


def _density(white: np.ndarray, asked: np.ndarray, kernels: np.ndarray) -> np.ndarray:
    """Return the log density at the rows `asked` (m,) of white (n, d), of all kernels (k,) but their own, (m,)."""
    d = white.shape[1]
    others = len(kernels) - np.isin(asked, kernels)
    h = scott(len(kernels), d)
    total = left_out(white, asked, kernels, np.array([h]))[0]
    return total - np.log(others) - d * math.log(h) - d / 2 * math.log(2 * math.pi)
