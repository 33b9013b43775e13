"""How long will a training take on this machine? An estimate from the size of the network, before torch has loaded."""

from __future__ import annotations

import itertools
import math
import statistics
import time
from collections.abc import Iterable

import numpy as np

from core.models import ClassifierConfig, ConvVaeConfig, GanConfig, MlpVaeConfig, ModelConfig
from core.training.run import RunConfig, TrainingConfig

PASSES = 3  # forward, and backward to the weights and to the input: one multiply-add each


def multiply_adds(model: ModelConfig, k: int = 0) -> int:
    """Return the multiply-adds of one forward pass over one image, in a GAN through both networks.

    k: number of classes of the data.
    """
    return sum(_layers(model, k))


def epoch_seconds(model: ModelConfig, training: TrainingConfig, n: int, *, k: int = 0, pace: float = 1.0) -> float:
    """Return the expected seconds of one epoch over n images of k classes, validation included.

    pace: how many times as fast as the machine the constants were measured on.
    """
    held_out = min(n - 1, training.validation * n if training.validation < 1 else training.validation)
    rate, per_step = _rate(model), _per_step(model)
    learned = training.epoch_images or n - held_out
    steps = max(1, math.ceil(learned / training.batch_size))
    learning = steps * per_step + learned * _work(model, k) / rate
    return (learning + held_out * multiply_adds(model, k) / rate + PER_EPOCH) / pace


def run_seconds(config: RunConfig, n: int, *, k: int = 0, pace: float = 1.0) -> float:
    """Return the expected seconds of a whole run over n images of k classes; its own time limit is kept."""
    seconds = config.training.epochs * epoch_seconds(config.model, config.training, n, k=k, pace=pace)
    return min(seconds, config.training.seconds) if config.training.seconds else seconds


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


def observed_pace(runs: Iterable[tuple[RunConfig, float]]) -> float | None:
    """Return the pace at which this machine has trained, from (config, images per second) of runs; None if none."""
    paces = []
    for config, images_per_second in runs:
        k, batch = len(config.classes), config.training.batch_size
        expected = _per_step(config.model) / batch + _work(config.model, k) / _rate(config.model)
        if images_per_second > 0:
            paces.append(images_per_second * expected)
    return statistics.median(paces) if paces else None


def _work(model: ModelConfig, k: int) -> float:
    """Return the multiply-adds of learning from one image."""
    if not isinstance(model, GanConfig):
        return PASSES * multiply_adds(model, k)
    drawing, judging = sum(_drawing(model, k)), sum(_judging(model, k))
    # The discriminator learns from a real and a drawn image and, with a penalty on its slope, once more; the generator
    # goes forward each time, and in its turn backward, through the discriminator too, which does not learn then.
    penalties = (model.r1 > 0) + (model.loss == "wasserstein-gp")
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
    widths = [flat, *([model.dense] if model.dense else [])]
    dense = [*_dense(*widths), (widths[-1] + k) * 2 * d, *_dense(d + k, *reversed(widths))]
    kernels = [16 if side % 2 == 0 else 9 for side in sides]  # as core.models.layers.doubling has them
    channels = zip(model.filters, (1, *model.filters), kernels, sides[1:], strict=False)
    return convolutions + dense + [kernel * c * f * side**2 for c, f, kernel, side in channels]


def _drawing(model: GanConfig, k: int) -> list[int]:
    """Return the multiply-adds of each layer of a generator."""
    k, e = (k, model.embedding) if model.conditional else (0, 0)
    sides = [math.ceil(model.image_size / 2**i) for i in range(len(model.filters) + 1)]
    first, area = model.volume or model.filters[-1], sides[-1] ** 2
    layers = [k * e, (model.latent_dim + e) * first * area]
    if model.volume:
        layers.append((25 if model.kernel == 5 else 9) * model.volume * model.filters[-1] * area)
    for c, f, size, side in zip(model.filters, (1, *model.filters), sides, sides[1:], strict=False):
        kernel = 25 if model.kernel == 5 else 16 if size % 2 == 0 else 9
        layers.append(kernel * c * f * side**2)
    return layers


def _judging(model: GanConfig, k: int) -> list[int]:
    """Return the multiply-adds of each layer of a discriminator."""
    layers, side, filters = [], model.image_size, model.discriminator_filters
    for c, f in zip((1, *filters), filters, strict=False):
        side = (side + 1) // 2 if model.kernel == 5 else side // 2
        layers.append(model.kernel**2 * c * f * side**2)
    width = filters[-1] * side**2
    return [*layers, width, k * width if model.conditional else 0]


def _dense(*widths: int) -> list[int]:
    return [a * b for a, b in itertools.pairwise(widths)]


# Measured on one core of a Xeon server with torch 2.13: multiply-adds a second, and seconds a step whatever its size.
YARDSTICK = 5e10
PER_EPOCH = 0.1


def _rate(model: ModelConfig) -> float:
    return 4e10 if isinstance(model, MlpVaeConfig) else 2e10 if isinstance(model, GanConfig) else 1.6e10


def _per_step(model: ModelConfig) -> float:
    return 1.5e-3 if isinstance(model, MlpVaeConfig) else 2e-2 if isinstance(model, GanConfig) else 4e-3
