"""What do the trainings of a VAE and a GAN say of common claims about such models?"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from core.scores.contest import Side
from core.scores.margin import apart
from core.scores.pair import Pair, Verdict
from core.scores.words import written
from core.training.trouble import LOOKED_AT, SETTLED, trouble_ever

EQUAL = 0.1  # budgets that differ by less than this share count as the same


def unstable(pair: Pair) -> Verdict:
    """Look for trouble in the history of the GAN, and in that of the VAE."""
    vae, gan = pair.sides
    if len(gan.history) < 2 or len(vae.history) < 2:
        return Verdict(None, "Not known: a history of two epochs of each is needed.")
    found, steady = _troubles(gan), _troubles(vae)
    rises = _rises(gan.history, "generator"), _rises(vae.history, "loss")
    text = (
        f"From epoch to epoch the GAN's generator did worse by its own loss {rises[0][0]} of {rises[0][1]} times, the "
        f"VAE by its own {rises[1][0]} of {rises[1][1]}. "
    )
    if found:
        text += f"And something went wrong in the duel: {', '.join(title.lower() for title in found)}."
        if steady:
            return Verdict(None, f"{text} So it did in the VAE: {', '.join(title.lower() for title in steady)}.")
        return Verdict(True, text)
    looked = sum(row["step"] >= SETTLED for row in gan.history)
    if looked < LOOKED_AT:
        return Verdict(None, f"{text}Nothing went wrong yet; after {looked} settled epochs that says nothing.")
    text += (
        "A restless loss is no harm in a duel, since the judge learns too. No divergence, no collapse and no judge "
        f"that always wins was seen in {len(gan.history)} epochs"
    )
    least = min(_numbers(gan.history[len(gan.history) // 2 :], "diversity"), default=None)
    if least is not None:
        text += (
            f"; in their second half neighbours among its images were never less than {least:.0%} as far apart as "
            "among real ones"
        ).replace("%", " %")
    text += ". One calm training is no proof."
    if steady:
        text += f" The VAE did not do well: {', '.join(title.lower() for title in steady)}."
    return Verdict(False, text)


def longer(pair: Pair) -> Verdict:
    """Compare how long each took to a given quality: that which the better of the two has at its end.

    The better one reached it within its time, and the other not within its own. That tells who is slower only where
    the better one had no more time; if they tie, either may have come so far long before its end.
    """
    vae, gan = pair.priors("frechet")
    a, b = (side.facts for side in pair.sides)
    if vae is None or gan is None:
        return pair.unknown(vae, gan)
    if not a.seconds or not b.seconds:
        return Verdict(None, "Not known: one of them does not say how long it learned.")
    x, y = vae.rows["frechet"], gan.rows["frechet"]
    text = (
        f"The VAE learned for {_time(a.seconds)} from {_count(a.images)} images and gets a Fréchet distance of "
        f"{written(x)} by its prior; the GAN for {_time(b.seconds)} from {_count(b.images)}, and gets {written(y)}."
    )
    if a.images_a_second and b.images_a_second:
        text += f" That is {a.images_a_second:,.0f} images a second for the VAE, {b.images_a_second:,.0f} for the GAN."
    unsure = pair.by_chance(text)
    if unsure:
        return unsure
    ratio = b.seconds / a.seconds
    if not apart(x, y, pair.seeds):
        return Verdict(None, f"{text} They tie, and when each had come so far nobody has measured.")
    if y.value < x.value and ratio <= 1 + EQUAL:
        return Verdict(False, f"{text} The GAN got closer in no more time.")
    if x.value < y.value and ratio >= 1 - EQUAL:
        return Verdict(True, f"{text} The GAN had at least as much time, and did not get as close.")
    which = "GAN" if y.value < x.value else "VAE"
    return Verdict(
        None,
        f"{text} The {which} learned longer and got closer: that tells nothing. Train a pair with the same budget.",
    )


def _troubles(side: Side) -> Sequence[str]:
    known = side.troubles
    return trouble_ever(side.history, side.config.model) if known is None else known


def _rises(history: Sequence[Mapping[str, Any]], name: str) -> tuple[int, int]:
    """Return how often a loss on held-out images was larger than an epoch before, and of how many times."""
    values = _numbers(history, name)
    return sum(b > a for a, b in itertools.pairwise(values)), max(0, len(values) - 1)


def _numbers(history: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    """Return a loss on held-out images by epoch; where it was not finite there is none."""
    values = (row["validation"].get(name) for row in history)
    return [value for value in values if isinstance(value, float | int)]


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _count(images: int | None) -> str:
    return "an unknown number of" if images is None else f"{images:,}"
