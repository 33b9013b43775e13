"""What do the images that are kept with a model say of its latent space, in single numbers?"""

from __future__ import annotations

import functools
import os
from pathlib import Path

import numpy as np

from core import library
from core.latents import Latents, active
from core.library import Entry
from core.types import ModelError

DRAWS, SEED = 1000, 0  # draws from the prior, and the seed that they always have
OFTEN = 0.9  # of draws for images lie no farther from another image than what counts as near


def kl(entry: Entry) -> float:
    """Return the KL divergence of the posteriors from the prior, nats an image.

    Source: Kingma & Welling 2014, arXiv:1312.6114, appendix B.
    """
    return float(_kl_per_dim(entry).sum())


def _kl_per_dim(entry: Entry) -> np.ndarray:
    mu, logvar = _posteriors(entry)
    return (0.5 * (mu**2 + np.exp(logvar) - 1 - logvar)).mean(0)


def sigma(entry: Entry) -> float:
    """Return the median standard deviation of a posterior along one dimension."""
    return float(np.exp(np.median(_posteriors(entry)[1]) / 2))


def spread(entry: Entry) -> float:
    """Return the standard deviation of the means of the posteriors along one dimension, averaged over dimensions."""
    return float(_posteriors(entry)[0].std(0).mean())


def total_variance(entry: Entry) -> float:
    """Return the variance of z drawn for all images, averaged over dimensions: the prior's is 1."""
    mu, logvar = _posteriors(entry)
    return float((mu.var(0) + np.exp(logvar).mean(0)).mean())


def alive(entry: Entry) -> float:
    """Return how many latent dimensions are active. Source: see core.latents.active."""
    return float(active(kept_latents(entry).mu).sum())


def same_class(entry: Entry) -> float:
    """Return the share of images whose nearest neighbour in latent space has their class, 0 to 1."""
    kept = kept_latents(entry)
    if kept.labels is None:
        raise ModelError(f"the images of {entry.named} have no classes.")
    others = nearest(kept.mu, kept.mu, own=True)[1]
    return float((kept.labels[others] == kept.labels).mean())


def same_class_pixels(entry: Entry) -> float:
    """Return the share of images whose nearest neighbour by pixels has their class, 0 to 1."""
    kept = kept_latents(entry)
    if kept.labels is None:
        raise ModelError(f"the images of {entry.named} have no classes.")
    pixels = kept.thumbnails().reshape(len(kept), -1).astype(np.float32)
    return float((kept.labels[nearest(pixels, pixels, own=True)[1]] == kept.labels).mean())


def chance(entry: Entry) -> float:
    """Return the probability that two images of the model's, whichever, are of one class, 0 to 1."""
    kept = kept_latents(entry)
    if kept.labels is None:
        raise ModelError(f"the images of {entry.named} have no classes.")
    return float(np.square(np.bincount(kept.labels) / len(kept)).sum())


def holes(entry: Entry) -> float:
    """Return the share of draws from the prior that lie in the gaps, farther from every image than `far`, 0 to 1."""
    kept = kept_latents(entry)
    z = np.random.default_rng(SEED).standard_normal((DRAWS, kept.mu.shape[1]), np.float32)
    return float((nearest(z, kept.mu)[0] > far(entry)).mean())


def far(entry: Entry) -> float:
    """Return the distance that nine in ten draws from an image's posterior keep to the nearest other image's mean.

    What Sample calls a gap lies beyond it, see browser/samples/density.js.
    """
    path = entry.path / "latents.safetensors"
    return _far(path, stamp_of(path), entry)


@functools.lru_cache(maxsize=8)
def _far(path: Path, stamp: tuple[int, int], entry: Entry) -> float:
    kept = _opened(path, stamp, entry)
    return float(np.quantile(nearest(kept.drawn(np.arange(len(kept))), kept.mu, own=True)[0], OFTEN))


def outside(entry: Entry) -> float:
    """Return the share of images whose mean lies over three standard deviations of the prior off on some axis."""
    return float((np.abs(kept_latents(entry).mu) > 3).any(1).mean())


def sigma_share(entry: Entry) -> float:
    """Return how wide a posterior is beside the spread of the images, along one dimension."""
    return sigma(entry) / spread(entry)


@functools.lru_cache(maxsize=8)
def _opened(path: Path, stamp: tuple[int, int], entry: Entry) -> Latents:
    return library.latents(entry)


def kept_latents(entry: Entry) -> Latents:
    path = entry.path / "latents.safetensors"
    return _opened(path, stamp_of(path), entry)


def _posteriors(entry: Entry) -> tuple[np.ndarray, np.ndarray]:
    kept = kept_latents(entry)
    return kept.mu.astype(np.float64), kept.logvar.astype(np.float64)


def nearest(of: np.ndarray, among: np.ndarray, *, own: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Return distance and index of the nearest of `among` (m, d) for each of `of` (n, d). own: they are the same."""
    squares = (of**2).sum(1)[:, None] + (among**2).sum(1) - 2 * of @ among.T
    if own:
        np.fill_diagonal(squares, np.inf)
    index = squares.argmin(1)
    return np.sqrt(np.maximum(0, squares[np.arange(len(of)), index])), index


def stamp_of(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
