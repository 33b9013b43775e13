"""How far apart does a discriminator score real images and drawn ones? Histograms, and what they say in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

BINS = 24
TAIL = 0.01  # share of the scores on either side that the range may leave out: one odd image would squeeze the others
EVEN, APART = 0.6, 0.15  # overlap from which neither side is far ahead; below which the discriminator wins
# What a score says, by the loss that the duel is about. The sigmoid is the optimal discriminator's: Goodfellow et al.
# 2014, arXiv:1406.2661, proposition 1, for the non-saturating loss; the margins: Lim & Ye 2017, arXiv:1705.02894.
MEANING = {
    "non-saturating": "Above 0 it takes an image for real, below 0 for drawn. A score is the log of the odds: 0 is a "
    "chance of 50 % that the image is real, 2 one of 88 %, 4 one of 98 %.",
    "hinge": "Above 0 it takes an image for real, below 0 for drawn. It learns from real images below 1 and from drawn "
    "ones above -1; those beyond teach it nothing more.",
    "wasserstein-gp": "The scores of a critic have no zero: only the distance between the two counts, an estimate of "
    "how far real and drawn images are from each other.",
}
ZERO = {"non-saturating": "0: as likely real as drawn", "hinge": "0: undecided", "wasserstein-gp": ""}


def histograms(real: np.ndarray, fake: np.ndarray) -> dict[str, Any]:
    """Return {"edges": [low, high], "real": 24 counts, "fake": 24 counts} of scores (n,) each, equally wide bins.

    The range has 0 in it, round ends, and all but the outermost scores, which count in the first and the last bin.
    Scores that are not finite are left out.
    """
    real, fake = (np.asarray(scores, np.float64)[np.isfinite(scores)] for scores in (real, fake))
    every = np.concatenate([real, fake, [0.0]])
    low, high = (float(np.quantile(every, share)) for share in (TAIL, 1 - TAIL))
    edges = [-_rounded_up(-min(low, 0.0)), _rounded_up(max(high, 0.0))]
    if edges[0] == edges[1]:
        edges = [-1.0, 1.0]
    counts = (np.histogram(scores.clip(*edges), BINS, edges)[0] for scores in (real, fake))
    return {"edges": edges} | dict(zip(("real", "fake"), (count.tolist() for count in counts), strict=True))


def overlap(judged: Mapping[str, Any]) -> float:
    """Return the share of the two histograms that lies on top of each other: 1 if they are the same, 0 if apart."""
    real, fake = (np.array(judged[name], np.float64) for name in ("real", "fake"))
    if not real.sum() or not fake.sum():
        return 1.0
    return float(np.minimum(real / real.sum(), fake / fake.sum()).sum())


def verdict(judged: Mapping[str, Any], loss: str) -> str:
    """Return in a sentence or two who is ahead in a duel about `loss`, by how far the two histograms overlap."""
    share = overlap(judged)
    told = f"Now the two overlap by {100 * share:.0f} %: "
    if loss == "wasserstein-gp":
        return told + "a critic is meant to keep them apart; it is their distance that shrinks as the drawings improve."
    if share >= EVEN:
        return told + "the discriminator can hardly tell drawn images from real ones, so the two sides are even."
    if share < APART:
        return told + "the discriminator tells nearly all drawn images from real ones, so it is far ahead."
    return told + "the discriminator is ahead, but many drawn images pass for real ones."


def _rounded_up(value: float) -> float:
    """Return the next 1, 1.5, 2, 3, 5 or 7 times a power of ten, so that a live chart keeps its range for a while."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(round(step * power, 12) for step in (1, 1.5, 2, 3, 5, 7, 10) if value <= step * power * (1 + 1e-9))
