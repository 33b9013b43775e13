"""What becomes of one image when it is varied a hundred times, and of how many does a reader still say what it is?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core import images as pixels
from core.augmentation import AugmentationConfig
from core.one_image.presets import CommonlyConfig, WithinConfig
from core.types import DataError

if TYPE_CHECKING:
    import torch
    from torch import Tensor

SIDE = 28  # pixels
USUAL = 100  # variations
MOST = 10_000
STEPS = {  # what may be done to an image, in words
    "turn": "turn",
    "lean": "lean",
    "across": "shift across",
    "down": "shift down",
    "wide": "width",
    "high": "height",
    "thickness": "thickness",
    "ink": "strength of the ink",
    "blur": "blur",
    "morphology": "erosion or dilation",
    "brightness": "brightness",
    "contrast": "contrast",
}


@dataclass(frozen=True, eq=False)
class Variations:
    """Images varied from others. images: uint8 (n, h, w). source: int64 (n,), which image each was made of.

    steps: what was done to each, float32 (n,) by name: turn (degrees), lean, across and down (shares of a side), wide
    and high (times), thickness (-1 thinnest to 1), ink (share left), blur (share of a side), morphology (-1, 0, 1),
    brightness, contrast. Only what was asked for is there.
    """

    images: np.ndarray
    source: np.ndarray
    steps: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.images)


def variations(
    sources: np.ndarray, config: WithinConfig | CommonlyConfig, *, n: int = USUAL, seed: int = 0
) -> Variations:
    """Vary the images `sources`, uint8 (m, h, w), bright ink on 0, n times in all, each in turn.

    Same seed, same images. Raises DataError if there is no source, ValueError if n is not between 1 and 10,000.
    """
    import torch

    if not len(sources):
        raise DataError("there is no image to vary.")
    if not 1 <= n <= MOST:
        raise ValueError(f"n must be between 1 and {MOST:,}, got {n}.")
    source = np.arange(n) % len(sources)
    rng = torch.Generator().manual_seed(seed)
    x, steps = varied(pixels.to_float(torch.from_numpy(sources[source])), config.ways(), rng=rng)
    told = {name: values.numpy().astype(np.float32) for name, values in steps.items()}
    return Variations(pixels.to_uint8(x), source, told)


def varied(
    x: Tensor, ways: tuple[AugmentationConfig, ...], *, rng: torch.Generator
) -> tuple[Tensor, dict[str, Tensor]]:
    """Return images x (n, 1, h, w) in [0, 1], varied in all these ways, and what was done to each, (n,) by name.

    What a way does not do is not told: a turn of 0 degrees for all.
    """
    told: dict[str, Tensor] = {}
    for way in ways:
        drawn = way.drawn(x, rng=rng)
        told |= {name: one for name, one in drawn.items() if one.ndim == 1 and bool((one != one[0]).any())}
        x = way.applied(x, drawn)
    return x, told
