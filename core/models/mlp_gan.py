"""Which dense generative adversarial networks can be built, and what does each setting do?

Source: Goodfellow et al. 2014, arXiv:1406.2661, whose first networks were dense; told the class: Mirza & Osindero 2014,
arXiv:1411.1784. The networks are in mlp_gan_network.py, so that settings load without torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from core.models import work
from core.models.adversarial import AdversarialConfig
from core.models.base import Pace

if TYPE_CHECKING:
    from core.models.adversarial import Sides

Widths = Annotated[tuple[Annotated[int, Field(ge=1, le=1024)], ...], Field(min_length=1, max_length=4)]


class MlpGanConfig(AdversarialConfig):
    """A GAN of fully connected layers, without a norm: each score is of one image alone."""

    title: ClassVar[str] = "Dense GAN"
    about: ClassVar[str] = "A dense GAN is quick on small images, and draws coarser strokes."
    what: ClassVar[str] = (
        "A generative adversarial network of fully connected layers (Goodfellow et al. 2014, arXiv:1406.2661)"
    )
    shown_first: ClassVar[tuple[str, ...]] = (
        "latent_dim", "hidden", "conditional", "loss", "discriminator_hidden", "r1",
    )  # fmt: skip

    told_by: ClassVar[str] = "pixels"  # numbers beside them

    family: Literal["mlp gan"] = "mlp gan"
    hidden: Widths = Field(
        (256, 256),
        description="Widths of the generator's hidden layers, from the image inwards, such as 256, 128. Wider or more: "
        "able to draw more, and slower.",
    )
    discriminator_hidden: Widths = Field(
        (256, 256),
        description="Widths of the discriminator's hidden layers, from the image inwards, such as 256, 128. A stronger "
        "one is the harder to deceive: too strong, and the generator hardly learns from it.",
    )
    discriminator_slope: float = Field(
        0.2,
        ge=0.0,
        le=0.5,
        description="Share of a number below 0 that the discriminator's layers let through. At 0, what it lets "
        "nothing through of the generator hears nothing of.",
    )

    @property
    def pace(self) -> Pace:
        return "dense"

    @property
    def normalised(self) -> bool:
        return False

    @property
    def judges_together(self) -> bool:
        return False

    def drawing_adds(self, k: int) -> int:
        return sum(work.dense(*self.widths(k)[0]))

    def judging_adds(self, k: int) -> int:
        return sum(work.dense(*self.widths(k)[1]))

    def widths(self, k: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return how many numbers stand before and behind each layer of the generator, and of the discriminator."""
        k, pixels = (k if self.conditional else 0), self.image_size**2
        return (self.latent_dim + k, *reversed(self.hidden), pixels), (pixels + k, *self.discriminator_hidden, 1)

    def sides(self, k: int) -> Sides:
        from core.models.mlp_gan_network import DenseDiscriminator, generator

        return generator(self, k), DenseDiscriminator(self, k)
