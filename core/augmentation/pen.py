"""How would the same strokes look from a pen of constant width, such as a finger's on a screen?

Not in AUGMENTATIONS: it takes a tenth of a millisecond an image of 28 x 28, more than the others together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from core.augmentation.base import AugmentationConfig
from core.skeleton import thinned

if TYPE_CHECKING:
    import torch
    from torch import Tensor

FINE_UP_TO = 64  # pixels a side; smaller images are thinned at twice their size, where strokes do not run together
INK = 0.45  # of 1; above it a pixel is on a stroke


class PenConfig(AugmentationConfig):
    """Thin the strokes of each image to lines, and draw these anew with a round pen of one width.

    Thinning: see core.skeleton.thinned.
    """

    title: ClassVar[str] = "Another pen"
    about: ClassVar[str] = "The lines of each image are drawn anew with a round pen of constant width."

    name: Literal["pen"] = "pen"
    share: float = Field(1.0, ge=0.0, le=1.0, description="Chance of an image to be drawn anew; others stay.")
    least: float = Field(0.07, ge=0.02, le=0.2, description="Width of the thinnest pen: a share of the image's side.")
    more: float = Field(0.04, ge=0.0, le=0.1, description="How much wider the thickest pen is: a share of the side.")

    def drawn(self, x: Tensor, *, rng: torch.Generator) -> dict[str, Tensor]:
        """Return pen (n,): widths, shares of the side; 0 for those that stay as they are."""
        import torch

        chance, width = torch.rand(2, len(x), generator=rng, device=x.device)
        return {"pen": (self.least + self.more * width) * (chance < self.share)}

    def applied(self, x: Tensor, drawn: Mapping[str, Tensor]) -> Tensor:
        import torch
        import torch.nn.functional as F

        chosen = drawn["pen"] > 0
        if not chosen.any():
            return x
        finer = 2 if x.shape[-1] <= FINE_UP_TO else 1
        large = F.interpolate(x[chosen], scale_factor=finer, mode="bilinear", align_corners=False)
        lines = torch.from_numpy(thinned((large[:, 0] > INK).cpu().numpy())).to(x.device)
        radius = drawn["pen"][chosen] * large.shape[-1] / 2
        out = x.clone()
        out[chosen] = F.avg_pool2d(_brushed(lines, radius), finer)
        return out


def _brushed(lines: Tensor, radius: Tensor) -> Tensor:
    """Draw along lines, bool (n, h, w), with round pens of radius (n,) in pixels; returns (n, 1, h, w) in [0, 1]."""
    import torch

    _, h, w = lines.shape
    reach = int(radius.max()) + 1
    edges = ((0, 0), (reach, reach), (reach, reach))
    at = np.flatnonzero(np.pad(lines.cpu().numpy(), edges))
    nearest = np.pad(np.full(lines.shape, np.inf, np.float32), edges, constant_values=np.inf)
    flat, wide = nearest.ravel(), w + 2 * reach
    steps = range(-reach, reach + 1)
    ring = sorted(((down**2 + across**2) ** 0.5, down * wide + across) for down in steps for across in steps)
    for far, step in reversed(ring):  # the nearest last: it stays
        if far <= reach + 0.5:
            flat[at + step] = far
    found = torch.from_numpy(nearest[:, reach : reach + h, reach : reach + w]).to(lines.device)
    return (radius[:, None, None] + 0.5 - found).clamp(0, 1).unsqueeze(1)
