"""Where in latent space are samples drawn? One file per strategy; SAMPLERS lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.config import any_of
from core.sampling.base import SamplerConfig, SamplingError, naming
from core.sampling.between_images import BetweenImagesConfig
from core.sampling.fitted import MAX_DRAWS, MAX_TEMPERATURE, Draws, FittedSampler
from core.sampling.gaussian_mixture import GaussianMixtureConfig
from core.sampling.held_out import HeldOut, held_out
from core.sampling.k_means import KMeansSamplerConfig
from core.sampling.kde import KdeConfig
from core.sampling.latent_flow import LatentFlowConfig
from core.sampling.mixture import Mixture
from core.sampling.near_images import NearImagesConfig
from core.sampling.neighbour_mixing import NeighbourMixingConfig
from core.sampling.posterior import PosteriorConfig
from core.sampling.prior import PriorConfig
from core.sampling.truncated_prior import TruncatedPriorConfig

SAMPLERS: dict[str, type[SamplerConfig]] = {
    "prior": PriorConfig,
    "truncated-prior": TruncatedPriorConfig,
    "kde": KdeConfig,
    "k-means": KMeansSamplerConfig,
    "gaussian-mixture": GaussianMixtureConfig,
    "latent-flow": LatentFlowConfig,
    "posterior": PosteriorConfig,
    "neighbour-mixing": NeighbourMixingConfig,
    "near-images": NearImagesConfig,
    "between-images": BetweenImagesConfig,
}
if TYPE_CHECKING:
    AnySamplerConfig = SamplerConfig
else:
    AnySamplerConfig = any_of(SAMPLERS, by="name")


def available(*, has_latents: bool, has_posterior: bool, labels: bool, conditional: bool) -> dict[str, str]:
    """Say for each strategy why a model cannot offer it: "" if it can, else a sentence.

    has_latents: latents of real images are kept with it. has_posterior: their log-variances, too. labels: the images'
    classes are known. conditional: the model has to be told a class.
    """
    had = {"latents": has_latents, "posterior": has_posterior}
    reasons = {}
    for name, sampler in SAMPLERS.items():
        missing = [MISSING[need] for need in had if need in sampler.needs and not had[need]]
        if not missing and sampler.needs and conditional and not labels:
            missing = [UNLABELLED]
        reasons[name] = missing[0] if missing else ""
    return reasons


MISSING = {
    "latents": "Needs to know where real images lie in latent space, and this model cannot say: it has no encoder, "
    "only a decoder that goes from latents to images.",
    "posterior": "Needs to know how unsure the encoder is of each image, and this model keeps only one place for each.",
}
UNLABELLED = (
    "Needs the classes of the images: this model has to be told a class for each place, and nobody labelled them."
)

__all__ = [
    "MAX_DRAWS",
    "MAX_TEMPERATURE",
    "MISSING",
    "SAMPLERS",
    "AnySamplerConfig",
    "BetweenImagesConfig",
    "Draws",
    "FittedSampler",
    "GaussianMixtureConfig",
    "HeldOut",
    "KMeansSamplerConfig",
    "KdeConfig",
    "LatentFlowConfig",
    "Mixture",
    "NearImagesConfig",
    "NeighbourMixingConfig",
    "PosteriorConfig",
    "PriorConfig",
    "SamplerConfig",
    "SamplingError",
    "TruncatedPriorConfig",
    "available",
    "held_out",
    "naming",
]
