"""What does each range of a way to vary images do by itself, for somebody who looks at it?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core import images as pixels
from core.augmentation import vary
from core.augmentation.base import AugmentationConfig


def ranges(way: AugmentationConfig) -> tuple[str, ...]:
    """Return the names of a way's ranges, in their order."""
    return tuple(name for name in type(way).model_fields if isinstance(getattr(way, name), float))


def alone(way: AugmentationConfig, name: str) -> AugmentationConfig:
    """Return a way with all its ranges closed but one."""
    return way.replace(**{other: 0.0 for other in ranges(way) if other != name})


def varied(images: np.ndarray, ways: Sequence[AugmentationConfig], *, seed: int = 0) -> np.ndarray:
    """Return uint8 (n, h, h) images, bright ink on 0, each varied by chance. Same seed, same images."""
    import torch

    x = vary(pixels.to_float(torch.from_numpy(images)), ways, rng=torch.Generator().manual_seed(seed))
    return x.mul(255).round().clamp(0, 255).byte()[:, 0].numpy()
