"""Which convolutional generative adversarial networks can be built, and what does each setting do?

Source: Goodfellow et al. 2014, arXiv:1406.2661; Radford et al. 2016, arXiv:1511.06434 (DCGAN). The networks are in
generator.py and discriminator.py, so that settings load without torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from core.models import work
from core.models.adversarial import AdversarialConfig, of_loss

if TYPE_CHECKING:
    from core.models.adversarial import Sides

Filters = Annotated[tuple[Annotated[int, Field(ge=1, le=256)], ...], Field(min_length=1, max_length=4)]


class GanConfig(AdversarialConfig):
    """A convolutional GAN: a generator draws, a discriminator tells its images from real ones, and both learn."""

    title: ClassVar[str] = "GAN"
    about: ClassVar[str] = (
        "A GAN learns from a judge instead of from pixels, and cannot say where an image lies in its latent space."
    )
    what: ClassVar[str] = (
        "A generative adversarial network of convolutions (Goodfellow et al. 2014, arXiv:1406.2661; Radford et al. "
        "2016, arXiv:1511.06434)"
    )
    sizes: ClassVar[tuple[int, ...]] = (28, 32, 64, 128)
    shown_first: ClassVar[tuple[str, ...]] = (
        "latent_dim", "filters", "conditional", "loss", "discriminator_filters", "discriminator_norm",
    )  # fmt: skip

    family: Literal["gan"] = "gan"
    filters: Filters = Field(
        (16, 32),
        description="Filters of the generator, from the image inwards, such as 16, 32; outwards, each layer doubles "
        "the sides. More are able to draw more, and slower.",
    )
    discriminator_filters: Filters = Field(
        (16, 32),
        description="Filters of the discriminator, from the image inwards, such as 16, 32; each layer halves the "
        "sides. A stronger one is the harder to deceive: too strong, and the generator hardly learns from it.",
    )
    discriminator_norm: Literal["none", "batch", "layer", "spectral"] = Field(
        default_factory=of_loss("discriminator_norm"),
        description="What is done to the discriminator's layers. batch: normalised over each batch, real and drawn "
        "apart; it steadies, but bounds no slope, and a score then depends on the whole batch. layer: over each image "
        "by itself. spectral: weights of bounded gain, so that a score cannot rise steeply. none: nothing.",
    )
    discriminator_weights: Literal["small", "scaled"] = Field(
        "small",
        description="The discriminator's first weights. small: as the generator's, which batch norm makes up for. "
        "scaled: the larger the fewer numbers a layer reads, so that without a norm a score is of size 1 at once.",
    )
    minibatch_deviation: bool = Field(
        False,
        description="Tell the discriminator how much images that are judged together differ, so that it sees when all "
        "drawn ones are alike. A score then depends on the whole batch.",
    )
    kernel: Literal[4, 5] = Field(
        4,
        description="Side of the filters, in pixels. 4 reaches all pixels equally often where sides double evenly; "
        "with 5, as in many older set-ups, some are reached more often, which may show as a checkerboard.",
    )
    volume: int = Field(
        0,
        ge=0,
        le=512,
        description="Channels that the noise becomes first, which one more layer narrows to the last of the filters; "
        "0 for neither. More weights, and slower.",
    )
    slope: float = Field(
        0.0,
        ge=0.0,
        le=0.5,
        description="Share of a number below 0 that the generator's layers let through; 0 is the plain ReLU.",
    )
    kinds: int = Field(
        0,
        ge=0,
        le=256,
        description="Kinds of images, which the generator finds by itself, that the noise is sorted into before it is "
        "drawn: mostly one, in between two. Fewer images then lie between kinds. 0 for none.",
    )
    embedding: int = Field(
        16, ge=1, le=256, description="Numbers that a class becomes beside the noise, if it is told, and a kind."
    )
    dropout: float = Field(
        0.0,
        ge=0.0,
        le=0.9,
        description="Share of the discriminator's features left out at random while it learns. More: it "
        "learns less by heart, and judges worse.",
    )
    first_norm: Literal["channels", "numbers"] = Field(
        "channels",
        description="What is normalised together of the generator's first images: all pixels of a channel, or each by "
        "itself, which takes as many more weights.",
    )
    output: Literal["sigmoid", "tanh"] = Field(
        "sigmoid",
        description="What gives the generator's pixels their range. sigmoid: 0 to 1. tanh: -1 to 1, brought to 0 to 1: "
        "the same curve, twice as steep.",
    )
    last_bias: bool = Field(
        True,
        description="Let the generator's last layer add one number to all pixels alike; many older set-ups do not.",
    )
    initialisation: Literal["normal", "glorot"] = Field(
        "normal",
        description="First weights. normal: of standard deviation 0.02. glorot: the larger the fewer numbers a layer "
        "reads and makes, as Keras has them.",
    )
    discriminator_slope: float = Field(
        0.2,
        ge=0.0,
        le=0.5,
        description="Share of a number below 0 that the discriminator's layers let through. At 0, what it lets "
        "nothing through of the generator hears nothing of.",
    )
    told_by: Literal["projection", "image"] = Field(
        "projection",
        description="How the discriminator is told the class. projection: by weights for its last features. image: as "
        "a second image beside the first, made from the class.",
    )

    @property
    def caution(self) -> str:
        if self.r1 and self.discriminator_norm == "batch":
            return _R1_AND_BATCHES
        return ""

    @model_validator(mode="after")
    def _fits_together(self) -> GanConfig:
        if self.image_size not in self.sizes:
            raise ValueError(f"image_size must be 28, 32, 64 or 128 for a GAN, got {self.image_size}.")
        if self.loss == "wasserstein-gp" and self.discriminator_norm == "batch":
            # Gulrajani et al. 2017, arXiv:1704.00028, section 4: the penalty is on the slope at each image by itself.
            raise ValueError(
                "discriminator_norm must be 'none', 'layer' or 'spectral' for the loss 'wasserstein-gp', got 'batch': "
                "its gradient penalty looks at one image at a time."
            )
        return self

    def drawing_adds(self, k: int) -> int:
        return sum(work.drawing(self, k))

    def judging_adds(self, k: int) -> int:
        return sum(work.judging(self, k))

    def sides(self, k: int) -> Sides:
        from core.models.discriminator import Discriminator
        from core.models.generator import generator

        return generator(self, k), Discriminator(self, k)

    @property
    def judges_together(self) -> bool:
        return self.discriminator_norm == "batch" or self.minibatch_deviation


_R1_AND_BATCHES = (
    "The R1 penalty was devised for a discriminator that judges each image by itself. With batch norm the score of one "
    "image depends on the others of its batch, and what is held down is the slope of all their scores together. It may "
    "draw well all the same: of a few images, better than with the other norms."
)
