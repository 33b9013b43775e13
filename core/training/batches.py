"""What do the images of a step look like, once they are varied and inked as its training wants?"""

from __future__ import annotations

import torch
from torch import Tensor

from core import images as pixels
from core.augmentation import vary
from core.training.run import TrainingConfig
from core.training.streams import INK, VARIED, generator


def learned_from(greys: Tensor, training: TrainingConfig, *, seed: int, step: int) -> Tensor:
    """Turn uint8 images (n, h, w) into x (n, 1, h, w) in [0, 1], as a model learns from them at this step.

    The same seed and step give the same x, whatever was drawn before.
    """
    x = None
    if training.augmentation:
        x = vary(pixels.to_float(greys), training.augmentation, rng=generator(greys.device, seed, VARIED, step))
    if training.dynamic_binarisation:
        greys = greys if x is None else x.squeeze(1).mul(255).round_().to(torch.uint8)
        return pixels.inked(greys, generator(greys.device, seed, INK, step))
    return pixels.to_float(greys) if x is None else x
