"""Which of twenty claims that are made for training on a VAE's images does this very run bear out?

They are claims of the recipe "vary one image, learn a VAE of it, train on what that draws". Each is held against
numbers of the run; what a run of one image cannot tell, it does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from core.one_image.latent_map import LatentMap
from core.one_image.likeness import Likeness
from core.one_image.sets import called
from core.one_image.table import Difference, Table, spread
from core.one_image.variations import STEPS

Mark = Literal["holds", "fails", "cannot be told"]
HOLDS: Mark = "holds"
FAILS: Mark = "fails"
UNTOLD: Mark = "cannot be told"
CLOSE = 0.03  # ratios as near to 1 as that are alike
ONE_ATTRIBUTE = 0.8  # |r| from which on a latent is said to be an attribute
NO_OWN = "There are no own real images to test it on: write more."


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a run has measured. Shares are None where no reader knows the character.

    read, read_varied: of samples and of variations, read as the character; reconstructed: of variations after the
    VAE; between: of images half-way between two latents. d: latent dims. prior: largest |mean|, and least and most
    standard deviation of z over the variations, of the dims in use. drawing: seconds for 1,000 images; copies: how many
    of those equal another.
    """

    table: Table
    map: LatentMap
    likeness: Likeness
    read: float | None
    read_varied: float | None
    reconstructed: float | None
    between: float | None
    d: int
    prior: tuple[float, float, float]
    drawing: float
    copies: int


@dataclass(frozen=True)
class Claim:
    """One of the twenty. says: what is claimed; mark: what this run makes of it; why: a sentence with its numbers."""

    number: int
    says: str
    mark: Mark
    why: str


def claims(run: Evidence) -> list[Claim]:
    """Return all twenty, in order."""
    return [Claim(i, says, *judge(run)) for i, (says, judge) in enumerate(_CLAIMS, 1)]


Judged = tuple[Mark, str]


def _better(number: str, what: str, sign: int, against: str = "variations") -> Callable[[Evidence], Judged]:
    """Return a judge of "the VAE's images give more (sign 1) or less (-1) of this than what they are held against"."""

    def judge(run: Evidence) -> Judged:
        found = run.table.difference("vae", against, number)
        if found is None:
            rows = run.table.of("vae") and run.table.of(against)
            return UNTOLD, NO_OWN if rows and not run.table.own else "The table does not hold both sets for two seeds."
        return _by(found, sign), f"{what}: {written(found)}."

    return judge


def written(found: Difference) -> str:
    """Return a difference and its interval in words."""
    sets = f"{called(found.first)} less {called(found.second)}"
    return f"{sets} {found.mean:+.3f} (95 % {found.low:+.3f} to {found.high:+.3f})"


def _by(found: Difference, sign: int) -> Mark:
    return UNTOLD if not found.sure else HOLDS if found.sure == sign else FAILS


def _diverse(run: Evidence) -> Judged:
    value = run.likeness.diverse
    mark = UNTOLD if abs(value - 1) <= CLOSE else HOLDS if value > 1 else FAILS
    return mark, f"Two of its images lie {value:.2f} times as far apart as two variations."


def _at_least(share: float | None, least: float, what: str) -> Judged:
    if share is None:
        return UNTOLD, "No reader here knows the character."
    return (HOLDS if share >= least else FAILS), f"{what}: {share:.0%} are read as the character."


def _consistent(run: Evidence) -> Judged:
    if run.read is None or run.read_varied is None:
        return UNTOLD, "No reader here knows the character."
    mark = HOLDS if run.read >= run.read_varied - CLOSE else FAILS
    return mark, (
        f"{run.read:.0%} of its images are read as the character, of the variations {run.read_varied:.0%}; what it "
        "agrees with are the variations, not the hand."
    )


def _control(run: Evidence) -> Judged:
    if not run.map.steps:
        return UNTOLD, "Nothing was varied."
    name, most = max(run.map.steps.items(), key=lambda item: item[1].correlation)
    mark = HOLDS if min(told.correlation for told in run.map.steps.values()) >= ONE_ATTRIBUTE else FAILS
    said = f"One latent goes with the {STEPS[name]} by |r| = {most.correlation:.2f}"
    return mark, f"{said}; every step would need one of {ONE_ATTRIBUTE} and more."


def _interpretable(run: Evidence) -> Judged:
    if not run.map.steps:
        return UNTOLD, "Nothing was varied."
    name, most = max(run.map.steps.items(), key=lambda item: item[1].shared - item[1].chance)
    groups = run.map.silhouette - run.map.of_noise
    mark = HOLDS if groups > 0.15 else FAILS
    return mark, (
        f"Neighbours on the map share the {STEPS[name]} in {most.shared:.0%} (by chance {most.chance:.0%}), a step of "
        f"the variation; its groups stand apart by {run.map.silhouette:.2f}, those of noise by {run.map.of_noise:.2f}."
    )


def _disentangled(run: Evidence) -> Judged:
    if not run.map.steps or run.d < 2:
        return UNTOLD, "Nothing was varied, or there is one latent dim."
    steps = run.map.steps
    name, worst = max(steps.items(), key=lambda item: item[1].second / max(item[1].correlation, 1e-9))
    if worst.second >= worst.correlation / 2:
        return FAILS, (
            f"The {STEPS[name]} goes with two latents nearly alike, by |r| = {worst.correlation:.2f} and "
            f"{worst.second:.2f}."
        )
    if len({told.latent for told in steps.values()}) < len(steps):
        return FAILS, "One latent goes with two steps of the variation."
    return HOLDS, "Each step goes with one latent of its own."


def _prior(run: Evidence) -> Judged:
    mean, least, most = run.prior
    mark = HOLDS if mean < 0.3 and least > 0.7 and most < 1.3 else FAILS
    return (
        mark,
        f"Over the variations z has means up to {mean:.2f} and standard deviations from {least:.2f} to {most:.2f}.",
    )


def _best(run: Evidence) -> Judged:
    found = run.table.difference("vae", "variations", "auc")
    sharp = f"Its ink is {run.likeness.sharp:.2f} times as sharp"
    if found is None:
        return (FAILS, f"{sharp}.") if run.likeness.sharp < 1 - CLOSE else (UNTOLD, NO_OWN)
    mark = (
        HOLDS
        if found.sure == 1 and run.likeness.sharp >= 1 - CLOSE
        else FAILS
        if run.likeness.sharp < 1 - CLOSE
        else _by(found, 1)
    )
    return mark, f"{sharp}; AUC: {written(found)}."


def _limited(run: Evidence) -> Judged:
    return _better("auc", "AUC", 1, "repeated")(run)


def _end_to_end(run: Evidence) -> Judged:
    return FAILS, "The VAE and the classifier are two trainings, and neither learns from the other's errors."


def _outliers(run: Evidence) -> Judged:
    return UNTOLD, "No variation of this run was spoilt on purpose."


def _any_number(run: Evidence) -> Judged:
    mark = HOLDS if run.copies == 0 else FAILS
    return mark, f"Of 1,000 images {run.copies} equal another. The variations are as many as one likes, too."


def _compact(run: Evidence) -> Judged:
    return HOLDS, f"{run.d} numbers stand for 784 pixels. A variation has {len(run.map.steps)}: one for each step."


def _quick(run: Evidence) -> Judged:
    mark = HOLDS if run.drawing < 1 else FAILS
    return mark, f"1,000 images took {run.drawing * 1000:.0f} ms. Variations need no training first."


_CLAIMS: tuple[tuple[str, Callable[[Evidence], Judged]], ...] = (
    ("What it draws agrees with the data.", _consistent),
    ("What it draws is more diverse.", _diverse),
    ("Its latent space is smooth.", lambda run: _at_least(run.between, 0.9, "Half-way between two variations")),
    ("The classifier generalises better.", _better("own", "Own real images recognised", 1)),
    ("The classifier knows better how sure it is.", _better("ece", "Calibration error", -1)),
    ("It draws as many images as one likes.", _any_number),
    ("Its latents control what is drawn.", _control),
    ("It helps where one class has few images.", _better("auc", "AUC", 1)),
    ("All is learned end to end.", _end_to_end),
    ("It is compact.", _compact),
    ("Its latents can be interpreted.", _interpretable),
    ("It is not led astray by outliers.", _outliers),
    ("It draws quickly.", _quick),
    ("It helps where data is limited.", _limited),
    ("Its latents are disentangled.", _disentangled),
    ("The classifier overfits less.", _better("gap", "Own generator less own real images", -1)),
    ("Its latents follow the prior.", _prior),
    ("The classifier is more robust.", _better("robust", "AUC where all are varied a little", 1)),
    ("Few numbers keep the image.", lambda run: _at_least(run.reconstructed, 0.95, "After encoding and decoding")),
    ("It is more realistic, and better in all.", _best),
)


def counted(found: list[Claim]) -> dict[Mark, int]:
    """Return how many claims have each mark."""
    return {mark: sum(claim.mark == mark for claim in found) for mark in (HOLDS, FAILS, UNTOLD)}


def summary(table: Table) -> str:
    """Return in a sentence what the run says of a VAE's images against the variations it learned from."""
    found = table.difference("vae", "variations", "auc")
    if found is None:
        own = spread(table.of("vae"), "strangers")
        return NO_OWN if own else "The table does not hold both sets."
    what = {1: "better", -1: "worse", 0: "neither better nor worse, as far as this run can tell,"}[found.sure]
    said = f"Training on the VAE's images ranks {what} than on the variations they were learned from"
    return f"{said}: AUC, {written(found)}."
