"""What do the numbers of a VAE and a GAN side by side say of each common claim about such models?"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.evaluation.scores import Score
from core.scoring.kept import SampleScores
from core.scoring.lessons import HELPS, MIXTURE, PRIOR
from core.scoring.verdict import LEANS, apart
from core.scoring.versus import Contest, Side
from core.scoring.written import titled, written
from core.training.trouble import LOOKED_AT, trouble_in

EQUAL = 0.1  # budgets that differ by less than this share count as the same


@dataclass(frozen=True)
class Verdict:
    """What this pair says. holds: whether the claim does; None if it cannot be told, or if it is of something else.

    text: sentences with the numbers. missing: (number of the model, key of a strategy) to be scored first.
    """

    holds: bool | None
    text: str
    missing: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Pair:
    """A VAE and a GAN among those compared. vae, gan: their numbers."""

    contest: Contest
    vae: int
    gan: int

    @property
    def sides(self) -> tuple[Side, Side]:
        """The two, the VAE first."""
        return self.contest.sides[self.vae], self.contest.sides[self.gan]

    def priors(self, *rows: str) -> tuple[SampleScores | None, SampleScores | None]:
        """Return the scores of what each draws from N(0, I), None where one has not these numbers."""
        return self.contest.of(self.vae, *rows)[0], self.contest.of(self.gan, *rows)[0]

    def unknown(self, *scored: SampleScores | None, names: Sequence[tuple[int, str]] = ()) -> Verdict:
        """Say that it cannot be told before more is scored, or why it never can."""
        if self.contest.left_out and {self.vae, self.gan} & self._apart():
            return Verdict(None, "Their numbers do not compare, because they learned from other data.")
        names = names or ((self.vae, PRIOR), (self.gan, PRIOR))
        missing = tuple(name for name, scores in zip(names, scored, strict=True) if scores is None)
        return Verdict(None, "Not known yet: it takes scores that have not been made.", missing)

    def _apart(self) -> set[int]:
        there = {one.side for one in self.contest.contestants} | {i for i, _ in self.contest.missing}
        return set(range(len(self.contest.sides))) - there


def pair_of(contest: Contest) -> Pair | None:
    """Return the first VAE and the first GAN among those compared, None if there are not both."""
    kinds = [side.kind for side in contest.sides]
    return Pair(contest, kinds.index("VAE"), kinds.index("GAN")) if {"VAE", "GAN"} <= set(kinds) else None


def blurred(pair: Pair) -> Verdict:
    """Compare how grey the ink is that each draws from its prior."""
    vae, gan = pair.priors("greys")
    if vae is None or gan is None:
        return pair.unknown(vae, gan)
    a, b = vae.rows["greys"], gan.rows["greys"]
    real = pair.contest.floor.rows.get("greys") if pair.contest.floor else None
    text = f"Of the inked pixels {_bare(a)} are half-grey in what the VAE draws, {_bare(b)} in what the GAN draws"
    text += f"; {_bare(real)} are in real images." if real else "."
    fitted = pair.contest.of(pair.vae, "greys")[1]
    if fitted and fitted.rows["greys"].value > b.value and a.value > b.value:
        text += (
            f" Where real images lie in its latent space, by {titled(fitted)}, the VAE still has "
            f"{_bare(fitted.rows['greys'])}: the decoder blurs, not only the prior."
        )
    if not apart(a, b):
        return Verdict(False, f"{text} A tie.")
    return Verdict(a.value > b.value, text)


def missed(pair: Pair) -> Verdict:
    """Compare precision and recall of what each draws from its prior."""
    vae, gan = pair.priors("precision", "recall")
    if vae is None or gan is None:
        return pair.unknown(vae, gan)
    believable, misses = _ahead(gan, vae, "precision"), _ahead(vae, gan, "recall")
    text = (
        f"Of the GAN's images {_bare(gan.rows['precision'])} look like some real one, of the VAE's "
        f"{_bare(vae.rows['precision'])} (precision). Of real images {_bare(gan.rows['recall'])} look like some image "
        f"of the GAN, {_bare(vae.rows['recall'])} like some of the VAE (recall). "
    )
    text += {
        (True, True): "Each is ahead where the claim says.",
        (True, False): "More believable, yes; but it misses no more than the VAE does.",
        (False, True): "It misses more, yes; but its images are no more believable.",
        (False, False): "Neither is ahead where the claim says.",
    }[believable, misses]
    if "coverage" in vae.rows and "coverage" in gan.rows:
        one, other = vae.rows["coverage"], gan.rows["coverage"]
        text += f" Asked another way, by coverage, the GAN has {_bare(other)} and the VAE {_bare(one)}."
    return Verdict(believable and misses, text)


def unstable(pair: Pair) -> Verdict:
    """Look for trouble in the history of the GAN, and for none in that of the VAE."""
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
    else:
        least = min(_numbers(gan.history[len(gan.history) // 2 :], "diversity"), default=1.0)
        text += (
            "A restless loss is no harm in a duel, since the judge learns too. No divergence, no collapse and no judge "
            f"that always wins was seen in {len(gan.history)} epochs; in their second half neighbours among its images "
            f"were never less than {least:.0%} as far apart as among real ones. One calm training is no proof."
        ).replace("%", " %")
    if steady:
        text += f" The VAE did not do well either: {', '.join(title.lower() for title in steady)}."
    return Verdict(bool(found) and not steady, text)


def encodes(pair: Pair) -> Verdict:
    """Say which of the two can encode."""
    vae, gan = pair.sides
    numbers = ""
    if vae.facts.parameters and vae.facts.drawing:
        numbers = f" of {vae.facts.parameters - vae.facts.drawing:,} parameters"
    if gan.encodes or not vae.encodes:
        return Verdict(False, "Of this pair it is not so: " + ("both" if gan.encodes else "neither") + " can encode.")
    text = f"The VAE has an encoder{numbers}: one pass takes an image to its latents. The GAN has none."
    if gan.facts.parameters and gan.facts.drawing:
        judge = gan.facts.parameters - gan.facts.drawing
        text += f" Its discriminator, {judge:,} parameters, gives one number an image, and no latents."
    return Verdict(True, f"{text} Its latents can be searched for, though: it takes seconds instead of a millisecond.")


def density(pair: Pair) -> Verdict:
    """Say what the VAE says of unseen images."""
    vae, gan = pair.sides
    measured = vae.measured.scores if vae.measured else {}
    name = next((name for name in measured if name.startswith("nll_k")), "")
    if name:
        text = f"The VAE gives an unseen image {_bare(measured[name])} on average, estimated by importance sampling."
    elif "loss" in measured:
        text = f"The VAE gives an unseen image at most {_bare(measured['loss'])} on average: its ELBO is a bound."
    else:
        text = "The VAE's loss is a bound on it, and its evaluation measures it."
    pixels = gan.config.model.image_size**2
    text += (
        f" All that the GAN can draw is a sheet of {gan.config.model.latent_dim} dimensions among {pixels} pixels: "
        "beside it, where nearly every real image lies, it gives no probability at all."
    )
    return Verdict(True, text)


def covered(pair: Pair) -> Verdict:
    """Compare the VAE's prior with a density fitted to its latents."""
    prior, fitted = pair.contest.of(pair.vae, "frechet")
    if prior is None or fitted is None:
        return pair.unknown(prior, fitted, names=((pair.vae, PRIOR), (pair.vae, MIXTURE)))
    a, b = prior.rows["frechet"], fitted.rows["frechet"]
    times = a.value / b.value if b.value else float("inf")
    text = (
        f"By Fréchet distance the VAE's images get {written(a)} from its prior and {written(b)} where real images "
        f"lie, by {titled(fitted)}: {times:.1f} times as far off."
    )
    if times >= HELPS:
        text += " So the prior often lands where no image does."
    other = pair.contest.of(pair.gan, "frechet")[0]
    if other:
        text += f" The GAN, which has only its prior, gets {written(other.rows['frechet'])}."
    return Verdict(times < HELPS, text)


def longer(pair: Pair) -> Verdict:
    """Compare how long each learned and how close it came."""
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
    ratio, better = b.seconds / a.seconds, y.value < x.value and apart(x, y)
    if better and ratio <= 1 + EQUAL:
        return Verdict(False, f"{text} The GAN got closer in no more time.")
    if not better and ratio >= 1 - EQUAL:
        return Verdict(True, f"{text} The GAN had at least as much time, and is no closer.")
    which = "longer and got closer" if better else "less and is no closer"
    return Verdict(None, f"{text} The GAN learned {which}: that tells nothing. Train a pair with the same budget.")


def by_heart(pair: Pair) -> Verdict:
    """Look for images that are nearer to training than to test images."""
    vae, gan = pair.priors("leaning")
    if vae is None or gan is None:
        return pair.unknown(vae, gan)
    a, b = vae.rows["leaning"], gan.rows["leaning"]
    text = (
        f"Of the VAE's images {_bare(a)} are nearer to a training image than to any of as many test images, of the "
        f"GAN's {_bare(b)}; by chance one half would be."
    )
    return Verdict(max(a.value, b.value) > 0.5 + LEANS, text)


def _troubles(side: Side) -> list[str]:
    """Return what went wrong at any time of a training, by its usual names, the first first."""
    ends = range(1, len(side.history) + 1)
    found = [one.title for n in ends for one in trouble_in(side.history[max(0, n - LOOKED_AT) : n], side.config.model)]
    return list(dict.fromkeys(found))


def _rises(history: Sequence[Mapping[str, Any]], name: str) -> tuple[int, int]:
    """Return how often a loss on held-out images was larger than an epoch before, and of how many times."""
    values = _numbers(history, name)
    return sum(b > a for a, b in itertools.pairwise(values)), max(0, len(values) - 1)


def _numbers(history: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    """Return a loss on held-out images by epoch; where it was not finite there is none."""
    values = (row["validation"].get(name) for row in history)
    return [value for value in values if isinstance(value, float | int)]


def _ahead(one: SampleScores, other: SampleScores, name: str) -> bool:
    a, b = one.rows[name], other.rows[name]
    return a.value > b.value and apart(a, b)


def _bare(score: Score) -> str:
    return written(score.replace(spread=None))  # two numbers in a sentence are enough


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _count(images: int | None) -> str:
    return "an unknown number of" if images is None else f"{images:,}"
