"""Posterior of an image: more like this one."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.sampling.base import (
    LEAST_LOGVAR,
    MOST_LOGVAR,
    SamplerConfig,
    SamplingError,
    checked,
    checked_labels,
    image_at,
)
from core.sampling.fitted import FittedSampler
from core.sampling.mixture import Mixture


class PosteriorConfig(SamplerConfig):
    """Draw z ~ q(z|x) of one image x, the Gaussian over all latents that the encoder finds it could have come from.

    Source: Kingma & Welling 2014, arXiv:1312.6114, section 3.
    """

    title: ClassVar[str] = "More like this one"
    about: ClassVar[str] = (
        "Takes one image and draws from all the places that the encoder thinks it could lie at. Costs nothing; gives "
        "variations of that image, the smaller the surer the encoder is. Raise the temperature to go further from it."
    )
    needs: ClassVar[frozenset[str]] = frozenset({"latents", "posterior"})
    foretells: ClassVar[bool] = False  # its density is about one image
    of_one: ClassVar[bool] = True

    name: Literal["posterior"] = "posterior"
    index: int = Field(
        0, ge=0, le=10_000_000, description="Which image, by its number among those kept with the model, from 0."
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
        """Look up the image among latents and logvar, both (n, d). Raises as SamplerConfig.fit does."""
        z = checked(latents)
        if logvar is None:
            raise SamplingError("this strategy needs to know how unsure the encoder is of each image (logvar).")
        if np.shape(logvar) != z.shape:
            raise SamplingError(f"logvar must have the shape of the latents, {z.shape}, got {np.shape(logvar)}.")
        i = image_at(self.index, len(z))
        logvar = checked(logvar)[i : i + 1]
        if logvar.max() > MOST_LOGVAR:
            raise SamplingError(
                f"the log-variance of image {i} is {logvar.max():g}, not at most {MOST_LOGVAR}: it says nothing."
            )
        # No smaller than a millionth of a standard deviation: an encoder that is surer than that has collapsed.
        precision = np.exp(-np.maximum(logvar, LEAST_LOGVAR) / 2)
        law = Mixture(np.ones(1), z[i : i + 1], precision, "diag")
        return FittedSampler(self, law, checked_labels(labels, len(z))[i : i + 1], np.array([i], np.int64))
