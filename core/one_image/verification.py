"""How well do scores tell one's own images from those of strangers: ROC, AUC, equal error rate, calibration?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

POINTS = 64  # of a curve that is kept
BINS = 10


@dataclass(frozen=True, eq=False)
class Roc:
    """A receiver's curve. strangers, own: float32 (p,), shares accepted at falling thresholds, from 0 to 1.

    auc: chance that one's own scores above a stranger's; eer: where as many of mine are refused as strangers pass.
    """

    strangers: np.ndarray
    own: np.ndarray
    auc: float
    eer: float


def roc(own: np.ndarray, strangers: np.ndarray) -> Roc:
    """Return the curve of scores of own images (m,) and strangers' (n,), higher is mine; ties count half.

    Raises ValueError if either is empty.
    """
    if not len(own) or not len(strangers):
        raise ValueError(f"a curve needs own and strangers' scores, got {len(own)} and {len(strangers)}.")
    ranked = np.sort(strangers)
    below = np.searchsorted(ranked, own, "left") + np.searchsorted(ranked, own, "right")
    auc = float(below.mean() / (2 * len(strangers)))
    at = np.unique(np.concatenate([own, strangers]))[::-1]
    passed = np.concatenate([[0.0], 1 - np.searchsorted(ranked, at, "left") / len(strangers)])
    mine = np.concatenate([[0.0], 1 - np.searchsorted(np.sort(own), at, "left") / len(own)])
    # Where the curve crosses the line of equal errors, between two of its points.
    gap = passed - (1 - mine)
    i = int(np.argmax(gap >= 0))
    weight = 0.0 if i == 0 else gap[i] / (gap[i] - gap[i - 1])
    eer = float(passed[i] - weight * (passed[i] - passed[max(0, i - 1)]))
    kept = np.unique(np.linspace(0, len(passed) - 1, POINTS).round().astype(int))
    return Roc(passed[kept].astype(np.float32), mine[kept].astype(np.float32), auc, eer)


def reliability(
    confidence: np.ndarray, right: np.ndarray, weights: np.ndarray
) -> tuple[tuple[float, float, float], ...]:
    """Return mean confidence, share that is right, and share of all, of each of ten bins of confidence that holds any.

    confidence, right, weights: (n,). Source: Guo et al. 2017, arXiv:1706.04599, section 2.
    """
    bins = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    found = []
    for b in np.unique(bins):
        held = bins == b
        weight = weights[held].sum()
        if weight == 0:
            continue
        means = ((weights[held] * values[held]).sum() / weight for values in (confidence, right))
        found.append((*map(float, means), float(weight / weights.sum())))
    return tuple(found)


def calibration_error(bins: tuple[tuple[float, float, float], ...]) -> float:
    """Return the expected calibration error, 0 to 1, of what `reliability` gives: how far the two are apart.

    Source: Guo et al. 2017, arXiv:1706.04599, equation 3.
    """
    return sum(weight * abs(right - confidence) for confidence, right, weight in bins)


def threshold_at(strangers: np.ndarray, passing: float) -> float:
    """Return the score from which on at most a share `passing` of strangers (n,) is accepted."""
    ranked = np.sort(strangers)[::-1]
    k = int(passing * len(ranked))
    return float(np.nextafter(ranked[k], np.inf)) if k < len(ranked) else float(ranked[-1])
