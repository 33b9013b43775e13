"""By how much is one image varied so that it stays what it is, and what happens where that is not asked?

The ranges are those within which a reader of MNIST still reads 95 % of 300 images as before, each way alone
(docs/measured.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from core.augmentation import AugmentationConfig, BlurConfig, LightConfig, StrokeConfig, WarpConfig
from core.augmentation.whole_pixel import WholePixelConfig
from core.config import Config

PIXEL = 1 / 28  # of a side


class WithinConfig(Config):
    """Vary an image within the ranges that keep a digit the digit. Lengths are pixels of an image of 28 x 28."""

    name: Literal["within"] = "within"
    turn: float = Field(10.0, ge=0.0, le=20.0, description="Most that it is turned, in degrees either way.")
    shift: float = Field(1.0, ge=0.0, le=3.0, description="Most that it moves along either axis, in pixels.")
    lean: float = Field(0.0, ge=0.0, le=0.6, description="Most that it leans: sideways for each step upwards.")
    stretch: float = Field(
        0.0, ge=0.0, le=0.4, description="Most that either side grows or shrinks, as a logarithm: 0.1 is 1.11 times."
    )
    bend: float = Field(
        0.0, ge=0.0, le=1.0, description="Standard deviation of how far it is bent from place to place, in pixels."
    )
    thicken: float = Field(0.2, ge=0.0, le=1.0, description="Most that strokes are dilated: 1 is a pixel all round.")
    thin: float = Field(0.2, ge=0.0, le=0.5, description="Most that strokes are eroded: 1 would be a pixel all round.")
    pale: float = Field(0.2, ge=0.0, le=0.5, description="Most that ink is paled: 0.25 leaves three quarters of it.")
    blur: float = Field(0.5, ge=0.0, le=1.0, description="Most standard deviation of the blur, in pixels.")

    def ways(self) -> tuple[AugmentationConfig, ...]:
        """Return the ways to vary, in their order; only those that do something."""
        warp = WarpConfig(
            turn=self.turn, lean=self.lean, shift=self.shift * PIXEL, stretch=self.stretch, bend=self.bend * PIXEL
        )
        found: list[AugmentationConfig] = []
        if self.thicken or self.thin:
            found.append(StrokeConfig(thicken=self.thicken, thin=self.thin))
        if any((self.turn, self.lean, self.shift, self.stretch, self.bend)):
            found.append(warp)
        if self.pale:
            found.append(LightConfig(pale=self.pale))
        return (*found, BlurConfig(sigma=self.blur * PIXEL)) if self.blur else tuple(found)


class CommonlyConfig(Config):
    """Vary an image as it is commonly written: whole pixels off its strokes, and paper that gets grey."""

    name: Literal["commonly"] = "commonly"
    turn: float = Field(15.0, ge=0.0, le=45.0, description="Most that it is turned, in degrees either way.")
    shift: float = Field(2.0, ge=0.0, le=5.0, description="Most that it moves along either axis, in pixels.")
    light: float = Field(0.2, ge=0.0, le=0.5, description="Most change of brightness and of contrast, paper too.")
    blur: float = Field(0.8, ge=0.0, le=1.6, description="Most standard deviation of the blur, in pixels.")

    def ways(self) -> tuple[AugmentationConfig, ...]:
        """Return the ways to vary, in their order."""
        return (
            WholePixelConfig(),
            WarpConfig(turn=self.turn, lean=0.0, shift=self.shift * PIXEL, stretch=0.0, bend=0.0),
            LightConfig(pale=0.0, brightness=self.light, contrast=self.light),
            BlurConfig(sigma=self.blur * PIXEL),
        )


AnyVariationConfig = Annotated[WithinConfig | CommonlyConfig, Field(discriminator="name")]


@dataclass(frozen=True)
class Preset:
    """Variations by name. about: one sentence for a menu."""

    variation: WithinConfig | CommonlyConfig
    about: str


STRONG = WithinConfig(
    turn=12.0, shift=1.5, lean=0.2, stretch=0.15, bend=0.9, thicken=0.4, thin=0.25, pale=0.0, blur=0.0
)
PRESETS: dict[str, Preset] = {
    "gentler": Preset(WithinConfig(), "Turned, moved, a little thicker, thinner, paler and softer: it stays readable."),
    "mild": Preset(
        WithinConfig(lean=0.15, stretch=0.1, bend=0.8, pale=0.0, blur=0.0),
        "Leaned, stretched and bent as well, at full ink.",
    ),
    "strong": Preset(STRONG, "The same, further than one hand goes from one time to the next."),
    "as commonly written": Preset(
        CommonlyConfig(), "Erosion by a whole pixel and grey paper: see what is left of thin strokes."
    ),
}
