"""What is going wrong in a training, to be said in words, with what to try? Read from the rows of its history alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.models import ModelConfig
from core.training import advice, elbo

SUMS = ("loss", elbo.NAME)  # that a VAE may learn by
LOOKED_AT = 3  # last epochs; in a single one either side of a duel may be ahead
SETTLED = 300  # steps; until then every generator draws the same grey, and every discriminator wins
COLLAPSE = "Posterior collapse"
USED = 500  # steps, by which latents that are of use are used
ONE_BIT = math.log(2)  # nats: latents that tell less of an image leave its decoder to draw the mean of all
FEW = 0.6  # diversity below which drawings repeat each other: healthy ones have 0.7 and more
GROWING = 1.05  # times the diversity a fifth of the steps ago: it still grows
OFTEN = 0.98  # share of images that are judged right by a discriminator from which nothing can be learned any more
RARE, COMMON = 0.2, 0.04  # of its share among real images: a class so rare is missing; share of a class to be judged
MOSTLY = 0.5  # share of the images that a reader can read, for it to be asked which classes are there
UNTRAINED = 3.0  # times what a model costs that has learned nothing: it has run away
TWICE, HALF = 2.0, 0.5  # so much dearer than at its best, and so much of its whole fall lost: it has lost what it knew
SCORE = 100.0  # of a discriminator: odds of 10^43
DIAMETERS = 3.0  # a critic of slope 1 keeps images no further apart than one: the square root of their pixels


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, in one or two sentences each: how it shows, and what to try. title: its usual name."""

    title: str
    about: str
    advice: str


Rows = Sequence[Mapping[str, Any]]


def trouble_in(history: Rows, model: ModelConfig | None = None, classes: Sequence[str] = ()) -> list[Trouble]:
    """Return what goes wrong in a run, worst first, and alone where it has diverged; nothing for a healthy one.

    history: rows as Progress.row() has them, from the first epoch on. model: its settings; without them losses are
    judged only by how they went, and only a GAN is known by its rows. classes: names of the data's, to be said.
    """
    rows = [row for row in history if all(isinstance(row.get(part), Mapping) for part in ("train", "validation"))]
    diverged = _diverged(rows, model)
    if diverged:
        return [diverged]  # whatever else there is follows from it
    found = posterior_collapse(rows, model), _collapsed(rows, model), _missing(rows, classes), _beaten(rows, model)
    return [one for one in found if one]


def trouble_ever(history: Rows, model: ModelConfig | None = None) -> list[str]:
    """Return the titles of what went wrong after any of its epochs, the first first."""
    titles: dict[str, None] = {}
    best: list[Mapping[str, Any]] = []
    for n in range(1, len(history) + 1):
        early = max(0, n - LOOKED_AT)
        if early:
            best = _cheapest([*best, history[early - 1]])
        # Of what is longer ago only the first epoch, the best ones and one a fifth ago are looked at.
        rows = [*history[: min(1, early)], *best, *_a_fifth_ago(history[:n]), *history[early:n]]
        titles |= dict.fromkeys(one.title for one in trouble_in(rows, model))
    return list(titles)


def _cheapest(rows: Rows) -> list[Mapping[str, Any]]:
    """Return the rows with the least of either sum that a VAE can learn by."""
    found = []
    for name in SUMS:
        known = [row for row in rows if _is_number(_learned(row).get(name))]
        found += [min(known, key=lambda row, name=name: _learned(row)[name])] if known else []
    return found


def _learned(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the losses on images learned from, a VAE's negative ELBO among them."""
    train = row.get("train")
    return elbo.with_elbo(train) if isinstance(train, Mapping) else {}


def posterior_collapse(rows: Rows, model: ModelConfig | None = None) -> Trouble | None:
    """Look for latents that tell less than a bit of an image held out, for two epochs.

    Not before 500 steps: they are put to use a while after the mean image is learned. rows: of one epoch at least.
    Source: Bowman et al. 2016, arXiv:1511.06349, section 3.1; as posterior collapse: Lucas et al. 2019,
    arXiv:1911.02469.
    """
    told = [row["validation"].get("kl") for row in rows[-2:]]
    if not told or not all(map(_is_number, told)) or max(told) >= ONE_BIT or rows[-1].get("step", 0) < USED:
        return None
    return Trouble(COLLAPSE, advice.unused(told[-1], model), advice.against_unused_latents(model))


def _diverged(rows: Rows, model: ModelConfig | None) -> Trouble | None:
    """Look for numbers that are not finite, for losses no model at rest has, and for one that lost what it knew."""
    if not rows:
        return None
    last = rows[-1]
    cures = advice.against_divergence(model, duel=_of_duel(last))
    if not all(map(math.isfinite, _numbers([*last["train"].values(), *last["validation"].values()]))):
        return Trouble("Divergence", "A loss is no number any more: the weights have run away.", cures)
    if _of_duel(last):
        limit, names = SCORE, ("discriminator", "generator")
        if model and model.critic:
            limit, names = DIAMETERS * model.image_size, ("discriminator",)  # the level of its scores is free to drift
        worst = max((abs(v) for part in ("train", "validation") for v in _of(last[part], names)), default=0.0)
        return Trouble("Divergence", _FAR_SCORES.format(worst=worst), cures) if worst > limit else None
    return _risen(rows, model, cures)


def _risen(rows: Rows, model: ModelConfig | None, cures: str) -> Trouble | None:
    """Judge a loss on the images learned from, beside what it was: learning by heart makes only the other one rise.

    By the loss and by the negative ELBO both: while a warm-up goes on, the one rises and the other falls.
    """
    floor, untrained = (model.floor, model.untrained) if model else (0.0, math.inf)
    sums = [[_learned(row).get(name) for row in rows] for name in SUMS]
    sums = [values for values in sums if all(map(_is_number, values))]
    if not sums:
        return None
    loss = sums[0]
    if all(values[-1] - floor > UNTRAINED * untrained for values in sums):
        return Trouble(
            "Divergence", _RUN_AWAY.format(loss=_in_unit(loss[-1], model), untrained=_number(floor + untrained)), cures
        )
    if all(_lost(values, floor) for values in sums):
        about = _LOST.format(best=_number(min(loss)), loss=_number(loss[-1]), epochs=LOOKED_AT)
        return Trouble("Divergence", about, cures)
    return None


def _lost(values: list[float], floor: float) -> bool:
    """Say whether for three epochs a loss has lost most of its fall, and cost twice what it did at best."""
    best, last = min(values), min(values[-LOOKED_AT:])
    return last > best + HALF * (values[0] - best) and last - floor > TWICE * (best - floor)


def _collapsed(rows: Rows, model: ModelConfig | None) -> Trouble | None:
    """Look for drawings of little variety, for two epochs, which is not growing any more."""
    last = [row["validation"].get("diversity") for row in _duel(rows)[-2:]]
    if len(last) < 2 or not all(map(_is_number, last)) or max(last) >= FEW or _varies_more(rows):
        return None
    told = model and model.conditional
    about = (_COLLAPSED_WITHIN if told else _COLLAPSED).format(share=100 * sum(last) / 2)
    return Trouble("Mode collapse", about, advice.against_collapse(model))


def _varies_more(rows: Rows) -> bool:
    """Say whether the variety of what is drawn has grown in the last fifth of the steps, or that is not known."""
    before, now = ([row["validation"].get("diversity") for row in part] for part in (_a_fifth_ago(rows), rows[-1:]))
    return not all(map(_is_number, before + now)) or not before or now[0] > GROWING * before[0]


def _a_fifth_ago(rows: Rows) -> list[Mapping[str, Any]]:
    """Return the newest row of the first four fifths of the steps so far, in a list; it is empty if there is none."""
    steps = [row.get("step") for row in rows]
    if not steps or not all(map(_is_number, steps)):
        return []
    return [row for row in rows if row["step"] <= 0.8 * steps[-1]][-1:]


def _missing(rows: Rows, classes: Sequence[str]) -> Trouble | None:
    """Look for classes that a reader finds among real images and hardly ever among drawn ones, for three epochs.

    Not where most drawn images cannot be read, or their variety still grows: such a generator is not done.
    """
    duel = _duel(rows)
    last = [row["validation"] for row in duel[-LOOKED_AT:]]
    read = [(losses.get("read_drawn"), losses.get("read_real")) for losses in last]
    if len(read) < LOOKED_AT or _varies_more(rows) or not all(_mostly_read(shares) for two in read for shares in two):
        return None
    parts = [tuple([share / sum(shares) for share in shares] for shares in two) for two in read]
    k = min(len(shares) for two in parts for shares in two)
    missing = [c for c in range(k) if all(real[c] >= COMMON and drawn[c] < RARE * real[c] for drawn, real in parts)]
    if not missing:
        return None
    drawn, real = (100 * sum(shares[c] for c in missing) for shares in parts[-1])
    named = [classes[c] if c < len(classes) else f"number {c + 1}" for c in missing]
    which = f"the class {named[0]}" if len(named) == 1 else f"the classes {', '.join(named[:-1])} and {named[-1]}"
    return Trouble("Missing classes", _MISSING.format(which=which, drawn=drawn, real=real), advice.AGAINST_MISSING)


def _beaten(rows: Rows, model: ModelConfig | None) -> Trouble | None:
    """Look for a discriminator that has won for three epochs.

    By its verdict in training: what is held out is compared with the averaged generator, which lags behind.
    """
    if model and model.critic:
        return None  # that critic is meant to be as good as it can be
    shares = [(row["train"]["real"], row["train"]["fake"]) for row in _duel(rows)[-LOOKED_AT:]]
    if len(shares) < LOOKED_AT or not all(real >= OFTEN and fake <= 1 - OFTEN for real, fake in shares):
        return None
    real, fake = (100 * sum(share) / LOOKED_AT for share in zip(*shares, strict=True))
    about = f"{_BEATEN.format(real=real, fake=fake)} {advice.why_beaten(model)}"
    return Trouble("The discriminator always wins", about, advice.against_defeat(model))


def _duel(rows: Rows) -> list[Mapping[str, Any]]:
    """Return the rows of a GAN that has learned for a while; one that comes from elsewhere may hold anything."""
    return [row for row in rows if _of_duel(row) and _is_number(row.get("step")) and row["step"] >= SETTLED]


def _of_duel(row: Mapping[str, Any]) -> bool:
    return all(_is_number(row["train"].get(name)) for name in ("real", "fake"))


def _of(losses: Mapping[str, Any], names: Iterable[str]) -> list[float]:
    return [losses[name] for name in names if _is_number(losses.get(name))]


def _numbers(values: Iterable[Any]) -> Iterator[float]:
    """Yield all numbers, also those of a loss that is a list; what is not finite may be written as none."""
    for value in values:
        for number in value if isinstance(value, list) else [value]:
            yield number if _is_number(number) else math.inf


def _is_number(value: Any) -> bool:
    return isinstance(value, float | int)


def _mostly_read(shares: Any) -> bool:
    """Say whether a reader could read most images, by the shares of its classes."""
    return isinstance(shares, list) and all(map(_is_number, shares)) and sum(shares) > MOSTLY


def _in_unit(loss: float, model: ModelConfig | None) -> str:
    return f"{_number(loss)} {model.unit if model else 'nats'}".rstrip()


def _number(loss: float) -> str:
    return f"{loss:,.0f}" if abs(loss) >= 100 else f"{loss:.3g}"


_FAR_SCORES = (
    "The losses of the duel have run away, to {worst:,.0f}: scores so far out say nothing any more, and each step "
    "moves the weights further than they can guide it."
)
_RUN_AWAY = (
    "On the images it learns from its loss is {loss}, where a model that has learned nothing has about "
    "{untrained}: its weights move further at each step than the loss can guide them."
)
_LOST = (
    "On the images it learns from its loss was {best} at best, and has been at {loss} or so for {epochs} epochs: it "
    "has lost what it had learned."
)
_COLLAPSED = (
    "The generator draws nearly the same few images whatever noise it gets: neighbours among its images are only "
    "{share:.0f} % as far apart as among real ones."
)
_COLLAPSED_WITHIN = (
    "The generator draws nearly the same images of a class whatever noise it gets: within a class, neighbours among "
    "its images are only {share:.0f} % as far apart as among real ones."
)
_MISSING = (
    "The generator hardly ever draws {which}: of its images that a classifier of real ones can read {drawn:.1f} % are "
    "read so, of real ones {real:.0f} %."
)
_BEATEN = "It takes {real:.0f} % of real images and {fake:.0f} % of drawn ones for real, epoch after epoch."
