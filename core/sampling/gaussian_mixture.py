"""Gaussian mixture: learn where images lie densely as a sum of clouds, each with a shape of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from core.sampling.base import SamplerConfig
from core.sampling.fitted import FittedSampler

if TYPE_CHECKING:
    pass


class GaussianMixtureConfig(SamplerConfig):
    """Gaussians fitted by expectation maximisation. A class that has labels gets Gaussians of its own, by its share.

    Source: Dempster et al. 1977, jstor.org/stable/2984875; Schwarz 1978, doi:10.1214/aos/1176344136 (BIC).
    """

    title: ClassVar[str] = "Gaussian mixture"
    about: ClassVar[str] = (
        "Covers the images with a few dozen stretched clouds and draws from those, densest in the middle of each. "
        "Takes seconds to fit; gives the cleanest images, and rarely odd ones."
    )

    name: Literal["gaussian-mixture"] = "gaussian-mixture"
    components: int = Field(
        30,
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
        raise NotImplementedError
