"""How does a letter look when it is written with a slightly thicker or thinner pen?"""

from __future__ import annotations

from collections.abc import Mapping
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

    def drawn(self, x: Tensor, *, rng: torch.Generator) -> dict[str, Tensor]:
        """Return thickness (n,): 1 as thick as it gets, -1 as thin."""
        return {"thickness": uniform(x, len(x), most=1.0, rng=rng)}

    def applied(self, x: Tensor, drawn: Mapping[str, Tensor]) -> Tensor:
        share = drawn["thickness"][:, None, None, None]
        thicker, thinner = widened(x), 1 - widened(1 - x)
        x = x + share.clamp(min=0) * self.thicken * (thicker - x)
        return x + share.clamp(max=0) * self.thin * (x - thinner)


def widened(x: Tensor) -> Tensor:
    """Return the largest of each pixel's 3 x 3 neighbours; what lies outside is 0."""
    import torch
    import torch.nn.functional as F

    # Not max_pool2d, which takes several times as long: along one axis, then along the other.
    padded = F.pad(x, (1, 1))
    x = torch.maximum(torch.maximum(padded[..., :-2], padded[..., 2:]), x)
    padded = F.pad(x, (0, 0, 1, 1))
    return torch.maximum(torch.maximum(padded[..., :-2, :], padded[..., 2:, :]), x)
