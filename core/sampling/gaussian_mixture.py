"""Gaussian mixture: learn where images lie densely as a sum of clouds, each with a shape of its own."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.sampling.base import UNKNOWN, SamplerConfig, checked, checked_labels, spread_of
from core.sampling.em import fitted_to
from core.sampling.fitted import FittedSampler
from core.sampling.groups import groups
from core.sampling.mixture import joined, rescaled

LEAST_SCALE = 0.01  # of a dimension, as a share of the widest: one that the model does not use has next to none


class GaussianMixtureConfig(SamplerConfig):
    """Gaussians fitted by expectation maximisation to latents whose dimensions are brought to unit variance.

    Each class gets Gaussians of its own, by its share of the images. Variances are rounded up a little, see
    core.sampling.em.rounding: what is fitted is not the maximum of the likelihood where images are few, and never
    singular. A dimension with less than 0.01 of the widest one's spread is treated as if it had that much.
    Source: Dempster et al. 1977, jstor.org/stable/2984875; Schwarz 1978, doi:10.1214/aos/1176344136 (BIC).
    """

    title: ClassVar[str] = "Gaussian mixture"
    about: ClassVar[str] = (
        "Covers the images with a few dozen stretched clouds and draws from those, densest in the middle of each. "
        "Takes seconds to fit; draws what is typical, and hardly ever what is odd."
    )

    name: Literal["gaussian-mixture"] = "gaussian-mixture"
    components: int = Field(
        50,
        ge=1,
        le=200,
        description="How many clouds. Few: wide ones that also cover gaps between images. Many: close to the images, "
        "up to learning them by heart. With choose = bic, the most that are tried.",
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
        """Fit on latents (n >= 2, d), the same whatever rng. Raises as SamplerConfig.fit does."""
        z = checked(latents, least=2)
        spread_of(z)
        known = checked_labels(labels, len(z))
        scale = z.std(0)
        scale = np.maximum(scale, LEAST_SCALE * scale.max())
        parts, shares, of = [], [], []
        for label, members, k in groups(known, self.components, per_class=self.per_class, what="components"):
            part = fitted_to(z[members] / scale, k, self.covariance, by_bic=self.choose == "bic", seed=self.seed)
            parts.append(part)
            shares.append(len(members) / len(z))
            of += [label] * len(part.weights)
        law = rescaled(joined(parts, shares), scale)
        return FittedSampler(self, law, np.array(of, np.int64), np.full(len(of), UNKNOWN, np.int64))
