"""Which generative adversarial networks can be built, and what does each setting do?

Source: Goodfellow et al. 2014, arXiv:1406.2661; Radford et al. 2016, arXiv:1511.06434 (DCGAN). The networks are in
gan_network.py, so that settings load without torch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from core.models import work
from core.models.base import PASSES
from core.models.duel import DuelConfig

if TYPE_CHECKING:
    from core.models.gan_network import Gan

Filters = Annotated[tuple[Annotated[int, Field(ge=1, le=256)], ...], Field(min_length=1, max_length=4)]

R1_OF_FEW = 0.5  # without it a discriminator soon knows a few images by heart

# What depends on the loss: the usual, and what another loss brings along. Sources: Radford et al. 2016,
# arXiv:1511.06434, section 4; Gulrajani et al. 2017, arXiv:1704.00028, algorithm 1, and section 4 for the norm.
USUAL: Mapping[str, Any] = MappingProxyType(
    {"discriminator_norm": "batch", "discriminator_steps": 1, "beta1": 0.5, "beta2": 0.999}
)
BROUGHT: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {"wasserstein-gp": {"discriminator_norm": "layer", "discriminator_steps": 5, "beta1": 0.0, "beta2": 0.9}}
)


def _of_loss(name: str) -> Callable[[dict[str, Any]], Any]:
    """Return what gives a setting where none is named, from the settings declared before it."""
    return lambda known: BROUGHT.get(known.get("loss", ""), USUAL)[name]


class GanConfig(DuelConfig):
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
    latent_dim: int = Field(
        64,
        ge=1,
        le=128,
        description="Numbers of noise that an image is drawn from, each of them drawn from N(0, 1). Few limit "
        "how many ways there are to differ; many are harder to survey.",
    )
    conditional: bool = Field(
        False,
        description="Tell both networks the class, so that one can be asked for, or a mix of several. Needs labels.",
    )
    loss: Literal["non-saturating", "hinge", "wasserstein-gp"] = Field(
        "non-saturating",
        description="What the duel is about. non-saturating: cross-entropy, in nats. hinge: scores past a margin. "
        "wasserstein-gp: an estimate of the distance between real and drawn images; it forbids batch norm in the "
        "discriminator, and brings layer norm, other moments and 5 of its steps for each of the generator's along: for "
        "as many of the generator's it takes 5 times the epochs.",
    )
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
        default_factory=_of_loss("discriminator_norm"),
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
    beta1: float = Field(
        default_factory=_of_loss("beta1"),
        ge=0.0,
        lt=1.0,
        description="Share that Adam keeps of the mean slope at each step. More: smoother steps, which turn later; in "
        "a duel that may swing.",
    )
    beta2: float = Field(
        default_factory=_of_loss("beta2"),
        ge=0.0,
        lt=1.0,
        description="Share that Adam keeps of the mean squared slope at each step, by whose root it divides. More: "
        "steadier, and later to follow.",
    )
    epsilon: float = Field(
        1e-8,
        ge=1e-10,
        le=1.0,
        description="Added to the root that Adam divides by. More: weights with small slopes move less.",
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
    label_smoothing: float = Field(
        0.0,
        ge=0.0,
        le=0.4,
        description="How far from certain the discriminator is to be of real images: with 0.1 it aims at 90 %. It "
        "keeps it from being too sure; its scores are then no true odds. Non-saturating loss only.",
    )
    r1: float = Field(
        0.0,
        ge=0.0,
        le=100.0,
        description="Weight (gamma) of the penalty on the discriminator's squared slope at real images, pixels "
        "being 0 to 1: 1 here is 4 where they run from -1 to 1. It calms the duel and makes each step slower; too much "
        "blunts the discriminator. With batch norm it is one on all scores of a batch together.",
    )
    r1_every: int = Field(
        1,
        ge=1,
        le=64,
        description="Steps of the discriminator for each one that has the R1 penalty, which then weighs so many times "
        "as much. More: nearly the same in less time.",
    )
    gradient_penalty: float = Field(
        10.0,
        ge=0.1,
        le=100.0,
        description="Weight of the penalty that keeps the discriminator's slope near 1 between real and drawn "
        "images, pixels being 0 to 1: near 0.5 where they run from -1 to 1, as in the paper. Too little: the loss "
        "estimates no distance. Wasserstein loss only.",
    )
    average: float = Field(
        0.995,
        ge=0.0,
        le=0.9999,
        description="Share of itself that the generator which draws keeps at each step; the rest comes from "
        "the one that learns. More: steadier pictures that lag further behind. 0: the two are one.",
    )
    discriminator_rate: float = Field(
        1.0,
        ge=0.01,
        le=100.0,
        description="Learning rate of the discriminator, as a multiple of the generator's. Above 1 it gets "
        "ahead sooner, below 1 the generator does.",
    )
    discriminator_steps: int = Field(
        default_factory=_of_loss("discriminator_steps"),
        ge=1,
        le=10,
        description="Steps of the discriminator for each step of the generator. More: a better judge, and as many "
        "fewer steps of the generator in an epoch.",
    )

    def along(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return what another loss brings, and the usual in place of what the one before has brought."""
        if "loss" not in changes:
            return {}
        brought = BROUGHT.get(self.loss, {})
        kept = {name: USUAL[name] for name, value in brought.items() if getattr(self, name) == value}
        return kept | dict(BROUGHT.get(changes["loss"], {}))

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

    def of_few(self) -> Self:
        return self.replace(r1=max(self.r1, R1_OF_FEW))

    @property
    def critic(self) -> bool:
        return self.loss == "wasserstein-gp"

    def multiply_adds(self, k: int = 0) -> int:
        return sum(work.drawing(self, k)) + sum(work.judging(self, k))

    def learning_adds(self, k: int = 0) -> float:
        drawing, judging = sum(work.drawing(self, k)), sum(work.judging(self, k))
        # The discriminator learns from a real and a drawn image and, with a penalty on its slope, once more; the
        # generator goes forward each time, and in its turn backward, through the discriminator too, which does not
        # learn then.
        learning = (2 + 2 * ((self.r1 > 0) / self.r1_every + self.critic)) * PASSES * judging
        return learning + drawing + (2 * drawing + 2 * judging) / self.discriminator_steps

    @property
    def judges_together(self) -> bool:
        return self.discriminator_norm == "batch" or self.minibatch_deviation

    def build(self, classes: tuple[str, ...] = ()) -> Gan:
        from core.models.gan_network import Gan

        if self.conditional and not classes:
            raise ValueError("a conditional model needs a data set with classes; this one has no labels.")
        return Gan(self, classes if self.conditional else ())


_R1_AND_BATCHES = (
    "The R1 penalty was devised for a discriminator that judges each image by itself. With batch norm the score of one "
    "image depends on the others of its batch, and what is held down is the slope of all their scores together. It may "
    "draw well all the same: of a few images, better than with the other norms."
)
