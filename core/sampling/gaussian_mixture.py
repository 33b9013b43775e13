"""Gaussian mixture: learn where images lie densely as a sum of clouds, each with a shape of its own."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.sampling.base import UNKNOWN, SamplerConfig, checked, checked_labels, drawn_from, spread_of
from core.sampling.em import afforded, fitted_to
from core.sampling.fitted import FittedSampler
from core.sampling.groups import groups
from core.sampling.mixture import joined, rescaled

DRAWN, MOST_DRAWS = 40_000, 8  # from the posteriors of all images, and of each
USUAL = 100  # components; one for each class where there are more classes
LEAST_SCALE = 0.01  # of a dimension, as a share of the widest: one that the model does not use has next to none


class GaussianMixtureConfig(SamplerConfig):
    """Gaussians fitted by expectation maximisation to draws from the posteriors of the images.

    The dimensions are brought to unit variance first. Of each image eight draws, of more than 5,000 fewer, so that
    there are about 40,000: with 1,600 images of MNIST in 16 dimensions and 50 components, unseen ones gain 0.7 nats.
    Each class gets Gaussians of its own, by its share of the images. Variances are rounded up a little, see
    core.sampling.em.rounding: what is fitted is not the maximum of the likelihood where images are few, and never
    singular. A dimension with less than 0.01 of the widest one's spread is treated as if it had that much.
    Source: Dempster et al. 1977, jstor.org/stable/2984875; Schwarz 1978, doi:10.1214/aos/1176344136 (BIC).
    """

    title: ClassVar[str] = "Gaussian mixture"
    about: ClassVar[str] = (
        "Covers the images with stretched clouds and draws from those, densest in the middle of each. "
        "Takes seconds to fit; draws what is typical, and hardly ever what is odd."
    )
    centred: ClassVar[bool] = True

    name: Literal["gaussian-mixture"] = "gaussian-mixture"
    components: int = Field(
        USUAL,
        ge=1,
        le=200,
        description="How many clouds, at most. Few: wide ones that also cover gaps between images. Many: close to the "
        "images. None gets so few images that it would learn them by heart, so that few images make fewer clouds.",
    )
    covariance: Literal["full", "diag", "tied"] = Field(
        "full",
        description="What shape the clouds may take. full: any ellipse. diag: stretched along the axes, not slanted. "
        "tied: all of one shape. The freer, the more images it takes.",
    )
    choose: Literal["by hand", "bic"] = Field(
        "by hand",
        description="Who says how many clouds. bic: several numbers are tried, and the one is kept whose better fit "
        "is worth its extra parameters (Bayesian information criterion); takes seconds more.",
    )
    per_class: bool = Field(
        True,
        description="Whether every class gets clouds of its own, as many as its share of the images, so that one class "
        "can be asked for. Without labels it changes nothing.",
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Where the search for the clouds begins.")

    @property
    def quick(self) -> bool:
        """Never: it takes scikit-learn."""
        return False

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        logvar: np.ndarray | None = None,
        classes: int = 0,
        rng: np.random.Generator,
    ) -> FittedSampler:
        """Fit on draws from the posteriors of latents (n >= 2, d). Raises as SamplerConfig.fit does."""
        mu = checked(latents, least=2)
        n, times = len(mu), 1 if logvar is None else min(MOST_DRAWS, max(1, DRAWN // len(mu)))
        z = np.concatenate([drawn_from(mu, logvar, rng) for _ in range(times)])  # (times * n, d), image by image
        spread_of(z)
        known = checked_labels(labels, n)
        scale = z.std(0)
        scale = np.maximum(scale, LEAST_SCALE * scale.max())
        parts, shares, of = [], [], []
        most = max(self.components, len(np.unique(known))) if self.components == USUAL else self.components
        for label, members, k in groups(known, min(most, n), per_class=self.per_class, what="components"):
            drawn = z.reshape(times, n, -1)[:, members].reshape(times * len(members), -1) / scale
            how = {"by_bic": self.choose == "bic", "seed": self.seed, "images": len(members)}
            part = fitted_to(drawn, afforded(k, len(members), z.shape[1], self.covariance), self.covariance, **how)
            parts.append(part)
            shares.append(len(members) / n)
            of += [label] * len(part.weights)
        law = rescaled(joined(parts, shares), scale)
        return FittedSampler(self, law, np.array(of, np.int64), np.full(len(of), UNKNOWN, np.int64))
