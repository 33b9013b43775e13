"""What do erosion and dilation do as they are commonly written, by whole pixels?

Not in AUGMENTATIONS, whose ways keep a digit the digit: a whole pixel off both sides of a thin stroke leaves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from core.augmentation.base import AugmentationConfig
from core.augmentation.stroke import widened

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class WholePixelConfig(AugmentationConfig):
    """Erode, dilate or leave each image, one in three each, with a square of 3 x 3 pixels."""

    title: ClassVar[str] = "Erosion and dilation by a pixel"
    about: ClassVar[str] = "A third of the images is eroded, a third dilated, each by a whole pixel all round."

    name: Literal["whole pixel"] = "whole pixel"
    times: int = Field(1, ge=1, le=4, description="Pixels that strokes lose or gain all round.")

    def drawn(self, x: Tensor, *, rng: torch.Generator) -> dict[str, Tensor]:
        """Return morphology (n,): -1 eroded, 0 left, 1 dilated."""
        import torch

        return {"morphology": torch.randint(-1, 2, (len(x),), generator=rng, device=x.device).float()}

    def applied(self, x: Tensor, drawn: Mapping[str, Tensor]) -> Tensor:
        thicker = thinner = x
        for _ in range(self.times):
            thicker, thinner = widened(thicker), 1 - widened(1 - thinner)
        way = drawn["morphology"][:, None, None, None]
        return thicker.where(way > 0, thinner.where(way < 0, x))
