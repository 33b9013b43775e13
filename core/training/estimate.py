"""How long will a training take on this machine? An estimate from its settings, before torch has loaded.

Its parts, in seconds by the clock on one core of the machine that the constants were measured on: so much a step, a
weight, a multiply-add, a number between layers; so much an epoch, for what is measured, drawn and written at its end;
so much for its start. `paces` say how many times as fast this machine is, in trainings of each kind.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterable, Mapping

import numpy as np

from core.models import ModelConfig
from core.training.run import RunConfig, TrainingConfig
from core.training.steps import epochs_of, learned

NO_PACES: Mapping[str, float] = {}

# Measured on one core of an EPYC server (Zen 4) with torch 2.13; seconds.
YARDSTICK = 5e10  # multiply-adds a second
RATES = {"dense": 3.4e10, "large": 5.5e10, "conv": 3e10, "gan": 2.4e10}  # multiply-adds a second
WIDE, WIDE_RATE = 10_000_000, 4.5e10  # multiply-adds from which a GAN has layers wide enough for a higher rate
PER_STEP = {"dense": 0.9e-3, "large": 0.9e-3, "conv": 4e-3, "gan": 1e-2}  # whatever its size
DENSE = ("dense", "large")  # each of whose weights is one multiply-add
PER_WEIGHT = 4.2e-9  # a step
PER_NUMBER = 8e-9  # that stands between two convolutions, a step and an image
PER_PIXEL_VARIED = 2e-8
PER_EPOCH, START, FILMED = 0.04, 0.3, 0.6
PER_IMAGE_READ = 6e-6
SHOWN = 1000  # images whose latents are found at the end of an epoch


def epoch_seconds(
    model: ModelConfig, training: TrainingConfig, n: int, *, k: int = 0, paces: Mapping[str, float] = NO_PACES
) -> float:
    """Return the expected seconds of one epoch over n images of k classes, with what is measured and kept at its end.

    paces: how many times as fast as the reference this machine is, in trainings of each kind; 1 where it says nothing.
    """
    count = learned(n, training)
    steps, _ = epochs_of(count, training)
    looked_at = n - count + min(n, SHOWN) * model.encodes
    looking = looked_at * model.multiply_adds(k) / _rate(model) / paces.get(model.pace, 1.0)
    each = step_seconds(model, min(training.batch_size, count), k=k, paces=paces, varied=bool(training.augmentation))
    return steps * each + looking + PER_EPOCH / paces.get("written", 1.0)


def step_seconds(
    model: ModelConfig, batch: float, *, k: int = 0, paces: Mapping[str, float] = NO_PACES, varied: bool = False
) -> float:
    """Return the expected seconds of one step over a batch. varied: its images are."""
    image = model.learning_adds(k) / _rate(model) + PER_NUMBER * model.numbers_between()
    weights = model.multiply_adds(k) if model.pace in DENSE else 0  # of others they cost little beside the rest
    seconds = (PER_STEP[model.pace] + PER_WEIGHT * weights + batch * image) / paces.get(model.pace, 1.0)
    return seconds + varied * batch * model.image_size**2 * PER_PIXEL_VARIED / paces.get("varied", 1.0)


def run_seconds(config: RunConfig, n: int, *, k: int = 0, paces: Mapping[str, float] = NO_PACES) -> float:
    """Return the expected seconds by the clock of a whole run over n images of k classes, its time limit kept."""
    training = config.training
    epoch = epoch_seconds(config.model, training, n, k=k, paces=paces)
    around = (START + PER_IMAGE_READ * n + FILMED * config.model.draws) / paces.get("written", 1.0)
    seconds = training.epochs * epoch
    if not training.seconds or seconds <= training.seconds:
        return around + seconds
    learning = epoch_seconds(config.model, training.replace(validation=1.0), n, k=k, paces=paces)
    return around + training.seconds * max(1.0, epoch / learning)


def machine_pace() -> float:
    """Return how many times as fast as the reference machine this one multiplies matrices, on one thread, now."""
    from threadpoolctl import threadpool_limits

    a, b = np.ones((128, 784), np.float32), np.ones((784, 512), np.float32)
    best = math.inf
    with threadpool_limits(1):  # a training has one thread too
        for _ in range(16):
            began = time.perf_counter()
            a @ b
            best = min(best, time.perf_counter() - began)
    return 128 * 784 * 512 / best / YARDSTICK


def corrected(paces: Mapping[str, float], runs: Iterable[tuple[RunConfig, int, float]]) -> dict[str, float]:
    """Return the paces as trainings show them that have ended here: (config, images, seconds by the clock) of each.

    Like is compared with like: the ones of a kind correct that kind alone, by their median, and by no more than
    threefold: a machine is as busy as that for a while at most.
    """
    ratios: dict[str, list[float]] = {}
    for config, n, seconds in runs:
        expected = run_seconds(config, n, k=len(config.classes), paces=paces)
        ratios.setdefault(config.model.pace, []).append(expected / max(seconds, 1e-3))
    found = {kind: min(3.0, max(1 / 3, statistics.median(of))) for kind, of in ratios.items()}
    return dict(paces) | {kind: paces.get(kind, 1.0) * ratio for kind, ratio in found.items()}


def _rate(model: ModelConfig) -> float:
    wide = model.pace == "gan" and model.multiply_adds() >= WIDE
    return WIDE_RATE if wide else RATES[model.pace]
