"""How does a letter look in paler ink, or photographed in other light?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from core.augmentation.base import AugmentationConfig, uniform

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class LightConfig(AugmentationConfig):
    """Make the ink of each image paler; or all of it brighter or darker, and its contrast more or less, paper included.

    The usual settings leave paper at 0: brightness and contrast are there as they are often written, and grey paper is
    like nothing that a reader of clean images has learned.
    """

    title: ClassVar[str] = "Paler ink, other light"
    about: ClassVar[str] = "The ink of each image is made a little paler, anew at every step."

    name: Literal["light"] = "light"
    pale: float = Field(0.25, ge=0.0, le=0.7, description="Most that ink is paled: 0.25 leaves three quarters of it.")
    brightness: float = Field(
        0.0, ge=0.0, le=0.5, description="Most that all pixels get brighter or darker, paper too, of 1."
    )
    contrast: float = Field(
        0.0, ge=0.0, le=0.5, description="Most that pixels move off or towards middle grey, paper too: a share of 1."
    )

    def drawn(self, x: Tensor, *, rng: torch.Generator) -> dict[str, Tensor]:
        """Return ink, brightness and contrast, (n,) each: what pixels are multiplied by, what is added, and 1 ± more.

        The last two are there only where they are asked for.
        """
        import torch

        found = {"ink": 1 - self.pale * torch.rand(len(x), generator=rng, device=x.device)}
        if self.contrast:
            found["contrast"] = 1 + uniform(x, len(x), most=self.contrast, rng=rng)
        if self.brightness:
            found["brightness"] = uniform(x, len(x), most=self.brightness, rng=rng)
        return found

    def applied(self, x: Tensor, drawn: Mapping[str, Tensor]) -> Tensor:
        each = {name: values[:, None, None, None] for name, values in drawn.items()}
        x = x * each["ink"]
        if "contrast" in each:
            x = (x - 0.5) * each["contrast"] + 0.5
        if "brightness" in each:
            x = x + each["brightness"]
        return x.clamp(0, 1)
