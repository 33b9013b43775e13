"""How well do clusters agree with the labels of what they are clusters of?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.clustering.methods import NOISE, ClusteringError


@dataclass(frozen=True)
class Agreement:
    """How well clusters agree with true labels. 1 is perfect; ari is 0 for clusters drawn at random, and may be below.

    ari, nmi: over all points, noise counted as one more cluster. purity: share of the points in clusters that are of
    the commonest class of theirs; noise is left out, so it is to be read beside noise, the share of points that is.
    """

    ari: float
    nmi: float
    purity: float
    noise: float


def counts(labels: np.ndarray, true: np.ndarray, classes: int) -> np.ndarray:
    """Count the points of each class in each cluster: int64 (k, classes). labels, true: int (n,); noise is left out."""
    kept = labels >= 0
    k = int(labels.max(initial=NOISE)) + 1
    return np.bincount(labels[kept] * classes + true[kept], minlength=k * classes).reshape(k, classes)


def agreement(labels: np.ndarray, true: np.ndarray) -> Agreement:
    """Compare clusters with true labels, both int (n,).

    Source: Hubert & Arabie 1985, doi:10.1007/BF01908075 (ARI); Strehl & Ghosh 2002, JMLR 3 (NMI, here over the
    arithmetic mean of the entropies); Manning et al. 2008, "Introduction to Information Retrieval", 16.3 (purity).
    """
    if labels.shape != true.shape or labels.ndim != 1 or len(labels) == 0:
        raise ClusteringError(f"labels and true must be two lists of equal length, got {labels.shape}, {true.shape}.")
    table = counts(labels - labels.min(), true, int(true.max()) + 1)
    inside = counts(labels, true, int(true.max()) + 1)
    clustered = inside.sum()
    return Agreement(
        ari=_ari(table),
        nmi=_nmi(table / table.sum()),
        purity=float(inside.max(1).sum() / clustered) if clustered else 0.0,
        noise=float((labels == NOISE).mean()),
    )


def _ari(table: np.ndarray) -> float:
    pairs = lambda m: (m * (m - 1) / 2).sum()  # noqa: E731
    both, rows, columns, every = pairs(table), pairs(table.sum(1)), pairs(table.sum(0)), pairs(table.sum())
    expected, most = (rows * columns / every if every else 0.0), (rows + columns) / 2
    return float((both - expected) / (most - expected)) if most != expected else 1.0  # one lump each, or all apart


def _nmi(share: np.ndarray) -> float:
    entropy = lambda p: float(-(p[p > 0] * np.log(p[p > 0])).sum())  # noqa: E731
    rows, columns = entropy(share.sum(1)), entropy(share.sum(0))
    mutual = rows + columns - entropy(share.ravel())
    return max(0.0, 2 * mutual / (rows + columns)) if rows + columns else 1.0
