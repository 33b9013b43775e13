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
ACTIVATION_HELP = (
    "What each number goes through between two layers. relu: what is below 0 becomes 0. silu: the same with a soft "
    "bend. tanh: all are pressed between -1 and 1."
)


class VaeConfig(ModelConfig):
    """What every VAE has: a latent space, a likelihood, and a weight on the KL divergence."""

    latent_dim: int = Field(
        2,
        ge=1,
        le=128,
        description="Numbers that describe one image. 2 are a map as they are, but keep little of an image; "
        "more keep more, and leave more gaps in latent space that the prior draws from, too.",
    )
    conditional: bool = Field(
        False,
        description="Tell encoder and decoder the class, so that one can be asked for, or a mix of several. Needs "
        "labels; the latents then need not say the class, and a map of them parts the classes less.",
    )
    beta: float = Field(
        1.0,
        ge=0.0,
        le=100.0,
        description="Weight of the KL divergence; 1 is the VAE. More: latents closer to the prior, at the cost of "
        "detail; too much, and they say nothing of the image (posterior collapse). Less: closer reconstructions, and "
        "worse images from the prior.",
    )
    warmup_epochs: float = Field(
        0.0,
        ge=0.0,
        le=1000.0,
        description="Passes over the images in which the weight of the KL divergence grows evenly from 0 to beta, so "
        "that the latents are put to use before they cost anything. 0: beta from the start.",
    )
    free_bits: float = Field(
        0.0,
        ge=0.0,
        le=10.0,
        description="KL divergence per dimension, in nats, that costs nothing: no dimension is pressed "
        "below it, so that more of them stay in use. What is learned is then no longer the negative ELBO.",
    )
    likelihood: Literal["bernoulli", "gaussian"] = Field(
        "bernoulli",
        description="How pixels are scored. bernoulli: by cross-entropy, a likelihood only where they are ink or "
        "paper and never grey. gaussian: by squared error; its nats are of a density and can be below 0.",
    )
    noise: float = Field(
        0.0,
        ge=0.0,
        le=10.0,
        description="Standard deviation of a pixel around what is drawn, pixels being 0 to 1, Gaussian likelihood "
        "only; 0 lets it be learned. Half as much weighs the squared error four times as much: closer reconstructions, "
        "larger KL.",
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
        (512, 256),
        description="Widths of the encoder's hidden layers, from the image inwards, such as 512, 256; the decoder's "
        "are the same, outwards. Wider or more: able to learn more, by heart too, and slower.",
    )
    activation: Activation = Field("relu", description=ACTIVATION_HELP)


class ConvVaeConfig(VaeConfig):
    """A convolutional VAE: each layer of filters halves the image; the decoder mirrors the encoder."""

    family: Literal["conv vae"] = "conv vae"
    filters: Annotated[tuple[Annotated[int, Field(ge=1, le=256)], ...], Field(min_length=1, max_length=4)] = Field(
        (16, 32, 64),
        description="Filters of each layer, from the image inwards, such as 16, 32, 64; each layer halves the "
        "sides, and the decoder doubles them again. More are able to learn more, and slower.",
    )
    dense: int = Field(
        128, ge=0, le=2048, description="Width of the dense layer on either side of the latent space; 0 for none."
    )
    class_at: Literal["latents", "dense"] = Field(
        "latents",
        description="Where the class joins in the encoder, if it is told. latents: behind the dense layer, beside what "
        "the latents are made of. dense: before it, which takes more weights.",
    )
    decoder_dense: bool = Field(
        True,
        description="Give the decoder that dense layer, too; without it the latents become its first images at once, "
        "with far fewer weights where the images are large.",
    )
    decoder_kernel: Literal[3, 4] = Field(
        4,
        description="Side of the decoder's filters, in pixels. 4 reaches all pixels equally often where sides double "
        "evenly; with 3, as in many older set-ups, some are reached more often, which may show as a checkerboard.",
    )
    finish: bool = Field(
        False,
        description="Let the decoder keep the filters of each size and end with one more layer at full size: slower, "
        "and more of it at work on the finest strokes.",
    )
    batch_norm: bool = Field(
        True,
        description="Normalise what each convolution gives over the batch: most models learn in fewer steps by it, "
        "each of them a little slower; in batches of a few images it is noisy.",
    )
    activation: Activation = Field("relu", description=ACTIVATION_HELP)

    @model_validator(mode="after")
    def _known_size(self) -> ConvVaeConfig:
        if self.image_size not in (28, 32, 64, 128):
            raise ValueError(f"image_size must be 28, 32, 64 or 128 for a convolutional model, got {self.image_size}.")
        return self
