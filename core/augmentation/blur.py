"""How does a letter look a little out of focus?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from core.augmentation.base import AugmentationConfig

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class BlurConfig(AugmentationConfig):
    """Blur each image by a Gaussian of a width of its own; what lies outside is paper."""

    title: ClassVar[str] = "Out of focus"
    about: ClassVar[str] = "Each image is blurred a little, anew at every step."

    name: Literal["blur"] = "blur"
    sigma: float = Field(
        0.025, ge=0.0, le=0.06, description="Most standard deviation of the blur: a share of the image's side."
    )

    def drawn(self, x: Tensor, *, rng: torch.Generator) -> dict[str, Tensor]:
        """Return blur (n,): standard deviations, shares of the side."""
        import torch

        return {"blur": self.sigma * torch.rand(len(x), generator=rng, device=x.device)}

    def applied(self, x: Tensor, drawn: Mapping[str, Tensor]) -> Tensor:
        # As matrix products along either axis: each image has a kernel of its own.
        down, across = (_kernel(drawn["blur"] * side, side) for side in x.shape[-2:])
        return (down @ x @ across).clamp(0, 1)


def _kernel(sigma: Tensor, side: int) -> Tensor:
    """Return how each pixel along a side is shared out, (n, 1, side, side), for sigma (n,) in pixels."""
    import torch

    at = torch.arange(side, device=sigma.device)
    variance = 2 * sigma.clamp_min(1e-3).square()[:, None]
    # Each divided by the sum over an endless line: at the border some ink leaves the image.
    apart = torch.arange(-side, side + 1, device=sigma.device).square()
    weights = (-at.square() / variance).exp() / (-apart / variance).exp().sum(1, keepdim=True)  # (n, side)
    return weights[:, (at[:, None] - at).abs()].unsqueeze(1)
