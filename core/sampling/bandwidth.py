"""How wide should the kernels of a density be, as a share of how far the latents spread as a whole?"""

from __future__ import annotations

import numpy as np

from core.distances import one_thread, pieces, squares
from core.sampling.base import FLOOR, spread_of

GRID = np.geomspace(0.02, 2.0, 47)  # each 10 % wider than the one before
PAIRS = 2**23  # of images compared: beyond it, fewer are asked, but each of all others


def scott(n: int, d: int) -> float:
    """Return n^(-1 / (d + 4)). Source: Scott 1992, doi:10.1002/9780470316849, equation 6.44."""
    return float(n ** (-1 / (d + 4)))


def silverman(n: int, d: int) -> float:
    """Return (n (d + 2) / 4)^(-1 / (d + 4)). Source: Silverman 1986, table 4.1."""
    return float((n * (d + 2) / 4) ** (-1 / (d + 4)))


def factor_of(z: np.ndarray) -> np.ndarray:
    """Return the lower triangular F with F' F the inverse covariance of z (n >= 2, d), float64 (d, d).

    A direction with less than FLOOR of the largest variance gets that much: a collapsed dimension has none to invert.
    Raises SamplingError if all z are equal.
    """
    spread_of(z)
    covariance = np.atleast_2d(np.cov(z.T))
    values, axes = np.linalg.eigh(covariance)
    floor = FLOOR * values[-1]
    if values[0] < floor:
        covariance = (axes * np.maximum(values, floor)) @ axes.T
    return np.linalg.inv(np.linalg.cholesky(covariance))


def cross_validated(white: np.ndarray, rng: np.random.Generator) -> float:
    """Return the width of GRID with the largest leave-one-out log-likelihood of latents (n, d) of unit covariance.

    The mean over images of log p(z_i), with p from the kernels of all the others. Beyond PAIRS pairs, the mean is over
    images drawn by rng. Many equal latents favour the smallest width: each is foretold perfectly by its twins.
    Source: Duin 1976, doi:10.1109/TC.1976.1674577.
    """
    n, d = white.shape
    asked = np.arange(n) if n * n <= PAIRS else np.sort(rng.choice(n, max(1, PAIRS // n), replace=False))
    totals = left_out(white, asked, np.arange(n), GRID).sum(1)
    return float(GRID[np.argmax(totals - len(asked) * d * np.log(GRID))])


def left_out(white: np.ndarray, asked: np.ndarray, kernels: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Return log sum_j exp(-|z_i - z_j|^2 / (2 h^2)) for each h of widths (w,) and i of asked (m,), float64 (w, m).

    The sum is over j in kernels (k,) but i itself; asked and kernels are rows of white (n, d), kernels ascending.
    """
    with one_thread():
        found = [_left_out(white, asked[piece], kernels, widths) for piece in pieces(len(asked), len(kernels))]
    return np.concatenate([np.empty((len(widths), 0)), *found], axis=1)


def _left_out(white: np.ndarray, asked: np.ndarray, kernels: np.ndarray, widths: np.ndarray) -> np.ndarray:
    table = squares(white[asked], white[kernels])
    np.maximum(table, 0, out=table)
    table[asked[:, None] == kernels] = np.inf
    least = table.min(1)
    # The nearest, which weighs most, is taken out of the exponent: nothing can underflow to log 0.
    away = ((table - least[:, None]) / -2).astype(np.float32)
    sums = np.stack([np.exp(away / np.float32(h * h)).sum(1, dtype=np.float64) for h in widths])
    return np.log(sums) - least / (2 * np.square(widths[:, None]))
