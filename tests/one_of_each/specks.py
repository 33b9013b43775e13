"""How would the same letter look on paper with specks?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from core.augmentation.base import AugmentationConfig

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class SpecksConfig(AugmentationConfig):
    """Ink some pixels of each image faintly, wherever they lie."""

    title: ClassVar[str] = "Specks"
    about: ClassVar[str] = "Faint specks are strewn over each image, anew at every step."

    name: Literal["specks"] = "specks"
    ink: float = Field(0.2, ge=0.0, le=0.5, description="Most ink that a speck has: a share of a full pen's.")

    def drawn(self, x: Tensor, *, rng: torch.Generator) -> dict[str, Tensor]:
        import torch

        ink = self.ink * torch.rand(len(x), generator=rng, device=x.device)
        return {"ink": ink, "where": torch.rand(x.shape, generator=rng, device=x.device) < 0.05}

    def applied(self, x: Tensor, drawn: Mapping[str, Tensor]) -> Tensor:
        return x.maximum(drawn["where"] * drawn["ink"][:, None, None, None])
