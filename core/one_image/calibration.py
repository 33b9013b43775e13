"""How sure may the network be? Its bars are cooled, and "mine" is weighed, by what it was worth on other writers.

One image of a person cannot tell how often their next one is refused. So temperature and weight were set once for each
set, on writers of MNIST's training part, whose other images of a digit are known: benchmarks/one_image.py --calibrate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

# By set: what the logits are divided by, and what is then added to that of "mine".
CALIBRATION: dict[str, tuple[float, float]] = {
    "repeated": (2.26, 4.25),
    "variations": (2.63, 2.89),
    "vae": (2.59, 3.13),
    "both": (2.57, 2.99),
    "style": (2.18, 1.79),
    "strong": (1.9, 1.87),
    "strong alike": (1.76, 1.1),
}


def calibrated(logits: np.ndarray, name: str) -> np.ndarray:
    """Return shares (n, 3) that sum to 1, of logits (n, 3) of a network taught the set `name`."""
    return _shares(logits, *CALIBRATION[name])


def fitted(groups: Sequence[np.ndarray]) -> tuple[float, float]:
    """Return temperature and weight of "mine" under which three groups of logits are most likely, each weighed alike.

    groups: logits (n, 3) of images that are mine, somebody's and another. Source of the temperature: Guo et al. 2017,
    arXiv:1706.04599, section 4.2.
    """
    from scipy.optimize import minimize

    def nats(at: np.ndarray) -> float:
        shares = [_shares(logits, float(np.exp(at[0])), float(at[1])) for logits in groups]
        return float(-np.mean([np.log(part[:, i].clip(1e-9)).mean() for i, part in enumerate(shares)]))

    found = minimize(nats, np.zeros(2), method="Nelder-Mead")
    return round(float(np.exp(found.x[0])), 2), round(float(found.x[1]), 2)


def _shares(logits: np.ndarray, temperature: float, weight: float) -> np.ndarray:
    cooled = logits / temperature + np.array([weight, 0.0, 0.0])
    raised = np.exp(cooled - cooled.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)
