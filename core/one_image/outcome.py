"""What is one network worth, and the hand, on images that nobody learned from?

Beside "own generator", the test that is usually made, stands what counts: one's own real images, and strangers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from core.one_image import hand
from core.one_image.building import ended
from core.one_image.calibration import calibrated
from core.one_image.network import evidence, lesson, logits_of, taught
from core.one_image.presets import CommonlyConfig, WithinConfig
from core.one_image.sets import Material
from core.one_image.strangers import Strangers
from core.one_image.vae import OneImageVaeConfig
from core.one_image.variations import variations
from core.one_image.verification import Roc, calibration_error, reliability, roc, threshold_at

if TYPE_CHECKING:
    from core.models.classifier_network import Classifier

HAND = "hand"
ROBUST = 4  # variations of each own real image, for what a little change costs
MOST_VARIED = 300  # strangers' images likewise
SHOWN = 12  # confusions of either kind that are kept to be looked at


@dataclass(frozen=True, eq=False)
class Question:
    """Whose hand is it? sources: uint8 (m, 28, 28), 1 to 5 images that are known; own: more by the same hand, or none.

    Nothing learns from `own`; others: people who are not the one.
    """

    sources: np.ndarray
    own: np.ndarray
    character: str
    others: Strangers
    variation: WithinConfig | CommonlyConfig = field(default_factory=WithinConfig)
    vae: OneImageVaeConfig = field(default_factory=OneImageVaeConfig)

    def __post_init__(self) -> None:
        # A sample of MNIST may lie among its strangers.
        known = {image.tobytes() for image in (*self.sources, *self.own)}
        kept = np.array([image.tobytes() not in known for image in self.others.test_same])
        if not kept.all():
            object.__setattr__(self, "others", replace(self.others, test_same=self.others.test_same[kept]))


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one network is worth, or the hand. Shares are 0 to 1, by the class believed most before calibration.

    set: of SETS, or "hand". images: own ones it knows. generator: fresh images of its own set taken for mine. own:
    one's own real images taken for mine; strangers: theirs taken for mine; others: other characters told. auc, eer: of
    the evidence that it is mine. ece: how far bars and being right are apart. robust: the AUC where own and strangers'
    images are both varied gently. line: the share from which on a canvas takes an image for mine, so that one stranger
    in ten passes, of the network on every second of theirs; own_line, strangers_line: shares taken so, of strangers the
    other half. Without own real images, what needs them is None. curve: own against strangers. bins: what the bars say,
    how often they are right, and how many they are, see verification.reliability. refused: places of own images that
    were refused; passed: of strangers' that passed, the surest first. seconds: of teaching.
    """

    set: str
    seed: int
    images: int
    strangers: float
    generator: float | None = None
    others: float | None = None
    own: float | None = None
    auc: float | None = None
    eer: float | None = None
    ece: float | None = None
    robust: float | None = None
    line: float | None = None
    own_line: float | None = None
    strangers_line: float | None = None
    curve: Roc | None = None
    bins: tuple[tuple[float, float, float], ...] = ()
    refused: tuple[int, ...] = ()
    passed: tuple[int, ...] = ()
    seconds: float = 0.0


def taught_outcome(
    question: Question,
    name: str,
    material: Material,
    *,
    seed: int,
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[Outcome, Classifier]:
    """Teach a network the set `name` and test it; return what it is worth, and it. Raises Stopped, DataError."""
    made = lesson(name, material, question.others, seed=seed)
    began = time.perf_counter()
    model = ended(taught(made.data, seed=seed, should_stop=should_stop))
    taken = time.perf_counter() - began
    promised = _share(logits_of(model, made.held_out), 0)
    found = Outcome(name, seed, len(material.sources), 0.0, generator=promised, seconds=taken)
    return tested(question, found, model), model


def tested(question: Question, before: Outcome, model: Classifier) -> Outcome:
    """Test a network anew, as where more of one's own came after the teaching; return what it is worth by now.

    before: of the same network: its set, seed, images, generator and seconds stay.
    """
    tests, name, seed = question.others, before.set, before.seed
    same, other = (logits_of(model, x) for x in (tests.test_same, tests.test_other))
    mine = calibrated(same, name)[:, 0]
    line = threshold_at(mine[::2], hand.PASSING)
    found = Outcome(
        name,
        seed,
        before.images,
        _share(same, 0),
        generator=before.generator,
        others=_share(other, 2),
        line=line,
        strangers_line=float((mine[1::2] >= line).mean()),
        passed=_surest(np.flatnonzero(same.argmax(1) == 0), evidence(same)),
        seconds=before.seconds,
    )
    if not len(question.own):
        return found
    own = logits_of(model, question.own)
    curve = roc(evidence(own), evidence(same))
    bins = _reliability([calibrated(logits, name) for logits in (own, same, other)])
    return replace(
        found,
        own=_share(own, 0),
        own_line=float((calibrated(own, name)[:, 0] >= line).mean()),
        curve=curve,
        auc=curve.auc,
        eer=curve.eer,
        ece=calibration_error(bins),
        bins=bins,
        robust=roc(*(evidence(logits_of(model, x)) for x in _varied(question, seed))).auc,
        refused=_surest(np.flatnonzero(own.argmax(1) != 0), -evidence(own)),
    )


def judge_of(question: Question, images: int) -> hand.Judge:
    """Return who judges by the hand, knowing the first `images` sources. Raises ModelError."""
    return hand.judge(question.sources[:images], question.others.same)


def hand_outcome(question: Question, images: int, judge: hand.Judge | None = None) -> Outcome:
    """Return what the hand is worth, which needs no training, knowing the first `images` sources. Raises ModelError.

    judge: of that many images, if there is one already.
    """
    known = question.sources[:images]
    judge = judge or judge_of(question, images)
    theirs = judge.of(hand.embedded(question.others.test_same))
    passed = _surest(np.flatnonzero(theirs.mine), theirs.score)
    taken = float(theirs.mine.mean())
    found = Outcome(HAND, 0, len(known), taken, line=judge.least, strangers_line=taken, passed=passed)
    if not len(question.own):
        return found
    own = judge.of(hand.embedded(question.own))
    curve = roc(own.score, theirs.score)
    bins = _reliability([np.stack([one.share, 1 - one.share], 1) for one in (own, theirs)])
    return replace(
        found,
        own=float(own.mine.mean()),
        own_line=float(own.mine.mean()),
        curve=curve,
        auc=curve.auc,
        eer=curve.eer,
        ece=calibration_error(bins),
        bins=bins,
        robust=roc(*(judge.of(hand.embedded(x)).score for x in _varied(question, 0))).auc,
        refused=_surest(np.flatnonzero(~own.mine), -own.score),
    )


def _share(logits: np.ndarray, label: int) -> float:
    return float((logits.argmax(1) == label).mean())


def _varied(question: Question, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return own and strangers' images, both varied: a network that takes the warp itself for mine gains nothing."""
    own, theirs, usual = question.own, question.others.test_same[:MOST_VARIED], WithinConfig()
    return (
        variations(own, usual, n=ROBUST * len(own), seed=seed).images,
        variations(theirs, usual, n=len(theirs), seed=seed + 1).images,
    )


def _reliability(shares: Sequence[np.ndarray]) -> tuple[tuple[float, float, float], ...]:
    """Return the reliability of groups of shares (n, k), each right at its own place and counting alike."""
    confidence = np.concatenate([part.max(1) for part in shares])
    right = np.concatenate([part.argmax(1) == i for i, part in enumerate(shares)]).astype(float)
    weights = np.concatenate([np.full(len(part), 1 / len(part)) for part in shares])
    return reliability(confidence, right, weights)


def _surest(places: np.ndarray, score: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in places[np.argsort(-score[places], kind="stable")][:SHOWN])
