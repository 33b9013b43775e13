"""How can an image of handwriting be varied so that it stays what it is? One file per way; AUGMENTATIONS lists them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.augmentation.base import AugmentationConfig
from core.augmentation.blur import BlurConfig
from core.augmentation.light import LightConfig
from core.augmentation.stroke import StrokeConfig
from core.augmentation.warp import WarpConfig
from core.config import any_of

if TYPE_CHECKING:
    import torch
    from torch import Tensor

AUGMENTATIONS: dict[str, type[AugmentationConfig]] = {
    "warp": WarpConfig,
    "stroke": StrokeConfig,
    "light": LightConfig,
    "blur": BlurConfig,
}
if TYPE_CHECKING:
    AnyAugmentationConfig = AugmentationConfig
else:
    AnyAugmentationConfig = any_of(AUGMENTATIONS, by="name")
GENTLE: tuple[AugmentationConfig, ...] = (WarpConfig(), StrokeConfig())


def vary(x: Tensor, ways: Sequence[AugmentationConfig], *, rng: torch.Generator) -> Tensor:
    """Return images x (n, 1, h, w) in [0, 1], ink bright on 0, each varied in all these ways, one after the other.

    Each image is varied by chance of its own. rng: on the device of x; the same one varies them the same.
    """
    for way in ways:
        x = way.vary(x, rng=rng)
    return x


__all__ = [
    "AUGMENTATIONS",
    "GENTLE",
    "AnyAugmentationConfig",
    "AugmentationConfig",
    "BlurConfig",
    "LightConfig",
    "StrokeConfig",
    "WarpConfig",
    "vary",
]
