"""Truncated prior: give up variety at the edges of latent space for typical images."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.sampling.base import SamplerConfig
from core.sampling.fitted import FittedSampler
from core.sampling.prior import standard_normal


class TruncatedPriorConfig(SamplerConfig):
    """Draw z ~ N(0, I) with every coordinate kept inside [-cutoff, cutoff]; a temperature scales that box, too.

    Not clipped, which would pile up probability on the faces of the cube, but drawn anew until it lies inside.
    Source: Brock et al. 2019, arXiv:1809.11096, section 3.1 ("truncation trick").
    """

    title: ClassVar[str] = "Truncated prior"
    about: ClassVar[str] = (
        "The standard prior without its outermost darts: no number of z is drawn far from 0. Costs nothing; images get "
        "more alike."
    )
    needs: ClassVar[frozenset[str]] = frozenset()

    name: Literal["truncated-prior"] = "truncated-prior"
    cutoff: float = Field(
        2.0,
        ge=0.1,
        le=4.0,
        description="How far from 0 each number of z may lie, in standard deviations. Small: all alike, like what the "
        "centre of the prior gives. Large: as varied, and as often wrong, as the standard prior.",
    )

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
        return standard_normal(self, latents, labels, classes, self.cutoff)
