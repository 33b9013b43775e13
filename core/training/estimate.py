"""How long will a training take on this machine? An estimate from its settings, before torch has loaded.

Its parts, in seconds by the clock on one core of the machine that the constants were measured on: so much a step, a
weight, a multiply-add, a number between layers; so much an epoch, for what is measured, drawn and written at its end;
so much for its start. `paces` say how many times as fast this machine is, in trainings of each kind.
"""

from __future__ import annotations

import itertools
import math
import statistics
import time
from collections.abc import Iterable, Mapping

import numpy as np

from core.models import ClassifierConfig, ConvVaeConfig, GanConfig, MlpVaeConfig, ModelConfig
from core.models.vae import LARGE, VaeConfig
from core.training.run import RunConfig, TrainingConfig
from core.training.steps import epochs_of, learned

PASSES = 3  # forward, and backward to the weights and to the input: one multiply-add each
NO_PACES: Mapping[str, float] = {}

# Measured on one core of an EPYC server (Zen 4) with torch 2.13; seconds.
YARDSTICK = 5e10  # multiply-adds a second
RATES = {"dense": 3.4e10, "large": 5.5e10, "conv": 3e10, "gan": 2.4e10}  # multiply-adds a second
WIDE, WIDE_RATE = 10_000_000, 4.5e10  # multiply-adds from which a GAN has layers wide enough for a higher rate
PER_STEP = {"dense": 0.9e-3, "large": 0.9e-3, "conv": 4e-3, "gan": 1e-2}  # whatever its size
PER_WEIGHT = 4.2e-9  # a step
PER_NUMBER = 8e-9  # that stands between two convolutions, a step and an image
PER_PIXEL_VARIED = 2e-8
PER_EPOCH, START, FILMED = 0.04, 0.3, 0.6
PER_IMAGE_READ = 6e-6
SHOWN = 1000  # images whose latents are found at the end of an epoch


def multiply_adds(model: ModelConfig, k: int = 0) -> int:
    """Return the multiply-adds of one forward pass over one image, in a GAN through both networks.

    k: number of classes of the data.
    """
    return sum(_layers(model, k))


def epoch_seconds(
    model: ModelConfig, training: TrainingConfig, n: int, *, k: int = 0, paces: Mapping[str, float] = NO_PACES
) -> float:
    """Return the expected seconds of one epoch over n images of k classes, with what is measured and kept at its end.

    paces: how many times as fast as the reference this machine is, in trainings of each kind; 1 where it says nothing.
    """
    count = learned(n, training)
    steps, _ = epochs_of(count, training)
    looked_at = n - count + min(n, SHOWN) * isinstance(model, VaeConfig)
    looking = looked_at * multiply_adds(model, k) / _rate(model) / paces.get(kind_of(model), 1.0)
    each = step_seconds(model, min(training.batch_size, count), k=k, paces=paces, varied=bool(training.augmentation))
    return steps * each + looking + PER_EPOCH / paces.get("written", 1.0)


def step_seconds(
    model: ModelConfig, batch: float, *, k: int = 0, paces: Mapping[str, float] = NO_PACES, varied: bool = False
) -> float:
    """Return the expected seconds of one step over a batch. varied: its images are."""
    kind = kind_of(model)
    image = _work(model, k) / _rate(model) + PER_NUMBER * _numbers_between(model)
    weights = (
        sum(_layers(model, k)) if isinstance(model, MlpVaeConfig) else 0
    )  # of others they cost little beside the rest
    seconds = (PER_STEP[kind] + PER_WEIGHT * weights + batch * image) / paces.get(kind, 1.0)
    return seconds + varied * batch * model.image_size**2 * PER_PIXEL_VARIED / paces.get("varied", 1.0)


def run_seconds(config: RunConfig, n: int, *, k: int = 0, paces: Mapping[str, float] = NO_PACES) -> float:
    """Return the expected seconds by the clock of a whole run over n images of k classes, its time limit kept."""
    training = config.training
    epoch = epoch_seconds(config.model, training, n, k=k, paces=paces)
    around = (START + PER_IMAGE_READ * n + FILMED * isinstance(config.model, (VaeConfig, GanConfig))) / paces.get(
        "written", 1.0
    )
    seconds = training.epochs * epoch
    if not training.seconds or seconds <= training.seconds:
        return around + seconds
    learning = epoch_seconds(config.model, training.replace(validation=1.0), n, k=k, paces=paces)
    return around + training.seconds * max(1.0, epoch / learning)


def kind_of(model: ModelConfig) -> str:
    """Return which trainings go at one pace: "dense", "large" (dense, of many weights), "conv" or "gan"."""
    if isinstance(model, MlpVaeConfig):
        return "large" if multiply_adds(model) >= LARGE else "dense"
    return "gan" if isinstance(model, GanConfig) else "conv"


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
        ratios.setdefault(kind_of(config.model), []).append(expected / max(seconds, 1e-3))
    found = {kind: min(3.0, max(1 / 3, statistics.median(of))) for kind, of in ratios.items()}
    return dict(paces) | {kind: paces.get(kind, 1.0) * ratio for kind, ratio in found.items()}


def _numbers_between(model: ModelConfig) -> int:
    """Return how many numbers stand between the layers of a network that convolves, an image."""
    if not isinstance(model, (ConvVaeConfig, ClassifierConfig)):
        return 0
    there = sum(f * math.ceil(model.image_size / 2 ** (i + 1)) ** 2 for i, f in enumerate(model.filters))
    if not isinstance(model, ConvVaeConfig):
        return there
    larger = sum(f * math.ceil(model.image_size / 2**i) ** 2 for i, f in enumerate(model.filters))
    return there + (2 * larger if model.finish else there)  # so many do not fit a cache: each takes twice as long


def _work(model: ModelConfig, k: int) -> float:
    """Return the multiply-adds of learning from one image."""
    if not isinstance(model, GanConfig):
        return PASSES * multiply_adds(model, k)
    drawing, judging = sum(_drawing(model, k)), sum(_judging(model, k))
    # The discriminator learns from a real and a drawn image and, with a penalty on its slope, once more; the generator
    # goes forward each time, and in its turn backward, through the discriminator too, which does not learn then.
    penalties = (model.r1 > 0) / model.r1_every + (model.loss == "wasserstein-gp")
    learning = (2 + 2 * penalties) * PASSES * judging
    return learning + drawing + (2 * drawing + 2 * judging) / model.discriminator_steps


def _layers(model: ModelConfig, k: int) -> list[int]:
    """Return the multiply-adds of each layer."""
    if isinstance(model, GanConfig):
        return _drawing(model, k) + _judging(model, k)
    if isinstance(model, MlpVaeConfig):
        k = k if model.conditional else 0
        pixels, d = model.image_size**2, model.latent_dim
        return _dense(pixels + k, *model.hidden, 2 * d) + _dense(d + k, *reversed(model.hidden), pixels)
    if not isinstance(model, (ConvVaeConfig, ClassifierConfig)):
        raise ValueError(f"the work of a {type(model).__name__} is not known.")
    sides = [math.ceil(model.image_size / 2**i) for i in range(len(model.filters) + 1)]
    convolutions = [
        9 * c * f * side**2 for c, f, side in zip((1, *model.filters), model.filters, sides[1:], strict=False)
    ]
    flat = model.filters[-1] * sides[-1] ** 2
    if isinstance(model, ClassifierConfig):
        return convolutions + _dense(flat, model.features, k)
    k, d = (k if model.conditional else 0), model.latent_dim
    early = k if model.class_at == "dense" else 0
    between = (model.dense,) if model.dense else ()
    encoder = [*_dense(flat + early, *between), ((between or (flat + early,))[-1] + k - early) * 2 * d]
    decoder = _dense(d + k, *(between if model.decoder_dense else ()), flat)
    return convolutions + encoder + decoder + _upwards(model, sides)


def _upwards(model: ConvVaeConfig, sides: list[int]) -> list[int]:
    """Return the multiply-adds of the transposed convolutions of a VAE. sides: of the images, the largest first."""
    # As core.models.layers.doubling has them: an odd side takes a kernel of 3.
    kernels = [model.decoder_kernel**2 if side % 2 == 0 else 9 for side in sides]
    inner, outer = (*model.filters[1:], model.filters[-1]), (1, *model.filters)
    channels = zip(inner, model.filters, strict=True) if model.finish else zip(model.filters, outer, strict=False)
    layers = [kernel * c * f * side**2 for (c, f), kernel, side in zip(channels, kernels, sides[1:], strict=False)]
    return [*layers, *([9 * model.filters[0] * sides[0] ** 2] if model.finish else [])]


def _drawing(model: GanConfig, k: int) -> list[int]:
    """Return the multiply-adds of each layer of a generator."""
    k, e = (k, model.embedding) if model.conditional else (0, 0)
    sides = [math.ceil(model.image_size / 2**i) for i in range(len(model.filters) + 1)]
    first, area = model.volume or model.filters[-1], sides[-1] ** 2
    kinds = [model.latent_dim * model.kinds, model.kinds * model.embedding]
    width = model.latent_dim + e + (model.embedding if model.kinds else 0)
    layers = [k * e, *kinds, width * first * area]
    if model.volume:
        layers.append((25 if model.kernel == 5 else 9) * model.volume * model.filters[-1] * area)
    for c, f, size, side in zip(model.filters, (1, *model.filters), sides, sides[1:], strict=False):
        kernel = 25 if model.kernel == 5 else 16 if size % 2 == 0 else 9
        layers.append(kernel * c * f * side**2)
    return layers


def _judging(model: GanConfig, k: int) -> list[int]:
    """Return the multiply-adds of each layer of a discriminator."""
    layers, side, filters = [], model.image_size, model.discriminator_filters
    mapped = model.conditional and model.told_by == "image"
    told = [k * model.embedding, model.embedding * side**2] if mapped else []
    for c, f in zip((1 + mapped, *filters), filters, strict=False):
        side = (side + 1) // 2 if model.kernel == 5 else side // 2
        layers.append(model.kernel**2 * c * f * side**2)
    width = (filters[-1] + model.minibatch_deviation) * side**2
    return [*layers, width, *(told or [k * width if model.conditional else 0])]


def _dense(*widths: int) -> list[int]:
    return [a * b for a, b in itertools.pairwise(widths)]


def _rate(model: ModelConfig) -> float:
    if isinstance(model, GanConfig) and sum(_layers(model, 0)) >= WIDE:
        return WIDE_RATE
    return RATES[kind_of(model)]
