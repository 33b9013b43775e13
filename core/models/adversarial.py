"""What can be set of a duel between a generator and a discriminator, whatever layers they are made of?

Source: Goodfellow et al. 2014, arXiv:1406.2661. gan_network.py has how they learn, so that settings load
without torch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

from pydantic import Field

from core.models.base import PASSES
from core.models.duel import DuelConfig

if TYPE_CHECKING:
    from torch import nn

    from core.models.gan_network import Gan

    Sides: TypeAlias = tuple[nn.Sequential, nn.Module]

R1_OF_FEW = 0.5  # without it a discriminator soon knows a few images by heart

# What depends on the loss: the usual, and what another loss brings along. Sources: Radford et al. 2016,
# arXiv:1511.06434, section 4; Gulrajani et al. 2017, arXiv:1704.00028, algorithm 1, and section 4 for the norm.
USUAL: Mapping[str, Any] = MappingProxyType(
    {"discriminator_norm": "batch", "discriminator_steps": 1, "beta1": 0.5, "beta2": 0.999}
)
BROUGHT: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {"wasserstein-gp": {"discriminator_norm": "layer", "discriminator_steps": 5, "beta1": 0.0, "beta2": 0.9}}
)


def of_loss(name: str) -> Callable[[dict[str, Any]], Any]:
    """Return what gives a setting where none is named, from the settings declared before it."""
    return lambda known: BROUGHT.get(known.get("loss", ""), USUAL)[name]


class AdversarialConfig(DuelConfig):
    """Settings of how two networks learn from one another. A family adds what they are made of, and `sides`.

    told_by: how the discriminator is told the class, if it is: a field, or the same for all of a family.
    """

    if TYPE_CHECKING:

        @property
        def told_by(self) -> str:
            """One of "projection", "image" and "pixels"."""
            ...

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
        "discriminator, and brings other moments, layer norm where there are norms, and 5 of its steps for each of the "
        "generator's along: for as many of the generator's it takes 5 times the epochs.",
    )
    beta1: float = Field(
        default_factory=of_loss("beta1"),
        ge=0.0,
        lt=1.0,
        description="Share that Adam keeps of the mean slope at each step. More: smoother steps, which turn later; in "
        "a duel that may swing.",
    )
    beta2: float = Field(
        default_factory=of_loss("beta2"),
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
        default_factory=of_loss("discriminator_steps"),
        ge=1,
        le=10,
        description="Steps of the discriminator for each step of the generator. More: a better judge, and as many "
        "fewer steps of the generator in an epoch.",
    )

    def along(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return what another loss brings, and the usual in place of what the one before has brought."""
        if "loss" not in changes:
            return {}
        mine = {name: value for name, value in BROUGHT.get(self.loss, {}).items() if name in type(self).model_fields}
        kept = {name: USUAL[name] for name, value in mine.items() if getattr(self, name) == value}
        brought = BROUGHT.get(changes["loss"], {})
        return kept | {name: value for name, value in brought.items() if name in type(self).model_fields}

    def of_few(self) -> Self:
        return self.replace(r1=max(self.r1, R1_OF_FEW))

    @property
    def critic(self) -> bool:
        return self.loss == "wasserstein-gp"

    def sides(self, k: int) -> Sides:
        """Return the untrained generator and discriminator of a GAN that is told one of k classes, of none if k is 0.

        The generator maps [z, y] (n, d + k) to images (n, 1, h, w) in [0, 1], and does so layer by layer; the
        discriminator maps images, y and what dropout draws from to scores (n,).
        """
        raise NotImplementedError

    def drawing_adds(self, k: int) -> int:
        """Return the multiply-adds of drawing an image. k: number of classes of the data."""
        raise NotImplementedError

    def judging_adds(self, k: int) -> int:
        """Return the multiply-adds of judging an image. k: number of classes of the data."""
        raise NotImplementedError

    def multiply_adds(self, k: int = 0) -> int:
        return self.drawing_adds(k) + self.judging_adds(k)

    def learning_adds(self, k: int = 0) -> float:
        drawing, judging = self.drawing_adds(k), self.judging_adds(k)
        # The discriminator learns from a real and a drawn image and, with a penalty on its slope, once more; the
        # generator goes forward each time, and in its turn backward, through the discriminator too, which does not
        # learn then.
        learning = (2 + 2 * ((self.r1 > 0) / self.r1_every + self.critic)) * PASSES * judging
        return learning + drawing + (2 * drawing + 2 * judging) / self.discriminator_steps

    def build(self, classes: tuple[str, ...] = ()) -> Gan:
        from core.models.gan_network import Gan

        if self.conditional and not classes:
            raise ValueError("a conditional model needs a data set with classes; this one has no labels.")
        return Gan(self, classes if self.conditional else ())
