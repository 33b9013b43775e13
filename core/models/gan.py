"""Which generative adversarial networks can be built, and what does each setting do?

Source: Goodfellow et al. 2014, arXiv:1406.2661; Radford et al. 2016, arXiv:1511.06434 (DCGAN). The networks are in
gan_network.py, so that settings load without torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from core.models.base import ModelConfig

if TYPE_CHECKING:
    from core.models.gan_network import Gan

Filters = Annotated[tuple[Annotated[int, Field(ge=1, le=256)], ...], Field(min_length=1, max_length=4)]


class GanConfig(ModelConfig):
    """A convolutional GAN: a generator draws, a discriminator tells its images from real ones, and both learn."""

    family: Literal["gan"] = "gan"
    latent_dim: int = Field(
        64, ge=1, le=128, description="Numbers of noise that an image is drawn from; each is drawn from N(0, 1)."
    )
    conditional: bool = Field(
        False, description="Tell both networks the class, so that it can be asked for, or a mix of several."
    )
    loss: Literal["non-saturating", "hinge", "wasserstein-gp"] = Field(
        "non-saturating",
        description="What the duel is about: cross-entropy, a margin, or the distance between real and drawn images.",
    )
    filters: Filters = Field(
        (16, 32), description="Filters of the generator, from the image inwards; each layer halves the side: 16, 32."
    )
    discriminator_filters: Filters = Field(
        (16, 32), description="Filters of the discriminator, from the image inwards, such as 16, 32."
    )
    discriminator_norm: Literal["none", "batch", "spectral"] = Field(
        "batch", description="What keeps the discriminator in bounds: normalised batches, or weights of bounded gain."
    )
    kernel: Literal[4, 5] = Field(
        4, description="Side of the filters; 4 reaches every pixel equally often, 5 is in many older set-ups."
    )
    volume: int = Field(
        0, ge=0, le=512, description="Channels that the noise becomes first, narrowed by one more layer; 0 for none."
    )
    slope: float = Field(
        0.0, ge=0.0, le=0.5, description="What the generator lets through of numbers below 0; 0 is the plain ReLU."
    )
    embedding: int = Field(16, ge=1, le=256, description="Numbers that a class becomes beside the noise.")
    dropout: float = Field(0.0, ge=0.0, le=0.9, description="Share of the discriminator's features left out at random.")
    label_smoothing: float = Field(
        0.0, ge=0.0, le=0.4, description="How far from certain a real image is called real, non-saturating loss only."
    )
    r1: float = Field(
        0.0, ge=0.0, le=100.0, description="Weight of the penalty on the discriminator's slope at real images."
    )
    gradient_penalty: float = Field(
        10.0, ge=0.1, le=100.0, description="Weight of the penalty that keeps its slope at 1, Wasserstein loss only."
    )
    average: float = Field(
        0.995, ge=0.0, le=0.9999, description="Share that the generator which draws keeps of itself a step; 0: none."
    )
    discriminator_rate: float = Field(
        1.0, ge=0.01, le=100.0, description="Learning rate of the discriminator, as a multiple of the generator's."
    )
    discriminator_steps: int = Field(
        1, ge=1, le=10, description="Steps of the discriminator for each step of the generator."
    )

    @model_validator(mode="after")
    def _fits_together(self) -> GanConfig:
        if self.image_size not in (28, 32, 64, 128):
            raise ValueError(f"image_size must be 28, 32, 64 or 128 for a GAN, got {self.image_size}.")
        if self.loss == "wasserstein-gp" and self.discriminator_norm == "batch":
            # Gulrajani et al. 2017, arXiv:1704.00028, section 4: the penalty is on the slope at each image by itself.
            raise ValueError(
                "discriminator_norm must be 'none' or 'spectral' for the loss 'wasserstein-gp', got 'batch': its "
                "gradient penalty looks at one image at a time."
            )
        return self

    def build(self, classes: tuple[str, ...] = ()) -> Gan:
        from core.models.gan_network import Gan

        if self.conditional and not classes:
            raise ValueError("a conditional model needs a data set with classes; this one has no labels.")
        return Gan(self, classes if self.conditional else ())
