"""What do the settings of every model family have in common, and what does each say of itself?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field

from core.config import Config

if TYPE_CHECKING:
    from torch import nn

PASSES = 3  # forward, and backward to the weights and to the input: one multiply-add each
Pace = Literal["dense", "large", "conv", "gan"]
DenseLayers = tuple[tuple[int, int, str], ...]  # inputs, outputs, and the activation behind them, empty for none


class ModelConfig(Config):
    """Settings of a network; `build` makes it. The classes come from the data, not from the settings.

    A family adds `family`, its name in MODELS, and says what it is; pages ask that, and know no family by name.

    kind: what it is called among others, such as "VAE"; what calls itself VAE is a VaeConfig. title: how it is called
    on a page. about: what it is good for, to whoever chooses. what: what it is and who found it, as a noun phrase.
    good_for: what it can do that others cannot, in a sentence that begins with "This one". draws: whether it has a
    latent space that a decoder draws from; only a `LatentModelConfig` does. drawn_by: what that is called. in_steps:
    whether it is asked several times for one image. encodes: whether it says where an image lies in that space. reads:
    whether it tells what an image shows. duels: whether a discriminator judges what it draws, and its losses are those
    of a duel; only a `DuelConfig` does. sizes: of the images that it works on, in pixels, where only some will do.
    shown_first: the settings that a form shows at once, in that order. only_learning: the settings that say how it
    learns or draws, and leave its network as it is. stand_ins: which weights serve for others that a folder lacks, the
    beginning of their names by the beginning of the others'. unit: of its losses, empty where they have none.
    most_work: multiply-adds that a browser makes of a picture by the usual settings, at most; 2 million are made anew
    at each frame. measured, pictured, picture_alt: what Train says of its curves, of the picture that is kept after an
    epoch, and of that picture to whoever cannot see it.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str]
    what: ClassVar[str]
    good_for: ClassVar[str]
    draws: ClassVar[bool] = False
    drawn_by: ClassVar[Literal["decoder", "generator"]] = "decoder"
    in_steps: ClassVar[bool] = False
    encodes: ClassVar[bool] = False
    reads: ClassVar[bool] = False
    duels: ClassVar[bool] = False
    sizes: ClassVar[tuple[int, ...]] = ()
    shown_first: ClassVar[tuple[str, ...]] = ()
    only_learning: ClassVar[tuple[str, ...]] = ()
    stand_ins: ClassVar[dict[str, str]] = {}
    measured: ClassVar[str] = "Nats per image"
    unit: ClassVar[str] = "nats"
    most_work: ClassVar[int] = 2_000_000
    pictured: ClassVar[str] = ""
    picture_alt: ClassVar[str] = ""

    if TYPE_CHECKING:  # a field of each family, where it stands decides where it is written

        @property
        def family(self) -> str:
            """Its name in MODELS."""
            ...

        @property
        def conditional(self) -> bool:
            """Whether it is told the class; a field of those that can be, False of the others."""
            ...

    image_size: int = Field(28, ge=8, le=128, description="Side of the images the model works on, in pixels.")

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """Let a family without that setting say that it is told no class."""
        super().__pydantic_init_subclass__(**options)
        if "family" in cls.model_fields and "conditional" not in cls.model_fields:
            cls.conditional = False

    def build(self, classes: tuple[str, ...] = ()) -> nn.Module:
        """Return the untrained network. classes: names of the data's classes, empty if it has no labels.

        Raises ValueError if the model needs classes and there are none.
        """
        raise NotImplementedError

    def multiply_adds(self, k: int = 0) -> int:
        """Return the multiply-adds of one forward pass over one image, in a GAN through both networks.

        k: number of classes of the data.
        """
        raise ValueError(f"the work of a {type(self).__name__} is not known.")

    def learning_adds(self, k: int = 0) -> float:
        """Return the multiply-adds of learning from one image. k: number of classes of the data."""
        return PASSES * self.multiply_adds(k)

    def numbers_between(self) -> int:
        """Return how many numbers stand between the layers of a network that convolves, an image; 0 of others."""
        return 0

    def dense_layers(self, k: int = 0) -> tuple[DenseLayers, DenseLayers] | None:
        """Return encoder and decoder as far as a weight and an activation go; None where other layers are in them.

        The sigmoid at the end of the decoder is left out. k: number of classes of the data. For whoever trains it
        without torch: the layers are those of the model that `build` makes, in the order of its weights.
        """
        return None

    def of_few(self) -> Self:
        """Return the settings as they learn well from a few thousand images or fewer."""
        return self

    @property
    def prices(self) -> bool:
        """Whether it says how likely an image is by going back to noise, which takes seconds; see flow_likelihood."""
        return False

    @property
    def pace(self) -> Pace:
        """Which trainings go at one pace: "dense", "large" (dense, of many weights), "conv" or "gan"."""
        return "conv"

    @property
    def losses(self) -> tuple[str, ...]:
        """Which losses a run has once its first epoch has ended, by their names in its history, in order."""
        return ("loss",)

    @property
    def leading(self) -> tuple[str, ...]:
        """Which of the losses stand where there is little room."""
        return self.losses

    @property
    def learns_by_elbo(self) -> bool:
        """Whether what it learns by is the negative ELBO from first to last."""
        return False

    @property
    def objective(self) -> str:
        """The sum that it learns by in words, for within a sentence, where it may be another than the negative ELBO."""
        return ""

    @property
    def grows_to(self) -> float:
        """The weight of the KL divergence, where that grows from 0 at first; else 0."""
        return 0.0

    @property
    def floor(self) -> float:
        """The nats below which no loss of it can be."""
        return 0.0

    @property
    def untrained(self) -> float:
        """The nats above the floor of one that has learned nothing; infinite if that is not known."""
        return math.inf

    @property
    def dims(self) -> int:
        """How many latent dimensions it has, 0 if it draws nothing."""
        return 0

    @property
    def caution(self) -> str:
        """A sentence on settings that work, and less well than they could; empty if there is nothing to say."""
        return ""

    @property
    def normalised(self) -> bool:
        """Whether its convolutions learn with batch norm."""
        return False

    @property
    def critic(self) -> bool:
        """Whether a discriminator judges for it that estimates a distance, so that its scores have no zero."""
        return False


class LatentModelConfig(ModelConfig):
    """Settings of a network that draws from a latent space; its `build` returns a core.types.Decoder.

    A family adds the field `latent_dim`, and `conditional` if it can be told the class.
    """

    draws: ClassVar[bool] = True
    shown_first: ClassVar[tuple[str, ...]] = ("latent_dim",)
    pictured: ClassVar[str] = "What it draws of the same noise, each time you look."
    picture_alt: ClassVar[str] = "Samples"

    if TYPE_CHECKING:

        @property
        def latent_dim(self) -> int:
            """How many numbers describe one image."""
            ...

    @property
    def dims(self) -> int:
        return self.latent_dim
