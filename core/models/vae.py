"""Which variational autoencoders can be built, and what does each setting do?

Source: Kingma & Welling 2014, arXiv:1312.6114. The networks are in vae_network.py, so that settings load without torch.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field, model_validator

from core.models import work
from core.models.base import DenseLayers, LatentModelConfig, Pace

if TYPE_CHECKING:
    from torch import nn

    from core.models.vae_network import Vae

    Parts: TypeAlias = tuple[nn.Sequential, nn.Sequential, nn.Linear, nn.Sequential]

Width = Annotated[int, Field(ge=1, le=4096)]
NEGATIVE_ELBO = "negative_elbo"  # in the losses of a history
LEAST_NOISE = 0.01  # below it, images that are all paper would make a density of any height
NOISE_KEPT = 0.98  # of what is known of learned noise, a step: what it is measured with is that of the last 50 or so
LARGE = 300_000  # weights of a dense network from which products in bfloat16 are quicker
Activation = Literal["relu", "tanh", "silu"]
ACTIVATION_HELP = (
    "What each number goes through between two layers. relu: what is below 0 becomes 0. silu: the same with a soft "
    "bend. tanh: all are pressed between -1 and 1."
)


class VaeConfig(LatentModelConfig):
    """What every VAE has: a latent space, a likelihood, and a weight on the KL divergence.

    A family adds its settings and `parts`, the networks that these make.

    convolves: whether the encoder begins with convolutions, behind which it is told the class; else that stands beside
    the pixels. told_at: where its encoder is told the class, in words.
    """

    kind: ClassVar[str] = "VAE"
    good_for: ClassVar[str] = "This one has an encoder: it can say where an image lies in its latent space."
    shown_first: ClassVar[tuple[str, ...]] = ("latent_dim", "conditional")
    only_learning: ClassVar[tuple[str, ...]] = ("beta", "warmup_epochs", "free_bits")
    encodes: ClassVar[bool] = True
    pictured: ClassVar[str] = "Images it has not learned from, over what it makes of them; below, what it makes up."
    picture_alt: ClassVar[str] = "Originals over reconstructions; samples below"
    convolves: ClassVar[bool] = False
    told_at: ClassVar[str] = "beside the image"

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

    @property
    def learns_by_elbo(self) -> bool:
        return self.beta == 1 and not self.free_bits and not self.warmup_epochs

    @property
    def objective(self) -> str:
        weighed = "the KL divergence" if self.beta == 1 else f"{self.beta:g} times the KL divergence"
        text = "reconstruction alone" if self.beta == 0 else f"reconstruction and {weighed}"
        if self.beta and self.free_bits:
            text += f", of which each dimension counts as {self.free_bits:g} nats where it has less"
        if self.grows_to:
            passes = f"{self.warmup_epochs:g} passes" if self.warmup_epochs != 1 else "pass"
            text += f"; over the first {passes} through the images the weight of the divergence grows from 0"
        return text

    @property
    def grows_to(self) -> float:
        return self.beta if self.warmup_epochs else 0.0

    @property
    def losses(self) -> tuple[str, ...]:
        weighed = () if self.learns_by_elbo else (NEGATIVE_ELBO,)  # where both are the same, one curve tells both
        return ("loss", *weighed, "reconstruction", "kl", *(("noise",) if self.learns_noise else ()))

    @property
    def leading(self) -> tuple[str, ...]:
        return NEGATIVE_ELBO, "loss", "reconstruction", "kl"

    @property
    def floor(self) -> float:
        """The nats below which no loss can be: those of pixels that are all right. Of Gaussian ones a density."""
        if self.likelihood == "bernoulli":
            return 0.0
        return self.image_size**2 * (math.log(self.noise or LEAST_NOISE) + 0.5 * math.log(2 * math.pi))

    @property
    def untrained(self) -> float:
        """The nats above the floor of one that has learned nothing, and draws an even grey.

        Half of ink and half of paper are off by 0.5 then, at most.
        """
        if self.likelihood == "bernoulli":
            return self.image_size**2 * math.log(2)
        if self.noise:
            return self.image_size**2 * 0.5**2 / (2 * self.noise**2)
        return self.image_size**2 * (0.5 + math.log(0.5 / LEAST_NOISE))  # the noise that it learns is as large: 0.5

    @model_validator(mode="after")
    def _enough_noise(self) -> VaeConfig:
        if 0 < self.noise < LEAST_NOISE:
            raise ValueError(f"noise must be 0, to be learned, or between {LEAST_NOISE:g} and 10, got {self.noise:g}.")
        return self

    def parts(self, k: int) -> Parts:
        """Return the untrained networks of a VAE that is told one of k classes; of none where k is 0.

        The trunk maps x to features: (n, 1, h, w) where it convolves, else flat with the class beside it, (n, h w + k).
        What is between them and the head maps these, and the class behind what convolves, to what the head is told; the
        head maps that to mu and logvar, (n, 2 d); and the decoder [z, y] (n, d + k) to images (n, 1, h, w). The last
        layer of the decoder is a sigmoid.
        """
        raise NotImplementedError

    def build(self, classes: tuple[str, ...] = ()) -> Vae:
        from core.models.vae_network import Vae

        if self.conditional and not classes:
            raise ValueError("a conditional model needs a data set with classes; this one has no labels.")
        return Vae(self, classes if self.conditional else ())


class MlpVaeConfig(VaeConfig):
    """A VAE of fully connected layers; the decoder mirrors the encoder."""

    title: ClassVar[str] = "Dense VAE"
    about: ClassVar[str] = "A dense VAE is quick on small images."
    what: ClassVar[str] = "A variational autoencoder of fully connected layers (Kingma & Welling 2014, arXiv:1312.6114)"
    shown_first: ClassVar[tuple[str, ...]] = ("latent_dim", "hidden", "conditional")

    family: Literal["mlp vae"] = "mlp vae"
    hidden: Annotated[tuple[Width, ...], Field(max_length=4)] = Field(
        (512, 256),
        description="Widths of the encoder's hidden layers, from the image inwards, such as 512, 256; the decoder's "
        "are the same, outwards. Wider or more: able to learn more, by heart too, and slower.",
    )
    activation: Activation = Field("relu", description=ACTIVATION_HELP)

    def parts(self, k: int) -> Parts:
        from core.models.vae_network import mlp_parts

        return mlp_parts(self, k)

    @property
    def pace(self) -> Pace:
        return "large" if self.multiply_adds() >= LARGE else "dense"

    def multiply_adds(self, k: int = 0) -> int:
        return sum(sum(work.dense(*widths)) for widths in self._widths(k))

    def dense_layers(self, k: int = 0) -> tuple[DenseLayers, DenseLayers]:
        encoder, decoder = self._widths(k)
        behind = (*[self.activation] * len(self.hidden), "")
        return tuple(zip(encoder, encoder[1:], behind, strict=False)), tuple(
            zip(decoder, decoder[1:], behind, strict=False)
        )

    def _widths(self, k: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return how many numbers stand before and behind each layer of the encoder, and of the decoder."""
        k, pixels, d = (k if self.conditional else 0), self.image_size**2, self.latent_dim
        return (pixels + k, *self.hidden, 2 * d), (d + k, *reversed(self.hidden), pixels)


class ConvVaeConfig(VaeConfig):
    """A convolutional VAE: each layer of filters halves the image; the decoder mirrors the encoder."""

    title: ClassVar[str] = "Convolutional VAE"
    about: ClassVar[str] = "A convolutional one needs fewer weights for large ones, and more time."
    what: ClassVar[str] = "A convolutional variational autoencoder (Kingma & Welling 2014, arXiv:1312.6114)"
    sizes: ClassVar[tuple[int, ...]] = (28, 32, 64, 128)
    shown_first: ClassVar[tuple[str, ...]] = ("latent_dim", "filters", "conditional")
    convolves: ClassVar[bool] = True
    told_at: ClassVar[str] = "behind its convolutions"

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
        if self.image_size not in self.sizes:
            raise ValueError(f"image_size must be 28, 32, 64 or 128 for a convolutional model, got {self.image_size}.")
        return self

    def parts(self, k: int) -> Parts:
        from core.models.vae_network import conv_parts

        return conv_parts(self, k)

    @property
    def normalised(self) -> bool:
        return self.batch_norm

    def multiply_adds(self, k: int = 0) -> int:
        return sum(work.of_conv_vae(self, k))

    def numbers_between(self) -> int:
        there = work.numbers_behind(self.image_size, self.filters)
        if not self.finish:
            return 2 * there
        sides = work.sides_of(self.image_size, self.filters)
        larger = sum(f * side**2 for f, side in zip(self.filters, sides, strict=False))
        return there + 2 * larger  # so many do not fit a cache: each takes twice as long
