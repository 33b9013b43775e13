"""Which latents are the strategies tried on? Three classes, each a slanted heap."""

from __future__ import annotations

import numpy as np

from core.sampling import SAMPLERS, FittedSampler, SamplerConfig

SMALL = {
    "k-means": {"clusters": 6},
    "gaussian-mixture": {"components": 6},
    "posterior": {"index": 7},
    "latent-flow": {"learning": 60, "width": 64},  # how well it draws is asked of one that has learned, elsewhere
}
ALL = [SAMPLERS[name](**SMALL.get(name, {})) for name in SAMPLERS] + [
    SAMPLERS["kde"](bandwidth="silverman"),
    SAMPLERS["kde"](bandwidth="cross-validated"),
    SAMPLERS["kde"](bandwidth="by hand", width=0.2),
    SAMPLERS["k-means"](clusters=4, per_class=False),
    SAMPLERS["gaussian-mixture"](components=4, covariance="diag"),
    SAMPLERS["gaussian-mixture"](components=4, covariance="tied"),
    SAMPLERS["gaussian-mixture"](components=3, covariance="tied", per_class=False),
    SAMPLERS["gaussian-mixture"](components=6, choose="bic"),
    SAMPLERS["neighbour-mixing"](index=3, per_class=False),
]
FITTED_TO_DATA = [config for config in ALL if config.needs]


def name_of(config: SamplerConfig) -> str:
    """Return the settings that are not as they come, as the name of a test."""
    changed = [f"{key}={getattr(config, key)}" for key in type(config).model_fields if key in config.model_fields_set]
    return " ".join([config.name, *changed])


def heaps(d: int = 4, n: int = 240) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return latents (n, d) float32, labels (n,) of classes 0, 1 and 4, and log-variances (n, d)."""
    rng = np.random.default_rng(d)
    labels = np.repeat([0, 1, 4], [n // 2, n // 4, n - n // 2 - n // 4])
    slant = np.eye(d) + np.tri(d, k=-1) / 2
    z = rng.normal(size=(n, d)) @ slant.T * 0.4 + np.where(labels == 4, 5, labels)[:, None]
    order = rng.permutation(n)
    logvar = rng.normal(size=(n, d)).astype(np.float32) * 0.1 - 3
    return z[order].astype(np.float32), labels[order].astype(np.int64), logvar


def fit(config: SamplerConfig, latents: np.ndarray, labels: np.ndarray | None = None, **more) -> FittedSampler:
    """Fit with a seed, and with log-variances only where the strategy cannot do without."""
    logvar = np.full(np.shape(latents), -3.0, np.float32) if "posterior" in config.needs else None
    more = {"logvar": logvar, "rng": np.random.default_rng(0)} | more
    return config.fit(latents, labels, **more)


def draws(fitted: FittedSampler, n: int = 50, seed: int = 0, **more):
    """Draw with a seed."""
    return fitted.draw(n, rng=np.random.default_rng(seed), **more)
