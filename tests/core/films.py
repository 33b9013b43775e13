"""A film of training made of random ink in 64 greys, for tests."""

from __future__ import annotations

import numpy as np

from core.training.film import Reel


def film_of(count: int = 6, *, small: bool = False, seed: int = 0, batch: int = 32, pace: float = 0.1) -> Reel:
    """Return a film of 20 images of 28 pixels, or small, of 8; a step has `batch` images and takes `pace` seconds."""
    side, rng = (8 if small else 28), np.random.default_rng(seed)
    frames = np.rint(rng.integers(0, 64, (count, 20, side, side)) * 255 / 63).astype(np.uint8)
    steps = np.array([0, *(2**i for i in range(count - 1))])
    return Reel(frames, steps, steps * batch, steps * pace)
