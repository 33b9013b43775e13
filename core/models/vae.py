"""Which variational autoencoders can be built, and what does each setting do?

Source: Kingma & Welling 2014, arXiv:1312.6114. The networks are in vae_network.py, so that settings load without torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from core.models.base import ModelConfig

if TYPE_CHECKING:
    from core.models.vae_network import Vae

Width = Annotated[int, Field(ge=1, le=4096)]
LEAST_NOISE = 0.01  # below it, images that are all paper would make a density of any height
LARGE = 300_000  # weights of a dense network from which products in bfloat16 are quicker
Activation = Literal["relu", "tanh", "silu"]


class VaeConfig(ModelConfig):
    """What every VAE has: a latent space, a likelihood, and a weight on the KL divergence."""

    latent_dim: int = Field(
        2, ge=1, le=128, description="Numbers that describe one image. 2 can be seen on a map; 16 draws better digits."
    )
    conditional: bool = Field(
        False, description="Tell the model the class, so that it can be asked for one, or for a mix of several."
    )
    beta: float = Field(
        1.0, ge=0.0, le=100.0, description="Weight of the KL divergence. 1 is the VAE; more tidies the latent space."
    )
    warmup_epochs: float = Field(
        0.0, ge=0.0, le=1000.0, description="Epochs over which the KL weight grows from 0 to beta."
    )
    free_bits: float = Field(
        0.0, ge=0.0, le=10.0, description="KL per dimension, in nats, that costs nothing: keeps dimensions alive."
    )
    likelihood: Literal["bernoulli", "gaussian"] = Field(
        "bernoulli", description="How an image is scored: Bernoulli is cross-entropy per pixel, Gaussian squared error."
    )
    noise: float = Field(
        0.0,
        ge=0.0,
        le=10.0,
        description="Standard deviation of a pixel of 0 to 1, Gaussian likelihood only; 0 lets it be learned.",
    )

    @property
    def learns_noise(self) -> bool:
        """Whether the standard deviation of a pixel is learned: each step takes the one that costs least."""
        return self.likelihood == "gaussian" and not self.noise

    @model_validator(mode="after")
    def _enough_noise(self) -> VaeConfig:
        if 0 < self.noise < LEAST_NOISE:
            raise ValueError(f"noise must be 0, to be learned, or between {LEAST_NOISE:g} and 10, got {self.noise:g}.")
        return self

    def build(self, classes: tuple[str, ...] = ()) -> Vae:
        from core.models.vae_network import Vae

        if self.conditional and not classes:
            raise ValueError("a conditional model needs a data set with classes; this one has no labels.")
        return Vae(self, classes if self.conditional else ())


class MlpVaeConfig(VaeConfig):
    """A VAE of fully connected layers; the decoder mirrors the encoder."""

    family: Literal["mlp vae"] = "mlp vae"
    hidden: Annotated[tuple[Width, ...], Field(max_length=4)] = Field(
        (512, 256), description="Widths of the hidden layers from the image to the latent space, such as 512, 256."
    )
    activation: Activation = Field("relu", description="What stands between the layers.")


class ConvVaeConfig(VaeConfig):
    """A convolutional VAE: each layer of filters halves the image; the decoder mirrors the encoder."""

    family: Literal["conv vae"] = "conv vae"
    filters: Annotated[tuple[Annotated[int, Field(ge=1, le=256)], ...], Field(min_length=1, max_length=4)] = Field(
        (16, 32, 64), description="Filters per layer; each layer halves the image, such as 16, 32, 64."
    )
    dense: int = Field(128, ge=0, le=2048, description="Width of the dense layer beside the latent space; 0 for none.")
    batch_norm: bool = Field(True, description="Normalise each layer over the batch: learns sooner, a little slower.")
    activation: Activation = Field("relu", description="What stands between the layers.")

    @model_validator(mode="after")
    def _known_size(self) -> ConvVaeConfig:
        if self.image_size not in (28, 32, 64, 128):
            raise ValueError(f"image_size must be 28, 32, 64 or 128 for a convolutional model, got {self.image_size}.")
        return self
