"""Which numbers can a lesson name, and how is each measured on the model at hand?

A lesson says `[[kl]]` or `[[kl of mnist-vae-16d]]` and never a number of its own. What is measured of latents is
measured of the images that are kept with the model.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import library
from core.lessons import of_exhibits, of_latents
from core.library import Entry
from core.metrics.score import Score
from core.scores import table
from core.types import ModelError


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


def _beta(entry: Entry) -> float:
    turned = entry.config.browser  # what stood there last, where it was turned while it learned
    beta = turned.beta if turned else getattr(entry.config.model, "beta", None)
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


def _between(one: Callable[[Entry], float], other: Callable[[Entry], float], how: str) -> Callable[[Entry], float]:
    """Return what relates two measures of a model. how: "times" divides, "less" subtracts."""
    return lambda entry: one(entry) / other(entry) if how == "times" else one(entry) - other(entry)


def _scored(entry: Entry, row: str, name: str) -> Score:
    kept = table.read(entry)
    for conditions in kept.conditions if kept else ():
        for scores in reversed(kept.under(conditions).scored if kept else ()):
            called = scores.sampler.name if scores.sampler else scores.source
            if called == name and row in scores.rows and scores.temperature == 1 and conditions.label is None:
                return scores.rows[row]
    raise ModelError(f"nobody has measured this of {entry.named}: measure it on Sample, under its scores.")


def _bet(title: str, unit: str, places: int, setting: str, what: str) -> Measure:
    """Return a measure of the maps that are bet on, which are those of one model whatever the step's."""
    return Measure(title, unit, places, lambda entry: of_exhibits.bet(setting, what))


_PRIOR, _MIXTURE = _of_samples("frechet", "prior"), _of_samples("frechet", "gaussian-mixture")
_FLOOR, _UNSEEN = _of_samples("frechet", "floor"), _of_samples("held_out", "gaussian-mixture")

MEASURES: dict[str, Measure] = {
    "dims": Measure("latent dimensions", "", 0, lambda entry: float(entry.config.model.dims)),
    "pixels": Measure("pixels of an image", "", 0, lambda entry: float(entry.config.model.image_size**2)),
    "images": Measure("images kept with the model", "", 0, lambda entry: float(len(of_latents.kept_latents(entry)))),
    "kl": Measure("KL divergence an image", "nats", 1, of_latents.kl),
    "kl-bits": Measure("the same in bits", "bits", 1, lambda entry: of_latents.kl(entry) / float(np.log(2))),
    "sigma": Measure("median sigma of a posterior", "", 3, of_latents.sigma),
    "spread": Measure("standard deviation of mu over images", "", 2, of_latents.spread),
    "sigma-share": Measure("sigma beside the spread of mu", "%", 1, of_latents.sigma_share),
    "total-variance": Measure("variance of z over all images", "", 2, of_latents.total_variance),
    "alive": Measure("active dimensions", "", 0, of_latents.alive),
    "beta": Measure("weight of the KL divergence", "", 1, _beta),
    "same-class": Measure("images whose nearest neighbour has their class", "%", 0, of_latents.same_class),
    "same-class-pixels": Measure(
        "images whose nearest neighbour by pixels has their class", "%", 0, of_latents.same_class_pixels
    ),
    "chance": Measure("pairs of images that are of one class", "%", 0, of_latents.chance),
    "holes": Measure("draws from the prior that lie far from every image", "%", 0, of_latents.holes),
    "outside": Measure("images that lie where the prior hardly draws", "%", 0, of_latents.outside),
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
    "prior-to-floor": Measure(
        "the prior's distance in those of real images", "times", 0, _between(_PRIOR, _FLOOR, "times")
    ),
    "prior-to-mixture": Measure(
        "the prior's distance in those of the mixture", "times", 1, _between(_PRIOR, _MIXTURE, "times")
    ),
    "held-out-gain": Measure(
        "how much likelier unseen latents are by the mixture",
        "nats",
        1,
        _between(_UNSEEN, _of_samples("held_out", "prior"), "less"),
    ),
    "copied-mixture": Measure(
        "draws from the mixture that are copies", "%", 1, _of_samples("copied", "gaussian-mixture")
    ),
    "recall-floor": Measure("real images among other real ones", "%", 0, _of_samples("recall", "floor")),
    "precision-prior": Measure("draws that lie among real images", "%", 0, _of_samples("precision", "prior")),
    "greys-mixture": Measure("grey ink in draws from the mixture", "%", 0, _of_samples("greys", "gaussian-mixture")),
    "recall-prior": Measure("real images among draws from the prior", "%", 0, _of_samples("recall", "prior")),
    "unread-prior": Measure("draws from the prior that no class claims", "%", 1, _of_samples("unread", "prior")),
    "unread-mixture": Measure(
        "draws from the mixture that no class claims", "%", 1, _of_samples("unread", "gaussian-mixture")
    ),
    "held-out-prior": Measure("log density of unseen latents", "nats", 1, _of_samples("held_out", "prior")),
    "held-out-mixture": Measure(
        "log density of unseen latents, by the mixture", "nats", 1, _of_samples("held_out", "gaussian-mixture")
    ),
    "ladder-kl-1": Measure("KL divergence at beta 1", "nats", 1, lambda entry: of_exhibits.rung(1, "kl")),
    "ladder-kl-10": Measure("KL divergence at beta 10", "nats", 1, lambda entry: of_exhibits.rung(10, "kl")),
    "ladder-alive-1": Measure("active dimensions at beta 1", "", 0, lambda entry: of_exhibits.rung(1, "active")),
    "ladder-alive-10": Measure("active dimensions at beta 10", "", 0, lambda entry: of_exhibits.rung(10, "active")),
    "cloud-gain-1": Measure(
        "how much likelier unseen images' draws are by a fitted density",
        "nats",
        2,
        lambda e: of_exhibits.cloud(1, "gain"),
    ),
    "cloud-gain-100": Measure("the same at beta 100", "nats", 2, lambda entry: of_exhibits.cloud(100, "gain")),
    "cloud-kl-100": Measure(
        "KL divergence of the cloud at beta 100", "nats", 2, lambda e: of_exhibits.cloud(100, "kl")
    ),
    "bet-kept-30": _bet("neighbours kept at perplexity 30", "%", 0, "perplexity 30", "images kept"),
    "bet-noise-kept-30": _bet("neighbours kept of shuffled numbers", "%", 0, "perplexity 30", "noise kept"),
    "bet-same-30": _bet("images beside one of their class on the map", "%", 0, "perplexity 30", "same"),
    "bet-noise-groups-30": _bet("groups in noise at perplexity 30", "", 0, "perplexity 30", "noise groups"),
    "bet-noise-groups-5": _bet("groups in noise at perplexity 5", "", 0, "perplexity 5", "noise groups"),
    "bet-groups-5": _bet("groups on the map at perplexity 5", "", 0, "perplexity 5", "images groups"),
    "bet-distances-30": _bet("rank correlation of distances at perplexity 30", "", 2, "perplexity 30", "distances"),
    "bet-widths-30": _bet("rank correlation of widths at perplexity 30", "", 2, "perplexity 30", "widths"),
    "bet-distances-100": _bet("rank correlation of distances at perplexity 100", "", 2, "perplexity 100", "distances"),
    "bet-widths-100": _bet("rank correlation of widths at perplexity 100", "", 2, "perplexity 100", "widths"),
    "bet-kept-flat": _bet("neighbours kept on the flat plane", "%", 0, "flat", "images kept"),
    "bet-same-flat": _bet("images beside one of their class on the flat plane", "%", 0, "flat", "same"),
    "greys": Measure("grey ink in draws from the prior", "%", 0, _of_samples("greys", "prior")),
    "greys-real": Measure("grey ink in real images", "%", 0, _of_samples("greys", "prior", floor=True)),
}


def measured(name: str, entry: Entry) -> float:
    """Return what a measure says of a model, worked out once. Raises ModelError where the model lacks what it takes."""
    files = ("latents.safetensors", "history.jsonl", table.FILE, "config.json")
    return _measured(name, entry, tuple(of_latents.stamp_of(entry.path / file) for file in files))


@functools.lru_cache(maxsize=512)
def _measured(name: str, entry: Entry, stamp: tuple[tuple[int, int], ...]) -> float:
    return MEASURES[name].of(entry)
