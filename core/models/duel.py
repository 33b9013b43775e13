"""What is there to say of a model that learns by a duel, whatever its two networks are made of?"""

from __future__ import annotations

from typing import ClassVar, Literal

from core.models.base import LatentModelConfig, Pace


class DuelConfig(LatentModelConfig):
    """Settings of a generator that draws and a discriminator that tells its images from real ones."""

    kind: ClassVar[str] = "GAN"
    good_for: ClassVar[str] = (
        "This one is a GAN: it learns from a judge and has no encoder. Something to set a VAE against."
    )
    duels: ClassVar[bool] = True
    drawn_by: ClassVar[Literal["decoder", "generator"]] = "generator"
    measured: ClassVar[str] = (
        "What each side of the duel loses and how it judges, and how various the drawn images are, 1 as real ones"
    )
    pictured: ClassVar[str] = "What the generator makes of the same noise, each time you look."
    picture_alt: ClassVar[str] = "Samples"

    @property
    def pace(self) -> Pace:
        return "gan"

    @property
    def losses(self) -> tuple[str, ...]:
        return "discriminator", "generator", "real", "fake", "diversity"

    @property
    def leading(self) -> tuple[str, ...]:
        return "discriminator", "generator", "diversity"

    @property
    def normalised(self) -> bool:
        return True

    @property
    def judges_together(self) -> bool:
        """Whether the discriminator's score of an image depends on the others of its batch."""
        raise NotImplementedError
