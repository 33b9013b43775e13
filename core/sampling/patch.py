"""Which latents lie at a place of a pad that goes through several models at once?

The same numbers as in browser/compare_models/space.js from the same seeds, so that a place in the browser is a place
here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

MASK = 0xFFFFFFFF  # whole numbers of 32 bits, as the browser multiplies them
ROUND = 4  # dimensions from which all four directions of a patch are at right angles


def noise(seed: int, index: int, d: int, *, stream: int = 0) -> np.ndarray:
    """Return the first d of endlessly many draws from N(0, 1), float64 (d,); a smaller d gets the same ones.

    seed, index: whole numbers from 0. stream: 0 for a sample, 1 to 3 for the directions away from it, 4 for the ends of
    a strip. Source: Box & Muller 1958, doi:10.1214/aoms/1177706645.
    """
    numbers, out = _numbers(seed, index, stream), []
    while len(out) < d:
        r, angle = math.sqrt(-2 * math.log(1 - next(numbers))), 2 * math.pi * next(numbers)
        out += [r * math.cos(angle), r * math.sin(angle)]
    return np.array(out[:d])


def on_patch(u: tuple[float, float], seed: int, index: int, d: int) -> np.ndarray:
    """Return z at a place of the patch around the index-th sample of a seed, float64 (d,); the sample is at (0, 0).

    u: each of -1 to 1, and the same again beyond: the patch is rolled up both ways,
    z = cos(pi u) p + sin(pi u) s + cos(pi v) q + sin(pi v) t with p + q the sample. From four dimensions on p, s, q and
    t are as long as each other and at right angles, so that |z| is the same everywhere.
    """
    z, free = noise(seed, index, d), d >= ROUND
    length = float(np.linalg.norm(z))
    r = length / math.sqrt(2) if free else max(1.0, length / 2)
    aside = _across(noise(seed, index, d, stream=1), [z], math.sqrt(max(0.0, r * r - length * length / 4)))
    p, q = z / 2 + aside, z / 2 - aside
    s = _across(noise(seed, index, d, stream=2), [p, q] if free else [p], r)
    t = _across(noise(seed, index, d, stream=3), [q, p, s] if free else [q], r)
    a, b = math.pi * u[0], math.pi * u[1]
    return math.cos(a) * p + math.sin(a) * s + math.cos(b) * q + math.sin(b) * t


def _numbers(*parts: int) -> Iterator[float]:
    """Yield numbers in [0, 1). Source: the mixing steps of MurmurHash3, and Tommy Ettinger's mulberry32."""
    state = 0x9E3779B9
    for part in parts:
        state = (state ^ part) * 0x85EBCA6B & MASK
        state ^= state >> 13
        state = state * 0xC2B2AE35 & MASK
        state ^= state >> 16
    while True:
        state = state + 0x6D2B79F5 & MASK
        t = (state ^ state >> 15) * (1 | state) & MASK
        t = (t + ((t ^ t >> 7) * (61 | t) & MASK) & MASK) ^ t
        yield (t ^ t >> 14) / 2**32


def _across(direction: np.ndarray, others: list[np.ndarray], length: float) -> np.ndarray:
    """Return what is left of a direction at right angles to others, as long as asked; zeros if nothing is left."""
    for other in others:
        square = other @ other
        direction = direction - (direction @ other / square if square > 0 else 0.0) * other
    now = np.linalg.norm(direction)
    return direction * (length / now) if now > 1e-9 else np.zeros_like(direction)
