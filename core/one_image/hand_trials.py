"""What is a network of hands worth on writers whom it has not seen, and where does it draw its lines?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.datasets import DATASETS
from core.one_image import hand, writers
from core.one_image.verification import roc, threshold_at

if TYPE_CHECKING:
    from torch import nn

SEED = 0


def cohorts(model: nn.Module | None, without: np.ndarray) -> dict[int, np.ndarray]:
    """Return points (<= 500, 60) of each digit of MNIST's training part, by other writers than those `without`."""
    data, who = DATASETS["mnist"]().load("train"), writers.writers("train")
    found = {}
    for digit in range(10):
        chosen = np.flatnonzero((data.labels == digit) & ~np.isin(who, without))
        chosen = np.random.default_rng(SEED).permutation(chosen)[: hand.MOST_STRANGERS]
        found[digit] = hand.embedded(data.images[chosen], model)
    return found


@dataclass(frozen=True, eq=False)
class Trial:
    """One writer and digit. own, strangers: scores of their other images and of others'. mean, sd: of the cohort's."""

    own: np.ndarray
    strangers: np.ndarray
    mean: float
    sd: float


def trials(
    points: np.ndarray,
    labels: np.ndarray,
    who: np.ndarray,
    cohort: Mapping[int, np.ndarray],
    own: int,
    *,
    every: bool = False,
) -> Iterator[Trial]:
    """Give a trial for each writer and digit with six images and more, `own` of them known.

    points: (n, 60). every: each of the writer's images the first of those known in turn.
    """
    rng = np.random.default_rng(SEED)
    for digit in np.unique(labels):
        of = np.flatnonzero(labels == digit)
        for writer in np.unique(who[of]):
            mine, others = of[who[of] == writer], of[who[of] != writer]
            if len(mine) < max(6, own + 3):
                continue
            mine = rng.permutation(mine)
            for start in range(len(mine)) if every else (0,):
                turned = np.roll(mine, -start)
                known, rest = points[turned[:own]], points[turned[own:]]
                usual = hand.of_strangers(hand.scored(cohort[int(digit)], known))
                yield Trial(hand.scored(rest, known), hand.scored(points[others], known), *usual)


def thresholds(
    points: np.ndarray, labels: np.ndarray, who: np.ndarray, cohort: Mapping[int, np.ndarray]
) -> hand.Verdicts:
    """Set for 1 to 5 own images where a score is mine, on writers held out: points (n, 60), labels, writers (n,)."""
    from sklearn.linear_model import LogisticRegression

    found: dict[str, list[float]] = {name: [] for name in ("threshold", "slope", "offset", "usual_mean", "usual_sd")}
    for own in range(1, hand.MOST_OWN + 1):
        made = list(trials(points, labels, who, cohort, own, every=True))
        mine = np.concatenate([(one.own - one.mean) / one.sd for one in made])
        few = [one.strangers[:: max(1, len(one.strangers) // 50)] for one in made]
        theirs = np.concatenate([(some - one.mean) / one.sd for some, one in zip(few, made, strict=True)])
        found["threshold"].append(threshold_at(theirs, hand.PASSING))
        x, y = np.concatenate([mine, theirs])[:, None], np.repeat([1, 0], [len(mine), len(theirs)])
        fitted = LogisticRegression(class_weight="balanced", C=1e6).fit(x, y)
        found["slope"].append(float(fitted.coef_[0, 0]))
        found["offset"].append(float(fitted.intercept_[0]))
        mean, sd = hand.of_strangers(np.concatenate(few))
        found["usual_mean"].append(mean)
        found["usual_sd"].append(sd)
    return hand.Verdicts(**{name: tuple(values) for name, values in found.items()}, writers=len(np.unique(who)))


def figures(model: nn.Module | None = None, told: hand.Verdicts | None = None) -> dict[str, float]:
    """Return what it is worth on the writers of MNIST's test part, in the mean over writers and digits.

    For 1, 3 and 5 own images K: "auc K", "eer K", "pairs K", and by the thresholds "own K" and "strangers K", shares
    accepted. "turns": the AUC with one own image, each of a writer's in turn. "writers": how many there are.
    """
    data, who = DATASETS["mnist"]().load("test"), writers.writers("test")
    kept, told = who != writers.UNTOLD, told or hand.verdicts()
    points, labels, who = hand.embedded(data.images[kept], model), data.labels[kept], who[kept]
    cohort = cohorts(model, np.zeros(0, int))
    found: dict[str, float] = {"writers": len(np.unique(who))}
    for own in (1, 3, 5):
        made = list(trials(points, labels, who, cohort, own))
        curves = [roc(one.own, one.strangers) for one in made]
        level = told.threshold[own - 1]
        found |= {
            f"pairs {own}": len(made),
            f"auc {own}": float(np.mean([curve.auc for curve in curves])),
            f"eer {own}": float(np.mean([curve.eer for curve in curves])),
            f"own {own}": float(np.mean([(one.own > one.mean + level * one.sd).mean() for one in made])),
            f"strangers {own}": float(np.mean([(one.strangers > one.mean + level * one.sd).mean() for one in made])),
        }
    turns = [roc(one.own, one.strangers).auc for one in trials(points, labels, who, cohort, 1, every=True)]
    return found | {"turns": float(np.mean(turns))}
