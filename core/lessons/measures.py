"""Which numbers can a lesson name, and how is each measured on the model at hand?

A lesson says `[[kl]]` or `[[kl of mnist-vae-16d]]` and never a number of its own. What is measured of latents is
measured of the images that are kept with the model.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core import library
from core.latents import Latents, active
from core.library import Entry
from core.metrics.score import Score
from core.scores import table
from core.types import ModelError

DRAWS, SEED = 1000, 0  # draws from the prior, and the seed that they always have
OFTEN = 0.99  # of images lie no farther from their nearest neighbour than what counts as near
AROUND = 20  # images nearest to a point that speak for it


@dataclass(frozen=True)
class Measure:
    """A number that is measured of a model. title: what it is; unit: what it counts, empty for a bare number.

    places: digits behind the point. of: from a model; raises ModelError where the model lacks what it takes.
    """

    title: str
    unit: str
    places: int
    of: Callable[[Entry], float]

    def written(self, value: float) -> str:
        """Return a value as a lesson says it: rounded, with its unit."""
        number = f"{100 * value:.{self.places}f}" if self.unit == "%" else f"{value:,.{self.places}f}"
        return f"{number} {self.unit}".strip()


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
    return float(active(_latents(entry).mu).sum())


def same_class(entry: Entry) -> float:
    """Return the share of images whose nearest neighbour in latent space has their class, 0 to 1."""
    kept = _latents(entry)
    if kept.labels is None:
        raise ModelError(f"the images of {entry.named} have no classes.")
    nearest = _nearest(kept.mu, kept.mu, own=True)[1]
    return float((kept.labels[nearest] == kept.labels).mean())


def holes(entry: Entry) -> float:
    """Return the share of draws from the prior that lie farther from every image than images lie from one another.

    Farther: than all but one in a hundred images lie from their nearest neighbour, by the means of their posteriors.
    """
    kept = _latents(entry)
    near = np.quantile(_nearest(kept.mu, kept.mu, own=True)[0], OFTEN)
    z = np.random.default_rng(SEED).standard_normal((DRAWS, kept.mu.shape[1]), np.float32)
    return float((_nearest(z, kept.mu)[0] > near).mean())


def outside(entry: Entry) -> float:
    """Return the share of images whose mean lies over three standard deviations of the prior off on some axis."""
    return float((np.abs(_latents(entry).mu) > 3).any(1).mean())


def sigma_share(entry: Entry) -> float:
    """Return how wide a posterior is beside the spread of the images, along one dimension."""
    return sigma(entry) / spread(entry)


def _beta(entry: Entry) -> float:
    beta = getattr(entry.config.model, "beta", None)
    if beta is None:
        raise ModelError(f"{entry.named} weighs no KL divergence.")
    return float(beta)


def _of_history(part: str, which: int) -> Callable[[Entry], float]:
    def value(entry: Entry) -> float:
        rows = library.history(entry)
        found: Any = rows[which].get("validation", {}).get(part) if rows else None
        if not isinstance(found, int | float):
            raise ModelError(f"{entry.named} has not noted this while it learned.")
        return float(found)

    return value


def _early_fall(entry: Entry) -> float:
    rows = library.history(entry)
    losses = [float(row["validation"]["loss"]) for row in rows if "loss" in row.get("validation", {})]
    if len(losses) < 3 or losses[0] <= losses[-1]:
        raise ModelError(f"{entry.named} has noted no fall of its loss.")
    return (losses[0] - losses[len(losses) // 3 - 1]) / (losses[0] - losses[-1])


def _minutes(entry: Entry) -> float:
    rows = library.history(entry)
    if not rows:
        raise ModelError(f"{entry.named} has not noted how long it learned.")
    return float(rows[-1]["seconds"]) / 60


def _of_samples(row: str, name: str, *, floor: bool = False) -> Callable[[Entry], float]:
    """Return what reads a score of samples. name: of the strategy, or `floor` or `limit`."""

    def value(entry: Entry) -> float:
        found = _scored(entry, row, name)
        if floor:
            if found.floor is None:
                raise ModelError(f"nobody has measured the floor of this for {entry.named}.")
            return found.floor
        return found.number

    return value


def _scored(entry: Entry, row: str, name: str) -> Score:
    kept = table.read(entry)
    for conditions in kept.conditions if kept else ():
        for scores in reversed(kept.under(conditions).scored if kept else ()):
            called = scores.sampler.name if scores.sampler else scores.source
            if called == name and row in scores.rows and scores.temperature == 1 and conditions.label is None:
                return scores.rows[row]
    raise ModelError(f"nobody has measured this of {entry.named}: measure it on Sample, under its scores.")


MEASURES: dict[str, Measure] = {
    "dims": Measure("latent dimensions", "", 0, lambda entry: float(entry.config.model.dims)),
    "pixels": Measure("pixels of an image", "", 0, lambda entry: float(entry.config.model.image_size**2)),
    "images": Measure("images kept with the model", "", 0, lambda entry: float(len(_latents(entry)))),
    "kl": Measure("KL divergence an image", "nats", 1, kl),
    "kl-bits": Measure("the same in bits", "bits", 1, lambda entry: kl(entry) / float(np.log(2))),
    "sigma": Measure("median sigma of a posterior", "", 2, sigma),
    "spread": Measure("standard deviation of mu over images", "", 2, spread),
    "sigma-share": Measure("sigma beside the spread of mu", "%", 1, sigma_share),
    "total-variance": Measure("variance of z over all images", "", 2, total_variance),
    "alive": Measure("active dimensions", "", 0, alive),
    "beta": Measure("weight of the KL divergence", "", 1, _beta),
    "same-class": Measure("images whose nearest neighbour has their class", "%", 0, same_class),
    "holes": Measure("draws from the prior that lie far from every image", "%", 0, holes),
    "outside": Measure("images that lie where the prior hardly draws", "%", 0, outside),
    "reconstruction": Measure("reconstruction error", "nats", 1, _of_history("reconstruction", -1)),
    "loss": Measure("loss on held-out images", "nats", 1, _of_history("loss", -1)),
    "first-loss": Measure("the same after the first epoch", "nats", 1, _of_history("loss", 0)),
    "early-fall": Measure("share of the fall that is done after a third of the epochs", "%", 0, _early_fall),
    "epochs": Measure("epochs", "", 0, lambda entry: float(len(library.history(entry)))),
    "minutes": Measure("minutes of training", "minutes", 1, _minutes),
    "frechet-prior": Measure("Fréchet distance of draws from the prior", "", 1, _of_samples("frechet", "prior")),
    "frechet-kde": Measure("Fréchet distance of draws from a kernel density", "", 1, _of_samples("frechet", "kde")),
    "frechet-mixture": Measure(
        "Fréchet distance of draws from a Gaussian mixture", "", 1, _of_samples("frechet", "gaussian-mixture")
    ),
    "frechet-limit": Measure("Fréchet distance of reconstructions", "", 1, _of_samples("frechet", "limit")),
    "frechet-floor": Measure("Fréchet distance of real images", "", 1, _of_samples("frechet", "floor")),
    "unread-prior": Measure("draws from the prior that no class claims", "%", 1, _of_samples("unread", "prior")),
    "unread-mixture": Measure(
        "draws from the mixture that no class claims", "%", 1, _of_samples("unread", "gaussian-mixture")
    ),
    "held-out-prior": Measure("log density of unseen latents", "nats", 1, _of_samples("held_out", "prior")),
    "held-out-mixture": Measure(
        "log density of unseen latents, by the mixture", "nats", 1, _of_samples("held_out", "gaussian-mixture")
    ),
    "greys": Measure("grey ink in draws from the prior", "%", 0, _of_samples("greys", "prior")),
    "greys-real": Measure("grey ink in real images", "%", 0, _of_samples("greys", "prior", floor=True)),
}


def measured(name: str, entry: Entry) -> float:
    """Return what a measure says of a model, worked out once. Raises ModelError where the model lacks what it takes."""
    files = ("latents.safetensors", "history.jsonl", table.FILE, "config.json")
    return _measured(name, entry, tuple(_stamp(entry.path / file) for file in files))


@functools.lru_cache(maxsize=512)
def _measured(name: str, entry: Entry, stamp: tuple[tuple[int, int], ...]) -> float:
    return MEASURES[name].of(entry)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def class_around(entry: Entry, z: tuple[float, ...], wanted: str) -> float:
    """Return the share of a class among the 20 images nearest to a point, 0 to 1. wanted: the class's name."""
    kept = _latents(entry)
    if kept.labels is None or wanted not in entry.config.classes:
        raise ModelError(f"the images of {entry.named} have no class {wanted}.")
    away = np.linalg.norm(kept.mu - _point(entry, z), axis=1)
    return float((kept.labels[np.argsort(away)[:AROUND]] == entry.config.classes.index(wanted)).mean())


def emptiness(entry: Entry, z: tuple[float, ...], wanted: str = "") -> float:
    """Return how far a point lies from the nearest image, in distances that all but one in a hundred images keep."""
    kept = _latents(entry)
    near = float(np.quantile(_nearest(kept.mu, kept.mu, own=True)[0], OFTEN))
    return float(np.linalg.norm(kept.mu - _point(entry, z), axis=1).min()) / near


# What can be asked of a point on a model's map: (model, z of length d, a class's name or nothing) -> a number.
AT_POINTS: dict[str, Callable[[Entry, tuple[float, ...], str], float]] = {
    "class-around": class_around,
    "emptiness": emptiness,
}


def _point(entry: Entry, z: tuple[float, ...]) -> np.ndarray:
    if len(z) != entry.config.model.dims:
        raise ModelError(f"a point on the map of {entry.named} has {entry.config.model.dims} numbers, got {len(z)}.")
    return np.array(z)


@functools.lru_cache(maxsize=8)
def _opened(path: Path, stamp: tuple[int, int], entry: Entry) -> Latents:
    return library.latents(entry)


def _latents(entry: Entry) -> Latents:
    path = entry.path / "latents.safetensors"
    return _opened(path, _stamp(path), entry)


def _posteriors(entry: Entry) -> tuple[np.ndarray, np.ndarray]:
    kept = _latents(entry)
    return kept.mu.astype(np.float64), kept.logvar.astype(np.float64)


def _nearest(of: np.ndarray, among: np.ndarray, *, own: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Return distance and index of the nearest of `among` (m, d) for each of `of` (n, d). own: they are the same."""
    squares = (of**2).sum(1)[:, None] + (among**2).sum(1) - 2 * of @ among.T
    if own:
        np.fill_diagonal(squares, np.inf)
    index = squares.argmin(1)
    return np.sqrt(np.maximum(0, squares[np.arange(len(of)), index])), index
