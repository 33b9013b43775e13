"""Standard normal prior: draw from where the model was told to put its images, whether it did or not."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from core.sampling.base import UNKNOWN, SamplerConfig, SamplingError, checked, checked_labels
from core.sampling.fitted import FittedSampler
from core.sampling.mixture import Mixture


class PriorConfig(SamplerConfig):
    """Draw z ~ N(0, I), and with a conditional model the class as often as it is among the images.

    Source: Kingma & Welling 2014, arXiv:1312.6114, section 2.
    """

    title: ClassVar[str] = "Standard prior"
    about: ClassVar[str] = (
        "Throws darts around the middle of latent space, as if the images filled it like one round cloud. Costs "
        "nothing. A VAE's images may leave gaps in that cloud, in which it has to guess; a GAN or a flow has learned "
        "from just such darts."
    )
    needs: ClassVar[frozenset[str]] = frozenset()

    name: Literal["prior"] = "prior"

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        logvar: np.ndarray | None = None,
        classes: int = 0,
        rng: np.random.Generator,
    ) -> FittedSampler:
        """Learn nothing but the shape of latents (n, d); n may be 0. Raises as SamplerConfig.fit does."""
        return standard_normal(self, latents, labels, classes)


def nearer(length: float, d: int) -> float:
    """Return the share of draws from N(0, I) in d dimensions that lie nearer to the centre than `length`, 0 to 1.

    By the chi-square distribution of the squared length. browser/compare_models/space.js knows the same.
    """
    from scipy.special import gammainc

    return float(gammainc(d / 2, length**2 / 2))


def standard_normal(
    config: SamplerConfig, latents: np.ndarray, labels: np.ndarray | None, classes: int, cutoff: float | None = None
) -> FittedSampler:
    """Return N(0, I) in the dimensions of latents (n >= 0, d), once for each class the model can be asked for.

    The classes are as frequent as in labels (n,), or equally frequent if there are none.
    """
    z = checked(latents, least=0)
    known = checked_labels(labels, len(z))
    if known.max(initial=UNKNOWN) >= classes > 0:
        raise SamplingError(f"labels must be less than {classes}, the number of classes, got {known.max()}.")
    counts = np.bincount(known[known != UNKNOWN], minlength=classes)[:classes].astype(np.float64)
    counts = counts if counts.sum() > 0 else np.ones(max(1, classes))
    k, d = len(counts), z.shape[1]
    law = Mixture(counts / counts.sum(), np.zeros((k, d)), np.ones((k, d)), "diag", cutoff)
    of = np.arange(k) if classes else np.full(1, UNKNOWN)
    return FittedSampler(config, law, of.astype(np.int64), np.full(k, UNKNOWN, np.int64))
