"""Where on a map do the draws of a strategy land, as a picture to lay under the points?"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from core.sampling.base import SamplingError
from core.sampling.fitted import FittedSampler

Place = Callable[[np.ndarray], np.ndarray]
Box = tuple[float, float, float, float]
BLUR = 2 / 64  # standard deviation of the smoothing, as a share of the picture's side
BEYOND = 0.001  # of the draws that may lie beyond each side of a box that has grown around them
FADE = 4  # standard deviations of the smoothing between them and the picture's edge: there the tint has faded


def grown(
    box: Box,
    fitted: FittedSampler,
    place: Place,
    *,
    n: int = 2_000,
    rng: np.random.Generator,
    label: int | None = None,
    temperature: float = 1.0,
) -> Box:
    """Return a box that holds `box` and nearly all draws, so that a shading of it fades before its edge.

    A strategy may draw far beyond the images: a round cloud that is cut where they end looks like a curtain. Takes and
    raises what `shaded` does.
    """
    xy = np.asarray(place(fitted.sample(n, label=label, rng=rng, temperature=temperature)), np.float64)
    low, high = np.quantile(xy, [BEYOND, 1 - BEYOND], axis=0)
    side = np.maximum(high, box[2:]) - np.minimum(low, box[:2])
    edge = side * FADE * BLUR / (1 - 2 * FADE * BLUR)  # of the side that it grows to
    return (*np.minimum(low - edge, box[:2]).tolist(), *np.maximum(high + edge, box[2:]).tolist())


def shaded(
    fitted: FittedSampler,
    place: Place,
    box: Box,
    *,
    size: int = 64,
    n: int = 20_000,
    rng: np.random.Generator,
    label: int | None = None,
    temperature: float = 1.0,
) -> np.ndarray:
    """Return how densely n draws lie in a box of a map, uint8 (size, size), 255 where densest; row 0 is the top.

    place: maps latents (n, d) to places (n, 2), such as the transform of a fitted projection. box: left, bottom, right
    and top, in the map's units, with y upwards. Drawn rather than computed: a density in latent space says nothing of
    a map that is bent. All 0 if no draw lands in the box. Raises SamplingError for an empty box, a size that is not
    between 8 and 512, and as FittedSampler.draw does.
    """
    left, bottom, right, top = box
    if not (math.isfinite(left + bottom + right + top) and left < right and bottom < top):
        raise SamplingError(f"box must be left < right and bottom < top, got {tuple(box)}.")
    if not 8 <= size <= 512:
        raise SamplingError(f"size must be between 8 and 512 cells, got {size}.")
    xy = np.asarray(place(fitted.sample(n, label=label, rng=rng, temperature=temperature)), np.float64)
    blur = BLUR * size
    margin = math.ceil(3 * blur)  # what lands just outside still shades the edge
    column = np.floor((xy[:, 0] - left) / (right - left) * size) + margin
    row = np.floor((top - xy[:, 1]) / (top - bottom) * size) + margin
    side = size + 2 * margin
    inside = (column >= 0) & (column < side) & (row >= 0) & (row < side)
    cell = row[inside].astype(np.int64) * side + column[inside].astype(np.int64)
    counts = np.bincount(cell, minlength=side * side).reshape(side, side)
    kernel = np.exp(-0.5 * np.square((np.arange(size)[:, None] + margin - np.arange(side)) / blur))  # (size, side)
    smooth = kernel @ counts @ kernel.T
    return (
        np.round(255 * smooth / smooth.max()).astype(np.uint8) if smooth.max() > 0 else np.zeros_like(smooth, np.uint8)
    )
