"""Latents for the tests of projections: a few groups, far apart."""

from __future__ import annotations

import numpy as np


def groups(n: int = 120, d: int = 6, k: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return latents float32 (n, d) in k groups, and the group of each, int64 (n,)."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % k
    return (rng.normal(size=(k, d))[labels] * 6 + rng.normal(size=(n, d))).astype(np.float32), labels
