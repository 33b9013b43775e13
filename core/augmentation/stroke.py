"""How does a letter look when it is written with a slightly thicker or thinner pen?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from core.augmentation.base import AugmentationConfig, uniform

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class StrokeConfig(AugmentationConfig):
    """Thicken or thin the strokes of each image by part of a pixel: a mix of it and of its dilation, or its erosion.

    A whole pixel at 28 pixels a side takes thin strokes away altogether, so none is eroded by more than a part.
    """

    title: ClassVar[str] = "Thicker and thinner pens"
    about: ClassVar[str] = "The strokes of each image are made a little thicker or thinner, anew at every step."

    name: Literal["stroke"] = "stroke"
    thicken: float = Field(0.3, ge=0.0, le=1.0, description="Most that strokes are dilated: 1 is a pixel all round.")
    thin: float = Field(0.2, ge=0.0, le=0.6, description="Most that strokes are eroded: 1 would be a pixel all round.")

    def vary(self, x: Tensor, *, rng: torch.Generator) -> Tensor:
        import torch.nn.functional as F

        share = uniform(x, len(x), 1, 1, 1, most=1.0, rng=rng)
        thicker = F.max_pool2d(x, 3, stride=1, padding=1)
        thinner = -F.max_pool2d(-x, 3, stride=1, padding=1)
        x = x + share.clamp(min=0) * self.thicken * (thicker - x)
        return x + share.clamp(max=0) * self.thin * (x - thinner)
