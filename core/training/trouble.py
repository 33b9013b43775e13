"""What is going wrong in a training, to be said in words, with what to try? Read from the rows of its history alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.models import ModelConfig
from core.models.vae import VaeConfig

LOOKED_AT = 3  # last epochs; in a single one either side of a duel may be ahead
SETTLED = 300  # steps; until then every generator draws the same grey, and every discriminator wins
FEW = 0.35  # diversity below which drawings repeat each other: healthy ones have 0.6 and more
OFTEN = 0.98  # share of images that are judged right by a discriminator from which nothing can be learned any more
RUNAWAY = 1e4  # of any loss, in nats or without a unit, beside what its pixels can cost
LEARNED = 0.1  # standard deviation of a pixel, as large as it is learned to be


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, in one or two sentences each: how it shows, and what to try. title: its usual name."""

    title: str
    about: str
    advice: str


def trouble_in(history: Sequence[Mapping[str, Any]], model: ModelConfig | None = None) -> list[Trouble]:
    """Return what goes wrong in a run, worst first; nothing for a healthy one.

    history: rows as Progress.row() has them. Divergence: a number that is not finite, or above 10,000 and what the
    pixels of an image can cost a VAE. For a GAN, after its first 300 steps, mode collapse: for two epochs what it draws
    is much less various than real images are; and a discriminator that has always won for three. model: its settings;
    without them the loss is taken for one that a winning discriminator starves, as all are but the Wasserstein
    distance.
    """
    found = []
    if history and _runs_away(history[-1], RUNAWAY + _cost_of_pixels(model)):
        found.append(_DIVERGED)
    duel = [row for row in history if _tells(row) and row["step"] >= SETTLED]
    last = [row["validation"]["diversity"] for row in duel[-2:]]
    if len(last) == 2 and max(last) < FEW:
        found.append(Trouble("Mode collapse", _COLLAPSED.format(share=sum(last) / 2), _AFTER_COLLAPSE))
    # By its verdict in training: what is held out is compared with the averaged generator, which lags behind.
    shares = [(row["train"]["real"], row["train"]["fake"]) for row in duel[-LOOKED_AT:]]
    starved = getattr(model, "loss", "") != "wasserstein-gp"  # that critic is meant to be as good as it can be
    if starved and len(shares) == LOOKED_AT and all(real >= OFTEN and fake <= 1 - OFTEN for real, fake in shares):
        real, fake = (sum(share) / LOOKED_AT for share in zip(*shares, strict=True))
        found.append(Trouble("The discriminator always wins", _BEATEN.format(real=real, fake=fake), _AFTER_DEFEAT))
    return found


def _tells(row: Mapping[str, Any]) -> bool:
    """Say whether a row is of a GAN; one that comes from elsewhere may hold anything."""
    found = row["validation"].get("diversity"), row["train"].get("real"), row["train"].get("fake")
    return all(isinstance(number, float | int) for number in found)


def _cost_of_pixels(model: ModelConfig | None) -> float:
    """Return the nats that the pixels of an image cost a VAE that has learned nothing, or got each of them wrong."""
    if not isinstance(model, VaeConfig):
        return 0.0
    if model.likelihood == "bernoulli":
        return model.image_size**2 * math.log(2)
    noise = model.noise or LEARNED
    return model.image_size**2 * (0.5 / noise**2 + abs(math.log(noise)) + 1)


def _runs_away(row: Mapping[str, Any], limit: float) -> bool:
    return any(not abs(value) <= limit for part in ("train", "validation") for value in _numbers(row[part].values()))


def _numbers(values: Iterable[Any]) -> Iterator[float]:
    """Yield all numbers, also those of a loss that is a list; what is not finite may be written as none."""
    for value in values:
        for number in value if isinstance(value, list) else [value]:
            yield math.inf if number is None else number


_DIVERGED = Trouble(
    "Divergence",
    "A loss has run away: the weights move further at each step than the losses can guide them.",
    "Try a learning rate a third as high; in a GAN also spectral norm, or a penalty on the discriminator's slope (R1).",
)
_COLLAPSED = (
    "The generator draws nearly the same few images whatever noise it gets: neighbours among its images are only "
    "{share:.0%} as far apart as among real ones."
)
_AFTER_COLLAPSE = (
    "Try a learning rate half as high, batch norm in the discriminator or a penalty on its slope (R1), or tell both "
    "the class. With a handful of training images there is little variety to be had."
)
_BEATEN = (
    "It takes {real:.0%} of real images and {fake:.0%} of drawn ones for real, epoch after epoch: the generator hardly "
    "learns from it which way is better."
)
_AFTER_DEFEAT = (
    "Try half its learning rate, fewer filters or dropout in it, label smoothing of 0.1, or the Wasserstein loss, "
    "which has a slope however sure the discriminator is."
)
