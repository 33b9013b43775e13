"""How far apart does a discriminator score real images and drawn ones? Histograms, and what they say in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.models import AdversarialConfig

BINS = 24
TAIL = 0.01  # share of the scores on either side that the range may leave out: one odd image would squeeze the others
SETTLED = 300  # steps; until then no discriminator has learned enough for its scores to tell who is ahead
MISLED, EVEN, APART = 0.35, 0.75, 0.975  # of P(real above drawn): below, up to, from; 0.5 is chance


def meaning(model: AdversarialConfig) -> str:
    """Return what the scores of a discriminator say, by the loss that the duel is about.

    Source: the optimal discriminator: Goodfellow et al. 2014, arXiv:1406.2661, proposition 1; with smoothed labels:
    Salimans et al. 2016, arXiv:1606.03498, section 3.4; the margins: Lim & Ye 2017, arXiv:1705.02894.
    """
    if model.loss == "hinge":
        return _SIDES + _HINGE
    if model.loss == "wasserstein-gp":
        return _CRITIC
    smoothing = model.label_smoothing
    if not smoothing:
        return _SIDES + _ODDS
    # D = (1 - s) p / (p + q): its odds are (1 - s) p / (s p + q), largest where q is 0, and even where q = (1 - 2s) p.
    even = 0.5 / (1 - smoothing)
    return _SIDES + _SMOOTHED.format(
        smoothing=smoothing, most=math.log((1 - smoothing) / smoothing), even=round(100 * even)
    )


def zero(model: AdversarialConfig) -> str:
    """Return what a score of 0 means; nothing where it means nothing."""
    if model.loss == "wasserstein-gp":
        return ""
    return "0: undecided" if model.loss == "hinge" or model.label_smoothing else "0: as likely real as drawn"


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


def ahead(judged: Mapping[str, Any]) -> float:
    """Return how often a real image has the higher score of a pair, real and drawn: 1 always, 0.5 by chance, 0 never.

    Scores in the same bin are held to be equal, and count half. It is the area under the ROC curve (AUC). Without
    scores on both sides 0.5.
    """
    real, fake = (np.array(judged[name], np.float64) for name in ("real", "fake"))
    if not real.sum() or not fake.sum():
        return 0.5
    real, fake = real / real.sum(), fake / fake.sum()
    below = np.cumsum(fake) - fake
    return float((real * (below + fake / 2)).sum())


def verdict(judged: Mapping[str, Any], loss: str, step: int) -> str:
    """Return in a sentence who is ahead in a duel about `loss` after `step` steps; nothing before 300 of them."""
    if step < SETTLED:
        return ""
    share = ahead(judged)
    told = f"Of a real and a drawn image the real one now has the higher score in {100 * share:.0f} % of all pairs: "
    if loss == "wasserstein-gp":
        return told + "a critic is meant to keep them apart; it is their distance that shrinks as the drawings improve."
    if share < MISLED:
        return told + "the discriminator is misled, and takes drawn images for real rather than real ones."
    if share <= EVEN:
        return told + "the discriminator can hardly tell drawn images from real ones, so the two sides are even."
    if share >= APART:
        return told + "the discriminator tells nearly all drawn images from real ones, so it is far ahead."
    return told + "the discriminator is ahead, but many drawn images pass for real ones."


def _rounded_up(value: float) -> float:
    """Return the next 1, 1.5, 2, 3, 5 or 7 times a power of ten, so that a live chart keeps its range for a while."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(round(step * power, 12) for step in (1, 1.5, 2, 3, 5, 7, 10) if value <= step * power * (1 + 1e-9))


_SIDES = "Above 0 it takes an image for real, below 0 for drawn. "
_ODDS = (
    "Of the best discriminator there can be, a score is the log of the odds that the image is real, among as many "
    "drawn ones: 0 is a chance of 50 %, 2 one of 88 %, 4 one of 98 %. While this one learns its scores need not be so."
)
_SMOOTHED = (
    "With label smoothing of {smoothing:g} the best discriminator there can be gives no image a score above "
    "{most:.1f}, however surely it is real, and 0 where it is real by a chance of {even} %, among as many drawn ones."
)
_HINGE = "It learns from real images below 1 and from drawn ones above -1; those beyond teach it nothing more."
_CRITIC = (
    "The scores of a critic have no zero: only the distance between the two counts, an estimate of how far real and "
    "drawn images are from each other."
)
