"""What became of a training: did it end well, was it too short, did it learn by heart, or nothing? What is next?"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.augmentation import GENTLE
from core.config import bounds
from core.training.advice import lighter
from core.training.run import RunConfig, TrainingConfig
from core.training.trouble import ONE_BIT, Trouble, posterior_collapse

Kind = Literal["well", "overfitted", "too short", "collapsed"]

FEW_STEPS = 500  # below, a network that draws is hardly ever done: a pass over MNIST, 461 steps, is no training
FEW_STEPS_READ = 100  # one that reads learns sooner: 468 steps, a pass over MNIST, teach it to read 97 in 100
ENOUGH_STEPS = 1_600
FALLING = 0.1  # share of its whole fall that the loss falls in the last fifth of a training that was cut short
LITTLE = 0.005  # of a loss: one that has hardly fallen at all falls in any fifth by chance
RISEN, SPREADS = 0.03, 4.0  # what a rise of the held-out loss is at least: a share of it, and so many of its spreads
LEAST_ROWS = 5  # epochs from which a curve can be told from chance


@dataclass(frozen=True)
class Outcome:
    """How a training ended, for people.

    title: a few words. about: what its losses show, in a sentence or two; advice: what to do next. better: the run to
    train next, None where there is none that is known to be better.
    """

    kind: Kind
    title: str
    about: str
    advice: str
    better: RunConfig | None = None


def outcome_of(history: Sequence[Mapping[str, Any]], config: RunConfig) -> Outcome | None:
    """Return what became of a training that has ended, from its history; None where the rows do not tell.

    history: rows as Progress.row() has them, one an epoch. Of a GAN only the number of its steps is judged: its losses
    say who is ahead, and not how good the images are (core.training.trouble says what they do say).
    """
    if not history or not all(map(_tells, history)):
        return None
    held_out, learned = (_losses(history, part) for part in ("validation", "train"))
    duel, reader = config.model.duels, config.model.reads
    if not duel and len(held_out) < len(history):
        return None
    steps = history[-1]["step"]
    if steps < (FEW_STEPS_READ if reader else FEW_STEPS):
        words = _FEW_READ if reader else _FEW_MEAN if _draws_the_mean(history[-1]) else _FEW
        return _short(config, history, words.format(steps=_counted(steps, "step")))
    if duel:
        return Outcome("well", "The duel is over", _DUEL.format(steps=f"{steps:,}"), _AFTER_DUEL)
    unused = posterior_collapse(history, config.model)
    if unused:
        return _unused(config, unused)
    best = min(range(len(held_out)), key=held_out.__getitem__)
    if _risen(held_out, learned, best):
        return _by_heart(config, history, held_out, learned, best)
    fall = _fall(held_out)
    if fall > FALLING:
        return _short(config, history, _STILL_FALLING.format(share=f"{100 * fall:.0f} %"))
    title, about = ("Trained", _UNTOLD) if len(held_out) < LEAST_ROWS else ("It ended well", _WELL)
    return Outcome("well", title, about.format(loss=_measured(held_out[-1], config), steps=f"{steps:,}"), _AFTER_WELL)


def _tells(row: Mapping[str, Any]) -> bool:
    """Say whether a row has what is looked at; one that comes from elsewhere may hold anything."""
    counted = all(isinstance(row.get(name), int) for name in ("epoch", "step"))
    return counted and row["epoch"] > 0 and all(isinstance(row.get(name), Mapping) for name in ("train", "validation"))


def _draws_the_mean(row: Mapping[str, Any]) -> bool:
    """Say whether latents tell less than a bit of an image held out: a VAE then draws little else than the mean."""
    told = row["validation"].get("kl")
    return isinstance(told, float | int) and told < ONE_BIT


def _losses(history: Sequence[Mapping[str, Any]], part: str) -> list[float]:
    found = [row.get(part, {}).get("loss") for row in history]
    return [float(loss) for loss in found if isinstance(loss, float | int) and math.isfinite(loss)]


def _risen(held_out: list[float], learned: list[float], best: int) -> bool:
    """Say whether the held-out loss has clearly risen since its best, while the other went on falling."""
    if len(held_out) < LEAST_ROWS or len(learned) < len(held_out):
        return False
    end = _end(held_out)
    rise = end - held_out[best]
    # Neighbours differ by chance, and by what is learned in between, which makes the spread rather too large.
    steps = [abs(b - a) for a, b in zip(held_out[best:], held_out[best + 1 :], strict=False)]
    spread = statistics.median(steps) if steps else math.inf
    return rise > RISEN * abs(held_out[best]) and rise > SPREADS * spread and _end(learned) < learned[best]


def _fall(held_out: list[float]) -> float:
    """Return which share of the whole fall of a loss came in the last fifth of its curve."""
    whole = held_out[0] - held_out[-1]
    if len(held_out) < LEAST_ROWS or whole <= 0:
        return 0.0
    late = held_out[-1 - max(1, len(held_out) // 5)] - held_out[-1]
    return late / whole if late > LITTLE * abs(held_out[-1]) else 0.0


def _end(losses: list[float]) -> float:
    """Return the mean of the last tenth of a curve: one epoch may be odd."""
    return statistics.fmean(losses[-max(1, len(losses) // 10) :])


def _by_heart(
    config: RunConfig, history: Sequence[Mapping[str, Any]], held_out: list[float], learned: list[float], best: int
) -> Outcome:
    training = config.training
    epoch = history[best]["epoch"]
    lowest = _measured(held_out[best], config)
    end, fallen = map(_number, (_end(held_out), _end(learned)))
    about = _HEART.format(best=lowest, epoch=epoch, end=end, learned=fallen)
    if not training.augmentation:
        better, advice = training.replace(augmentation=GENTLE), _VARY
    elif epoch < training.epochs and epoch < len(history):
        better, advice = training.replace(epochs=epoch), _STOP_EARLIER.format(epochs=_counted(epoch, "epoch"))
    else:
        return Outcome("overfitted", "Learned by heart", about, _MORE_IMAGES)
    return Outcome("overfitted", "Learned by heart", about, advice, _next(config, better))


def _short(config: RunConfig, history: Sequence[Mapping[str, Any]], about: str) -> Outcome:
    """Say that a training was too short, and make the next one long enough: to 1,600 steps, or twice as long."""
    training = config.training
    most = int(bounds(TrainingConfig.model_fields["epochs"])[1])
    steps, done = history[-1]["step"], history[-1]["epoch"]  # stopped early, it has done fewer
    epochs = min(most, max(math.ceil(ENOUGH_STEPS * done / max(1, steps)), 2 * done if steps >= FEW_STEPS else 1))
    if epochs <= done:
        return Outcome("too short", "Too short", about, _NO_LONGER)
    better = training.replace(epochs=epochs, seconds=0.0)
    return Outcome("too short", "Too short", about, _LONGER.format(epochs=epochs), _next(config, better))


def _unused(config: RunConfig, trouble: Trouble) -> Outcome:
    """Say that the decoder ignores z, and take away what is known to weigh against it."""
    model = lighter(config.model)
    next_run = config.replace(model=model) if model else None
    return Outcome("collapsed", trouble.title, trouble.about, trouble.advice, next_run)


def _next(config: RunConfig, training: TrainingConfig) -> RunConfig:
    return config.replace(training=training)


def _counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def _measured(loss: float, config: RunConfig) -> str:
    return f"{_number(loss)} {config.model.unit}".rstrip()


def _number(loss: float) -> str:
    return f"{loss:,.0f}" if abs(loss) >= 1000 else f"{loss:.4g}"  # large images have losses of five digits


_FEW = "It learned for {steps}. Hardly any network that draws is done so soon."
_FEW_MEAN = (
    "It learned for {steps}. So far its latents tell hardly anything of an image, so what it draws is close to a grey "
    "mean of images."
)
_FEW_READ = "It learned for {steps}. With so few a reader has hardly begun."
_STILL_FALLING = (
    "Of all that the loss on held-out images fell since the first epoch, {share} came in the last fifth of them: it is "
    "not done."
)
_LONGER = "Train it for {epochs:,} epochs."
_NO_LONGER = "Larger epochs, or a higher learning rate, would take it further."
_WELL = "On images that it has not learned from its loss is {loss} after {steps} steps, and hardly falls any more."
_UNTOLD = (
    "On images that it has not learned from its loss is {loss} after {steps} steps. So few epochs do not tell "
    "whether it would fall further."
)
_AFTER_WELL = "Play with it."
_DUEL = (
    "It learned for {steps} steps. Whether a GAN draws well its losses do not say, as they only tell which side is "
    "ahead: look at what it draws."
)
_AFTER_DUEL = "Look at its images, and at their scores on Sample."
_HEART = (
    "On images held out its loss was lowest, {best}, after epoch {epoch:,} and has risen to {end} since, "
    "while on those it learns from it fell to {learned}: it learns them by heart."
)
_VARY = "Train it on images that are varied a little at each step: then none is seen twice."
_STOP_EARLIER = "Train it for {epochs}, where the loss on held-out images was lowest."
_MORE_IMAGES = "More images would help most."
