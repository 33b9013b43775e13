"""What do the scores teach about sampling, and does it hold for this very model?

Each lesson is a claim that is checked against the tables on hand, never repeated from a book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.metrics.score import Score
from core.scores.margin import ahead, apart
from core.scores.table import SampleScores, SampleTable
from core.scores.words import titled, written

PRIOR, KERNELS, MIXTURE = "prior", "kde", "gaussian-mixture"
FITTED = (KERNELS, "k-means", MIXTURE)  # densities that are fitted on latents of real images
HELPS = 2.0  # times as far off as the best fitted strategy is the prior where the choice is said to matter


@dataclass(frozen=True)
class Scored:
    """A model and what is known of its samples.

    table: under whatever conditions; dims: latent dimensions. encodes: whether it can say where an image lies in latent
    space, and so has reconstructions.
    """

    title: str
    dims: int
    table: SampleTable
    encodes: bool = True


@dataclass(frozen=True)
class Told:
    """What the numbers say. holds: whether the claim does on this model; None if they cannot say, or say nothing of it.

    text: sentences with the numbers, in which the model has no name. missing: strategies to be scored first.
    """

    holds: bool | None
    text: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """A claim. title: in a few words; claim: in a sentence; why: what lies behind it."""

    title: str
    claim: str
    why: str
    check: Callable[[Scored, SampleTable], Told]

    def of(self, model: Scored) -> Told:
        """Check the claim on a model, under the newest conditions under which it can be told."""
        told = [self._under(model, table) for table in _comparable(model.table)]
        known = [one for one in told if not one.missing]
        return (known or told)[0]

    def _under(self, model: Scored, table: SampleTable) -> Told:
        told = self.check(model, table)
        if told.holds is None or any(one.seeds > 1 for one in table.conditions):
            return told
        return Told(None, f"{told.text} One seed tells nothing of chance.")


def _comparable(table: SampleTable) -> Iterator[SampleTable]:
    """Yield what was scored under each of the conditions for all classes, newest first; an empty table if none."""
    conditions = [one for one in table.conditions if one.label is None]
    yield from (table.under(one) for one in conditions)
    if not conditions:
        yield SampleTable()


def usual(table: SampleTable, name: str, *rows: str) -> SampleScores | None:
    """Return the newest scores of a strategy with the settings it begins with, else with any, at temperature 1.

    rows: numbers that are needed of it.
    """
    found = [
        scores
        for scores in reversed(table.entries)
        if scores.sampler.name == name and scores.temperature == 1 and not set(rows) - set(scores.rows)
    ]
    return next((scores for scores in found if scores.sampler == type(scores.sampler)()), found[0] if found else None)


def closest(table: SampleTable, names: Sequence[str] = FITTED) -> SampleScores | None:
    """Return the best by Fréchet distance among the strategies of these names, whatever their settings."""
    found = [s for s in table.entries if s.sampler.name in names and s.temperature == 1 and "frechet" in s.rows]
    return min(found, key=lambda scores: scores.rows["frechet"].value, default=None)


def _choice(model: Scored, table: SampleTable) -> Told:
    prior, best = usual(table, PRIOR, "frechet"), closest(table)
    if prior is None or best is None:
        return _unknown(prior, best)
    times = _times(prior, best)
    text = (
        f"With {model.dims} latent dimension{'s' if model.dims != 1 else ''} the best fitted strategy, "
        f"{titled(best)}, gets a Fréchet distance of {_frechet(best)}; the prior gets {_frechet(prior)}, {times:.1f} "
        "times as much."
    )
    if table.limit and "frechet" in table.limit.rows:
        text += f" The model's reconstructions get {_frechet(table.limit)}."
    a, b = prior.rows["frechet"], best.rows["frechet"]
    halves = b.replace(value=HELPS * b.value, spread=None if b.spread is None else HELPS * b.spread)
    if not apart(a, halves, prior.conditions.seeds):
        return Told(None, f"{text} By chance it may be more or less than {HELPS:g} times.")
    return Told(a.value > halves.value, text)


def _fits(model: Scored, table: SampleTable) -> Told:
    prior, best = usual(table, PRIOR, "frechet"), closest(table)
    if prior is None or best is None:
        return _unknown(prior, best)
    a, b = prior.rows["frechet"], best.rows["frechet"]
    said = f"By Fréchet distance the prior gets {_frechet(prior)} and {titled(best)} {_frechet(best)}"
    cost = f" The fit took {best.fit_seconds:.2g} s." if best.fit_seconds is not None else ""
    if not apart(a, b, prior.conditions.seeds):
        return Told(False, f"{said}: a tie.{cost}")
    if a.value < b.value:
        return Told(False, f"{said}: the prior is better.{cost}")
    return Told(True, f"{said}, {_times(prior, best):.1f} times closer.{cost}")


def _trade(model: Scored, table: SampleTable) -> Told:
    needed = ("precision", "recall")
    kernels, mixture = usual(table, KERNELS, *needed), usual(table, MIXTURE, *needed)
    if kernels is None or mixture is None:
        return _unknown(kernels, mixture, names=(KERNELS, MIXTURE))
    if table.floor is None or set(needed) - set(table.floor.rows):
        return Told(None, "Not known: it takes what real images get, and nobody has scored them.")
    variety = _nearer(kernels, mixture, "recall", table.floor)
    fidelity = _nearer(mixture, kernels, "precision", table.floor)
    text = " ".join(
        _told(kernels, mixture, name, table.floor)
        for name in ("recall", "precision", "coverage", "density")
        if all(name in scores.rows for scores in (kernels, mixture, table.floor))
    )
    holds = True if variety == fidelity == 1 else False if -1 in (variety, fidelity) else None
    words = {True: "Each is ahead where the claim says.", False: "", None: "That is not enough to tell."}[holds]
    return Told(holds, f"{text} {words}".strip())


def _limit(model: Scored, table: SampleTable) -> Told:
    if not model.encodes:
        return Told(
            None,
            "There is no reconstruction limit: this model has no encoder, so it reconstructs no image.",
        )
    if table.limit is None or "frechet" not in table.limit.rows:
        return Told(
            None, "The reconstruction limit is not known yet: it is scored along with any strategy.", missing=(PRIOR,)
        )
    best = closest(table, [scores.sampler.name for scores in table.entries])
    if best is None:
        return _unknown(None, names=(MIXTURE,))
    ours, top = best.rows["frechet"], table.limit.rows["frechet"]
    said = (
        f"By Fréchet distance the model's reconstructions of training images get {_frechet(table.limit)}; the "
        f"closest strategy, {titled(best)}, gets {_frechet(best)}"
    )
    if not apart(ours, top, best.conditions.seeds):
        return Told(True, f"{said}: a tie.")
    if ours.value < top.value:
        return Told(False, f"{said}, {1 - ours.value / top.value:.1%} less.".replace("%", " %"))
    return Told(True, f"{said}" + (f", {ours.value / top.value:.1f} times as much." if top.value else "."))


LESSONS: dict[str, Lesson] = {
    "choice": Lesson(
        "How much the choice of a strategy matters",
        "The best fitted strategy at least halves the prior's Fréchet distance.",
        "How far the prior's places are from those of real images is the model's doing: its latent dimensions matter, "
        "and so do network, beta and training. Models that differ in several of these do not tell which it is.",
        _choice,
    ),
    "fitted": Lesson(
        "Better images without training",
        "A density fitted on the latents beats the prior, and the model stays as it is.",
        "Training pulls the latents towards the prior, but nothing makes them fill it evenly. A fitted density looks "
        "where they lie, and draws there.",
        _fits,
    ),
    "trade": Lesson(
        "Variety or fidelity",
        "Kernel density gives variety like that of real images, Gaussian mixtures give fidelity like theirs.",
        "Kernels stand on every image, odd ones too. A mixture smooths those away. Variety is recall here, fidelity "
        "precision, and best is what real images get: beyond it lie smoother or more typical ones. Coverage and "
        "density ask nearly the same another way, and may disagree.",
        _trade,
    ),
    "limit": Lesson(
        "The reconstruction limit",
        "No strategy comes closer to real images than the model's reconstructions do.",
        "Reconstructions are decoded from where the encoder puts real images. What they lose, latents, encoder and "
        "decoder lose together: too few numbers to tell images apart (the bottleneck), an encoder that misses the best "
        "place for an image (the amortisation gap), a decoder that blurs. Their score does not say which. Nor is it a "
        "law: the Fréchet distance sees only means and covariances of features, so that a strategy may come out below.",
        _limit,
    ),
}


def _unknown(*found: SampleScores | None, names: Sequence[str] = (PRIOR, MIXTURE)) -> Told:
    missing = tuple(name for name, scores in zip(names, found, strict=True) if scores is None)
    return Told(None, "Not known yet.", missing)


def _nearer(one: SampleScores, other: SampleScores, name: str, floor: SampleScores) -> int:
    """Return 1 if the first is surely nearer to what real images get, -1 if the other is, 0 for a tie."""
    return ahead(one.rows[name], other.rows[name], name, one.conditions.seeds, floor.rows[name])


def _told(kernels: SampleScores, mixture: SampleScores, name: str, floor: SampleScores) -> str:
    nearer = _nearer(kernels, mixture, name, floor)
    first, second = (mixture, kernels) if nearer < 0 else (kernels, mixture)
    a, b, real = (written(scores.rows[name]) for scores in (first, second, floor))
    if not nearer:
        both = f"{titled(first)} ({a}) and {titled(second)} ({b})"
        return f"By {name} {both} tie in how near they are to real images ({real})."
    return f"By {name} {titled(first)} is nearer to real images ({real}): {a} against {b}."


def _times(worse: SampleScores, better: SampleScores) -> float:
    top = better.rows["frechet"].value
    return worse.rows["frechet"].value / top if top else float("inf")


def _frechet(scores: SampleScores) -> str:
    score: Score = scores.rows["frechet"]
    return written(score)
