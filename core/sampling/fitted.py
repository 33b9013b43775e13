"""What can a fitted strategy be asked for? Latents to decode, where each comes from, and how likely a place is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.sampling.base import UNKNOWN, Law, SamplerConfig, SamplingError, checked
from core.sampling.mixture import Mixture

MAX_DRAWS = 100_000
MAX_TEMPERATURE = 3.0


@dataclass(frozen=True, eq=False)
class Draws:
    """n places in latent space, each a centre and an offset from it: the temperature can be changed afterwards.

    centre, offset: float32 (n, d). source: int64 (n,), index of the image it comes from, -1 if it comes from none.
    component: int64 (n,), which Gaussian, cluster or image it was drawn around. labels: int64 (n,), the class it was
    drawn for, -1 where the strategy does not know. temperature: what was asked for; offset is that of temperature 1.
    """

    centre: np.ndarray
    offset: np.ndarray
    source: np.ndarray
    component: np.ndarray
    labels: np.ndarray
    temperature: float = 1.0

    def __len__(self) -> int:
        return len(self.centre)

    @property
    def z(self) -> np.ndarray:
        """The latents at the temperature that was asked for, float32 (n, d)."""
        return self.at(self.temperature)

    def at(self, temperature: float) -> np.ndarray:
        """Return centre + temperature * offset, float32 (n, d): 0 is the centres alone, 1 what was fitted.

        Raises SamplingError if the temperature is not between 0 and 3.
        """
        return self.centre + np.float32(_checked_temperature(temperature)) * self.offset


@dataclass(frozen=True, eq=False)
class FittedSampler:
    """A strategy fitted to a model's latents.

    law: what it draws from, K components: a Mixture of Gaussians, or what its config names. labels: the class of each
    component, int64 (K,), -1 where unknown. sources: the image each component is, int64 (K,), -1 where it is none.
    images: how many it was fitted to, 0 if it learned from none or nobody has said.
    """

    config: SamplerConfig
    law: Law
    labels: np.ndarray
    sources: np.ndarray
    images: int = 0

    @property
    def dim(self) -> int:
        """Latent dimensions."""
        return self.law.means.shape[1]

    @property
    def mixture(self) -> Mixture | None:
        """The Gaussians it draws from; None if it has no density."""
        return self.law if isinstance(self.law, Mixture) else None

    @property
    def cutoff(self) -> float | None:
        """How far from 0 a coordinate may lie at temperature 1; None for any distance."""
        return self.mixture.cutoff if self.mixture else None

    @property
    def knows(self) -> tuple[int, ...]:
        """Classes it can be asked for, ascending."""
        present = self.labels[self.law.weights > 0]
        return tuple(int(label) for label in np.unique(present[present != UNKNOWN]))

    def draw(self, n: int, *, label: int | None = None, rng: np.random.Generator, temperature: float = 1.0) -> Draws:
        """Draw n places, of class `label` only if it is given; the same state of rng gives the same ones.

        With a larger n the first places stay as they were, so that a page can show more without changing what is there.
        Raises SamplingError if n is not between 1 and 100,000, the temperature not between 0 and 3, or the strategy
        does not know the class.
        """
        if not 1 <= n <= MAX_DRAWS:
            raise SamplingError(f"n must be between 1 and {MAX_DRAWS:,}, got {n:,}.")
        temperature = _checked_temperature(temperature)
        which, noise = rng.spawn(2)
        weights = self.law.weights * self._of(label)
        total = np.cumsum(weights)
        # Not past the last that has a weight: a draw next to 1 times a rounded sum could land there.
        last = np.flatnonzero(weights)[-1]
        component = np.minimum(np.searchsorted(total, which.random(n) * total[-1], side="right"), last)
        centre = self.law.means[component].astype(np.float32)
        offset = self.law.offsets(component, noise).astype(np.float32)
        return Draws(centre, offset, self.sources[component], component, self.labels[component], temperature)

    def sample(
        self, n: int, *, label: int | None = None, rng: np.random.Generator, temperature: float = 1.0
    ) -> np.ndarray:
        """Draw n latents, float32 (n, d). Arguments and Raises as for `draw`."""
        return self.draw(n, label=label, rng=rng, temperature=temperature).z

    def log_density(self, z: np.ndarray, *, label: int | None = None) -> np.ndarray | None:
        """Return the log density at z (m, d) at temperature 1, float64 (m,), in nats; None if it has none.

        label: the density within this class. Raises SamplingError for z of another shape or an unknown class.
        """
        among = self._of(label)
        if self.mixture is None:
            return None
        z = np.asarray(z)
        if z.ndim != 2 or z.shape[1] != self.dim:
            raise SamplingError(f"z must have shape (m, {self.dim}), got {z.shape}.")
        return self.mixture.log_density(checked(z, least=0), among)

    def tensors(self) -> dict[str, np.ndarray]:
        """Return arrays from which `load` builds it again, to the bit; floats may be halved in precision."""
        return self.law.tensors() | {
            "labels": self.labels, "sources": self.sources, "images": np.array([self.images])
        }  # fmt: skip

    @classmethod
    def load(cls, config: SamplerConfig, tensors: Mapping[str, np.ndarray]) -> FittedSampler:
        """Build it from its settings and `tensors()`. Raises SamplingError if they do not fit together."""
        law = (config.law or Mixture).load(tensors)
        if not {"labels", "sources", "images"} <= tensors.keys():
            raise SamplingError("a fitted strategy needs labels, sources and how many images it was fitted to.")
        images = np.asarray(tensors["images"])
        if images.shape != (1,) or images.dtype.kind not in "iu" or images[0] < 0:
            raise SamplingError("a fitted strategy must say how many images it was fitted to, 0 or more.")
        labels, sources = np.asarray(tensors["labels"]), np.asarray(tensors["sources"])
        for name, table in (("labels", labels), ("sources", sources)):
            if table.shape != law.weights.shape or table.dtype.kind not in "iu" or table.min() < -1:
                raise SamplingError(f"{name} of a fitted strategy must be {len(law.weights)} numbers, -1 or more.")
        return cls(config, law, labels.astype(np.int64), sources.astype(np.int64), int(images[0]))

    def _of(self, label: int | None) -> np.ndarray:
        """Return which components are of a class, bool (K,). Raises SamplingError if none is."""
        if label is None:
            return np.ones(len(self.labels), bool)
        known = self.knows
        if not known:
            raise SamplingError(
                f"{self.config.title} does not tell classes apart here, so it cannot be asked for class {{0}}.",
                label,
            )
        if label not in known:
            names = ", ".join(f"{{{i}}}" for i in range(1, len(known) + 1))
            raise SamplingError(f"there are no images of class {{0}} to go by; choose one of {names}.", label, *known)
        return self.labels == label


def _checked_temperature(temperature: float) -> float:
    if not 0 <= temperature <= MAX_TEMPERATURE:  # also refuses NaN
        raise SamplingError(f"temperature must be between 0 and {MAX_TEMPERATURE:g}, got {temperature:g}.")
    return float(temperature)
