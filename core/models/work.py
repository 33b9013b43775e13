"""How many multiply-adds are the layers of each network? From its settings alone, before torch has loaded."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.models.flow import FlowConfig
    from core.models.gan import GanConfig
    from core.models.vae import ConvVaeConfig


def dense(*widths: int) -> list[int]:
    """Return those of each of the layers between so many numbers."""
    return [a * b for a, b in itertools.pairwise(widths)]


def sides_of(image_size: int, filters: Sequence[int]) -> list[int]:
    """Return the sides of the images before and behind each layer of filters that halves them, the largest first."""
    return [math.ceil(image_size / 2**i) for i in range(len(filters) + 1)]


def halving(image_size: int, filters: Sequence[int]) -> list[int]:
    """Return those of each of the convolutions that halve an image."""
    sides = sides_of(image_size, filters)[1:]
    return [9 * c * f * side**2 for c, f, side in zip((1, *filters), filters, sides, strict=False)]


def numbers_behind(image_size: int, filters: Sequence[int]) -> int:
    """Return how many numbers stand behind the convolutions that halve an image, all together."""
    return sum(f * side**2 for f, side in zip(filters, sides_of(image_size, filters)[1:], strict=True))


def doubling(model: ConvVaeConfig) -> list[int]:
    """Return those of each of the transposed convolutions of a VAE."""
    # As core.models.layers.doubling has them: an odd side takes a kernel of 3.
    sides = sides_of(model.image_size, model.filters)
    kernels = [model.decoder_kernel**2 if side % 2 == 0 else 9 for side in sides]
    inner, outer = (*model.filters[1:], model.filters[-1]), (1, *model.filters)
    channels = zip(inner, model.filters, strict=True) if model.finish else zip(model.filters, outer, strict=False)
    layers = [kernel * c * f * side**2 for (c, f), kernel, side in zip(channels, kernels, sides[1:], strict=False)]
    return [*layers, *([9 * model.filters[0] * sides[0] ** 2] if model.finish else [])]


def of_conv_vae(model: ConvVaeConfig, k: int) -> list[int]:
    """Return those of each layer of a convolutional VAE. k: number of classes of the data."""
    k, d = (k if model.conditional else 0), model.latent_dim
    flat = model.filters[-1] * sides_of(model.image_size, model.filters)[-1] ** 2
    early = k if model.class_at == "dense" else 0
    between = (model.dense,) if model.dense else ()
    encoder = [*dense(flat + early, *between), ((between or (flat + early,))[-1] + k - early) * 2 * d]
    decoder = dense(d + k, *(between if model.decoder_dense else ()), flat)
    return [*halving(model.image_size, model.filters), *encoder, *decoder, *doubling(model)]


def drawing(model: GanConfig, k: int) -> list[int]:
    """Return those of each layer of a generator. k: number of classes of the data."""
    k, e = (k, model.embedding) if model.conditional else (0, 0)
    sides = sides_of(model.image_size, model.filters)
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


def judging(model: GanConfig, k: int) -> list[int]:
    """Return those of each layer of a discriminator. k: number of classes of the data."""
    layers, side, filters = [], model.image_size, model.discriminator_filters
    mapped = model.conditional and model.told_by == "image"
    told = [k * model.embedding, model.embedding * side**2] if mapped else []
    for c, f in zip((1 + mapped, *filters), filters, strict=False):
        side = (side + 1) // 2 if model.kernel == 5 else side // 2
        layers.append(model.kernel**2 * c * f * side**2)
    width = (filters[-1] + model.minibatch_deviation) * side**2
    return [*layers, width, *(told or [k * width if model.conditional else 0])]


def of_flow(model: FlowConfig, k: int) -> list[int]:
    """Return those of each layer of a flow's network, asked once. k: number of classes of the data."""
    from core.models.flow import FINE, SQUEEZED, TIMES

    k, e, (few, many) = (k if model.conditional else 0), model.embedding, model.filters
    side, half, quarter = sides_of(model.image_size, model.filters)
    flat = SQUEEZED * quarter**2
    blocks = [2 * (18 * few**2 * half**2 + e * few), 2 * (18 * many**2 * quarter**2 + e * many)]
    down = [across(side) * few * half**2, across(half) * few * many * quarter**2]
    up = [across(half) * few * many * quarter**2, across(side) * few * FINE * half**2]
    middle = [many * flat, (flat + e) * model.dense, (model.dense + e) * model.dense, model.dense * flat, flat * many]
    return [(TIMES + k) * e, *blocks, *down, *middle, *up, 9 * (FINE + 1) * side**2]


def across(side: int) -> int:
    """Return the pixels of the filter that halves an image of this side, or doubles one to it."""
    return 16 if side % 2 == 0 else 9
