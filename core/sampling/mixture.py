"""How is a weighted sum of Gaussians drawn from, and how dense is it at a place?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from core.distances import one_thread, pieces, squares
from core.sampling.base import SamplingError

Covariance = Literal["tied", "full", "diag"]
KINDS: tuple[Covariance, ...] = ("tied", "full", "diag")


@dataclass(frozen=True, eq=False)
class Mixture:
    """Gaussians k = 1..K, each with a weight. All float64.

    weights: (K,), they sum to 1. means: (K, d). factor: lower triangular, with factor' factor the inverse of the
    covariance: (d, d) for one that all share ("tied"), (K, d, d) ("full"), or its diagonal (K, d) ("diag").
    cutoff: no coordinate lies further than this from the mean, None for no limit (only where the factor is 1).

    log N_k(z) = constants_k - |factor_k (z - means_k)|^2 / 2, in nats, is all a browser needs.
    """

    weights: np.ndarray
    means: np.ndarray
    factor: np.ndarray
    covariance: Covariance
    cutoff: float | None = None

    @cached_property
    def constants(self) -> np.ndarray:
        """Log of each weight, plus that of its Gaussian's height, (K,), in nats; -inf where the weight is 0."""
        k, d = self.means.shape
        diagonal = self.factor if self.covariance == "diag" else np.diagonal(self.factor, axis1=-2, axis2=-1)
        with np.errstate(divide="ignore"):
            height = np.log(self.weights) + np.log(diagonal).sum(-1) - d / 2 * math.log(2 * math.pi)
        if self.cutoff is not None:  # what lies outside is missing from the integral
            height = height - d * math.log(math.erf(self.cutoff / math.sqrt(2)))
        return np.broadcast_to(height, (k,))

    def log_density(self, z: np.ndarray, among: np.ndarray | None = None) -> np.ndarray:
        """Return the log density at z (m, d), float64 (m,), in nats. among: bool (K,), only of these Gaussians.

        By log-sum-exp, for a few places at a time: 60,000 kernels take no more memory than 60.
        """
        kept = np.flatnonzero(self.weights > 0 if among is None else among & (self.weights > 0))
        part = self._of(kept)
        with one_thread():
            found = [part._log_density(z[piece]) for piece in pieces(len(z), len(kept))]
        return np.concatenate([np.empty(0), *found])

    def offsets(self, component: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw how far from the mean of its Gaussian each of component (n,) lies, float64 (n, d)."""
        eps = self._noise((len(component), self.means.shape[1]), rng)
        if self.covariance == "diag":
            return eps / self.factor[component]
        if self.covariance == "tied":
            return np.linalg.solve(self.factor, eps.T).T
        for k in np.unique(component):  # not all at once: n factors of d x d would be gigabytes
            rows = component == k
            eps[rows] = np.linalg.solve(self.factor[k], eps[rows].T).T
        return eps

    def tensors(self) -> dict[str, np.ndarray]:
        """Return arrays from which `load` builds it again."""
        cutoff = {} if self.cutoff is None else {"cutoff": np.array([self.cutoff])}
        factor = self.factor
        if self.covariance == "full":  # of each only the triangle, row by row: the rest is zeros
            factor = factor[(slice(None), *np.tril_indices(factor.shape[-1]))]
        return {"weights": self.weights, "means": self.means, f"factor.{self.covariance}": factor} | cutoff

    @classmethod
    def load(cls, tensors: Mapping[str, np.ndarray]) -> Mixture:
        """Build it from `tensors()`, float16 to float64. Raises SamplingError if they do not fit together."""
        kinds: list[Covariance] = [kind for kind in KINDS if f"factor.{kind}" in tensors]
        if len(kinds) != 1 or not {"weights", "means"} <= tensors.keys():
            raise SamplingError("a fitted mixture needs weights, means and one factor.")
        kind = kinds[0]
        names = ("weights", "means", f"factor.{kind}")
        weights, means, factor = (np.asarray(tensors[name], np.float64) for name in names)
        cutoff = float(tensors["cutoff"][0]) if "cutoff" in tensors else None
        k, d = means.shape if means.ndim == 2 else (0, 0)
        shape = {"tied": (d, d), "full": (k, d * (d + 1) // 2), "diag": (k, d)}[kind]
        if not (k and d) or weights.shape != (k,) or factor.shape != shape:
            raise SamplingError(f"a fitted mixture of {k} Gaussians in {d} dimensions does not fit together.")
        if kind == "full":
            triangles, factor = factor, np.zeros((k, d, d))
            factor[(slice(None), *np.tril_indices(d))] = triangles
        diagonal = factor if kind == "diag" else np.diagonal(factor, axis1=-2, axis2=-1)
        finite = all(np.isfinite(table).all() for table in (weights, means, factor))
        positive = diagonal.min() > 0 and (cutoff is None or cutoff > 0)  # NaN is not
        if not finite or weights.min() < 0 or weights.sum() <= 0 or not positive:
            raise SamplingError("a fitted mixture must hold finite numbers, no negative weight and no empty spread.")
        return cls(weights / weights.sum(), means, factor, kind, cutoff)

    def _noise(self, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
        return rng.standard_normal(shape) if self.cutoff is None else truncated_normal(shape, self.cutoff, rng)

    def _of(self, kept: np.ndarray) -> Mixture:
        """Keep some of the Gaussians, and share the weight of the others out among them."""
        if len(kept) == len(self.weights):
            return self
        weights = self.weights[kept]
        factor = self.factor if self.covariance == "tied" else self.factor[kept]
        return Mixture(weights / weights.sum(), self.means[kept], factor, self.covariance, self.cutoff)

    def _log_density(self, z: np.ndarray) -> np.ndarray:
        power = self._squares(z)  # (m, K), from here on in place: it is what takes the time
        power *= -0.5
        power += self.constants
        top = power.max(1)
        power -= top[:, None]
        density = top + np.log(np.exp(power, out=power).sum(1))
        if self.cutoff is not None:
            density[(np.abs(z - self.means[0]) > self.cutoff).any(1)] = -np.inf
        return density

    def _squares(self, z: np.ndarray) -> np.ndarray:
        """Return |factor_k (z - means_k)|^2, float64 (m, K)."""
        if self.covariance == "full":
            pairs = zip(self.means, self.factor, strict=True)
            return np.stack([np.square((z - mean) @ factor.T).sum(1) for mean, factor in pairs], axis=1)
        # By the binomial formula, at the speed of BLAS; around the centre, as far from the origin it would lose digits.
        centre = self.weights @ self.means
        here, there = z - centre, self.means - centre
        if self.covariance == "tied":
            table = squares(here @ self.factor.T, there @ self.factor.T)
        else:
            precision = np.square(self.factor)
            table = np.square(here) @ precision.T
            table += here @ (-2 * precision * there).T
            table += (precision * np.square(there)).sum(1)
        return np.maximum(table, 0, out=table)


def joined(parts: Sequence[Mixture], shares: Sequence[float]) -> Mixture:
    """Return one mixture that draws from each of parts, in the same d, as often as shares says; they sum to 1."""
    weights = np.concatenate([part.weights * share for part, share in zip(parts, shares, strict=True)])
    means = np.concatenate([part.means for part in parts])
    if len(parts) == 1 or all(part.covariance == "diag" for part in parts):
        return Mixture(weights, means, np.concatenate([part.factor for part in parts]), parts[0].covariance)
    return Mixture(weights, means, np.concatenate([_full(part) for part in parts]), "full")


def rescaled(mixture: Mixture, scale: np.ndarray) -> Mixture:
    """Return the mixture of scale * z, where `mixture` is that of z. scale: (d,), positive."""
    return replace(mixture, means=mixture.means * scale, factor=mixture.factor / scale)


def _full(mixture: Mixture) -> np.ndarray:
    """Return a factor for each Gaussian, (K, d, d)."""
    if mixture.covariance == "diag":
        return mixture.factor[:, :, None] * np.eye(mixture.factor.shape[1])
    return np.broadcast_to(mixture.factor, (len(mixture.weights), *mixture.factor.shape[-2:]))


def truncated_normal(shape: tuple[int, int], cutoff: float, rng: np.random.Generator) -> np.ndarray:
    """Draw from N(0, 1) what lies within +-cutoff, float64. Fewer rows are the first of more.

    By rejection, exactly; each round has a stream of its own, so that a row does not depend on those after it. Below
    1 the proposals are uniform: of a bell's narrow middle nearly all normal draws would be thrown away.
    """
    drawn = np.full(shape, np.nan)
    limit = float(np.nextafter(np.float32(cutoff), np.float32(0)))  # rounded to float32, too, a draw stays inside
    while (left := np.isnan(drawn)).any():
        stream, coin = rng.spawn(2)
        if cutoff < 1:
            proposed = stream.uniform(-limit, limit, shape)
            good = coin.random(shape) < np.exp(-np.square(proposed) / 2)
        else:
            proposed = stream.standard_normal(shape)
            good = np.abs(proposed) <= limit
        drawn = np.where(left & good, proposed, drawn)
    return drawn
