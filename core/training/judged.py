"""How far apart does a discriminator score real images and drawn ones? Histograms, and what they say in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

BINS = 24
TAIL = 0.01  # share of the scores on either side that the range may leave out: one odd image would squeeze the others
EVEN, APART = 0.6, 0.15  # overlap from which neither side is far ahead; below which one side wins


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


def verdict(judged: Mapping[str, Any]) -> str:
    """Return in a sentence who is ahead, by how much the two histograms overlap."""
    share = overlap(judged)
    told = f"They overlap by {share:.0%}: "
    if share >= EVEN:
        return told + "the discriminator can hardly tell drawn images from real ones, so the two sides are even."
    if share < APART:
        return told + "the discriminator tells nearly all drawn images from real ones, so it is far ahead."
    return told + "the discriminator is ahead, but drawn images often pass for real ones."


def _rounded_up(value: float) -> float:
    """Return the next 1, 1.5, 2, 3, 5 or 7 times a power of ten, so that a live chart keeps its range for a while."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(round(step * power, 12) for step in (1, 1.5, 2, 3, 5, 7, 10) if value <= step * power * (1 + 1e-9))
