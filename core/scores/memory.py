"""Which sources of images give back what was learned, and is that more than chance?

An image counts as given back if it is so much nearer to a training image than to any test image as hardly any real one
is that nobody has learned (core.metrics.memorisation). By chance 1 in 100 are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from core.metrics.memorisation import COMPARED, NEAR, SEARCHED
from core.scores.table import SampleScores
from core.scores.words import listed, titled, written

MANY = 0.04  # of the images, beyond those by chance, that make a memory: whoever shares a hand may come near it
SURE = 2.0  # standard errors on either side within which it cannot be told

MEASURE = "much nearer to a training image than to any test image"


def gives_back(scores: SampleScores) -> bool | None:
    """Say whether more images are given back than chance explains; None if that is too close, or was not measured."""
    score = scores.rows.get("copied")
    if score is None:
        return None
    doubt = _doubt(scores, by_chance(scores))
    beyond = score.value - by_chance(scores) - MANY
    return None if abs(beyond) <= doubt else beyond > 0


def by_chance(scores: SampleScores) -> float:
    """Return the share of real images that would count as given back, though nobody has learned them."""
    score = scores.rows["copied"]
    return NEAR if score.floor is None else score.floor


def given_back(scored: Sequence[SampleScores], called: Callable[[SampleScores], str] = titled) -> str | None:
    """Say in sentences which of them give back what they learned, None if that was measured of none."""
    there = sorted((s for s in scored if "copied" in s.rows), key=lambda s: s.rows["copied"].value, reverse=True)
    if not there:
        return None

    def shares(some: Sequence[SampleScores]) -> str:
        return listed([f"{called(scores)} {written(scores.rows['copied'])}" for scores in some])

    back, not_back, open_ = ([s for s in there if gives_back(s) is answer] for answer in (True, False, None))
    chance = written(there[0].rows["copied"].replace(value=by_chance(there[0]), spread=None))
    told = []
    if back:
        told.append(f"Given back, {MEASURE}: {shares(back)}; by chance {chance} would be.")
    begun = [scores for scores in back if scores.sampler is not None and scores.sampler.needs]
    if begun:
        told.append(
            f"{listed([called(scores) for scores in begun])} {'start' if len(begun) > 1 else 'starts'} from images "
            "that were learned: it is so that their latents are chosen, and by itself no sign that the model knows "
            "them by heart."
        )
    if not_back:
        most = f"{written(not_back[0].rows['copied'])} ({called(not_back[0])})"
        told.append(f"{'No other' if back else 'None'} gives back what was learned: at most {most} are {MEASURE}; by")
        told.append(f"chance {chance} would be.")
    if open_:
        told.append(f"Too close to chance to be told: {shares(open_)}.")
    return " ".join(told)


def _doubt(scores: SampleScores, chance: float) -> float:
    """Return how far the share may be off: of the images looked at, and of the real ones that set the measure."""
    under, limit = scores.conditions, chance + MANY
    drawn = limit * (1 - limit) / (min(under.n, SEARCHED) * under.seeds)
    looked_at = min(under.real, COMPARED)
    share = min(0.5, max(NEAR, 1 / looked_at))  # of fewer than 100 the nearest one sets the measure
    real = share * (1 - share) / looked_at
    return SURE * math.sqrt(drawn + real)
