"""What is each set worth over several seeds, at equal steps, and is one better than another?"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.one_image import hand, vae
from core.one_image.building import Stopped, ended
from core.one_image.outcome import HAND, Outcome, Question, hand_outcome, taught_outcome, tested
from core.one_image.sets import SETS, USUAL, Material
from core.one_image.variations import variations

if TYPE_CHECKING:
    from core.models.classifier_network import Classifier
    from core.models.vae_network import Vae

ShouldStop = Callable[[], bool]

USUAL_SETS = ("repeated", "variations", "vae", "strong", "strong alike")
SEEDS = (0, 1, 2)
COUNTS = (1, 3, 5)  # own images by which the usual set and the hand are looked at
PAIRS = (
    ("vae", "variations"),
    ("vae", "repeated"),
    ("variations", "repeated"),
    ("both", "variations"),
    ("style", "variations"),
    ("strong alike", "vae"),
    ("strong alike", "strong"),
)
COMPARED = ("own", "strangers", "auc", "eer", "ece", "robust", "gap")


@dataclass(frozen=True)
class Difference:
    """By how much a number of one set is above that of another, over the same seeds, with Student's 95 % interval."""

    first: str
    second: str
    number: str
    mean: float
    low: float
    high: float

    @property
    def sure(self) -> int:
        """1 if the interval lies above 0, -1 if below, 0 if it holds 0 or has no width.

        The share of a few images comes in steps: where all seeds give the same one, their spread says nothing.
        """
        if self.high - self.low < 1e-9:
            return 0
        return int(self.low > 0) - int(self.high < 0)


@dataclass(frozen=True, eq=False)
class Table:
    """All outcomes. own: how many own real images were tested; tested: how many strangers'. seconds: of all of it."""

    outcomes: tuple[Outcome, ...]
    differences: tuple[Difference, ...]
    own: int
    tested: int
    where: str
    seconds: float

    def of(self, name: str, images: int | None = None) -> list[Outcome]:
        """Return the outcomes of a set, by seed: of those that know so many own images, or all there are."""
        return _of(self.outcomes, name, images)

    def difference(self, first: str, second: str, number: str) -> Difference | None:
        """Return the difference of two sets in a number of COMPARED, None if it could not be measured."""
        asked = (first, second, number)
        return next((d for d in self.differences if (d.first, d.second, d.number) == asked), None)


def spread(outcomes: Sequence[Outcome], number: str) -> tuple[float, float] | None:
    """Return mean and standard deviation of a number over outcomes; None where it was not measured."""
    values = [value for one in outcomes if (value := _number(one, number)) is not None]
    if not values:
        return None
    return float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else 0.0


def difference(first: Sequence[Outcome], second: Sequence[Outcome], number: str) -> Difference | None:
    """Return the paired difference of a number over the same seeds; None unless it was measured for two or more."""
    others = {one.seed: _number(one, number) for one in second}
    pairs = [(_number(one, number), others.get(one.seed)) for one in first]
    gaps = np.array([a - b for a, b in pairs if a is not None and b is not None])
    if len(gaps) < 2:
        return None
    from scipy.stats import t

    half = float(t.ppf(0.975, len(gaps) - 1)) * float(gaps.std(ddof=1)) / math.sqrt(len(gaps))
    mean = float(gaps.mean())
    return Difference(first[0].set, second[0].set, number, mean, mean - half, mean + half)


def table(
    question: Question,
    *,
    sets: Sequence[str] = USUAL_SETS,
    seeds: Sequence[int] = SEEDS,
    threads: int = 2,
    on_outcome: Callable[[Outcome, int], None] = lambda outcome, expected: None,
    on_network: Callable[[Outcome, Classifier], None] = lambda outcome, model: None,
    should_stop: ShouldStop = lambda: False,
) -> Table:
    """Teach every set with every seed and say what each is worth; of the usual set, by the number of own images too.

    Everything changes with the seed but the images themselves. threads: networks that learn side by side; more torch
    threads than one each only get in the way. on_outcome hears each as soon as it is there, and how many come in all,
    on the thread that called; on_network is given its network before, where it has one. Raises Stopped, DataError,
    KeyError for a set that there is not.
    """
    began, m = time.perf_counter(), len(question.sources)
    jobs = [(name, seed, m) for seed in seeds for name in sets]
    jobs += [(USUAL, seed, k) for k in COUNTS if k < m for seed in seeds]
    known = [k for k in COUNTS if k < m] + [m] if hand.here() else []
    found: list[Outcome] = []

    def hear(outcome: Outcome) -> None:
        found.append(outcome)
        on_outcome(outcome, len(jobs) + len(known))

    for k in known:
        hear(hand_outcome(question, k))
    with ThreadPoolExecutor(threads) as pool:
        drawn = any(SETS[name].needs_vae for name in sets)
        models = {seed: pool.submit(_vae_of, question, seed, should_stop) for seed in (seeds if drawn else ())}
        work = [pool.submit(_worked, question, *job, models, should_stop) for job in jobs]
        try:
            for done in as_completed(work):
                outcome, model = done.result()
                on_network(outcome, model)
                hear(outcome)
        except BaseException:
            for job in work:
                job.cancel()
            raise
    return _sorted(question, found, began)


def tested_again(
    question: Question,
    before: Sequence[Outcome],
    network: Callable[[Outcome], Classifier],
    *,
    on_outcome: Callable[[Outcome, int], None] = lambda outcome, expected: None,
    should_stop: ShouldStop = lambda: False,
) -> Table:
    """Return the table of networks that were taught before, tested on `question.own` as it is now.

    before: their outcomes, the hand's among them; network: returns that of an outcome. Raises Stopped, ModelError.
    """
    began, found = time.perf_counter(), []
    for outcome in before:
        if should_stop():
            raise Stopped
        by_hand = outcome.set == HAND
        found.append(hand_outcome(question, outcome.images) if by_hand else tested(question, outcome, network(outcome)))
        on_outcome(found[-1], len(before))
    return _sorted(question, found, began)


def _sorted(question: Question, found: list[Outcome], began: float) -> Table:
    place = {name: i for i, name in enumerate(SETS)}
    rows = tuple(sorted(found, key=lambda one: (place.get(one.set, len(place)), one.images, one.seed)))
    others = question.others
    seconds = time.perf_counter() - began
    return Table(rows, _differences(rows), len(question.own), len(others.test_same), others.where, seconds)


def _vae_of(question: Question, seed: int, should_stop: ShouldStop) -> Vae:
    images = variations(question.sources, question.variation, seed=seed).images
    return ended(vae.learn(images, question.vae, seed=seed, should_stop=should_stop))


def _worked(
    question: Question, name: str, seed: int, k: int, models: dict[int, Future], should_stop: ShouldStop
) -> tuple[Outcome, Classifier]:
    if should_stop():
        raise Stopped
    # The pool takes work in its order, so that the models are learned, or learning, by now.
    model = models[seed].result() if SETS[name].needs_vae else None
    material = Material(question.sources[:k], question.character, question.variation, model)
    return taught_outcome(question, name, material, seed=seed, should_stop=should_stop)


def _of(outcomes: Sequence[Outcome], name: str, images: int | None = None) -> list[Outcome]:
    most = max((one.images for one in outcomes), default=0) if images is None else images
    return [one for one in outcomes if one.set == name and one.images == most]


def _number(outcome: Outcome, number: str) -> float | None:
    """Return a number of an outcome; "gap" is what its own generator promises beyond what real images get."""
    if number != "gap":
        return getattr(outcome, number)
    return None if outcome.own is None or outcome.generator is None else outcome.generator - outcome.own


def _differences(outcomes: Sequence[Outcome]) -> tuple[Difference, ...]:
    sets = {name: _of(outcomes, name) for pair in PAIRS for name in pair}
    found = (difference(sets[a], sets[b], number) for a, b in PAIRS for number in COMPARED if sets[a] and sets[b])
    return tuple(one for one in found if one is not None)
