"""What can a VAE do with a single layer either way? As much as PCA can, give or take the noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from core.models import work
from core.models.base import Pace
from core.models.vae import VaeConfig

if TYPE_CHECKING:
    from core.models.vae import Parts


class LinearVaeConfig(VaeConfig):
    """A VAE without a hidden layer (Lucas et al. 2019, arXiv:1911.02469)."""

    title: ClassVar[str] = "Linear VAE"
    about: ClassVar[str] = "A linear VAE learns in a moment, and sees no more than PCA does."
    what: ClassVar[str] = "A linear variational autoencoder (Lucas et al. 2019, arXiv:1911.02469)"

    family: Literal["linear vae"] = "linear vae"

    @property
    def pace(self) -> Pace:
        return "dense"

    def multiply_adds(self, k: int = 0) -> int:
        k, pixels, d = (k if self.conditional else 0), self.image_size**2, self.latent_dim
        return sum(work.dense(pixels + k, 2 * d)) + sum(work.dense(d + k, pixels))

    def parts(self, k: int) -> Parts:
        from torch import nn

        pixels, d = self.image_size**2, self.latent_dim
        decoder = nn.Sequential(
            nn.Linear(d + k, pixels), nn.Unflatten(1, (1, self.image_size, self.image_size)), nn.Sigmoid()
        )
        return nn.Sequential(), nn.Sequential(), nn.Linear(pixels + k, 2 * d), decoder
