"""Which of several models draws best? Only scores of the same data, made under the same conditions, are compared."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.metrics import ROWS, held_out
from core.metrics.score import Scores
from core.scores.claims_on_sampling import MIXTURE, PRIOR, closest, usual
from core.scores.costs import Facts
from core.scores.table import Conditions, SampleScores, SampleTable
from core.scores.verdict import Finding, answers, chance, copies
from core.scores.words import titled, written
from core.training.run import RunConfig
from core.words.text import harmless


@dataclass(frozen=True, eq=False)
class Side:
    """One of the models that are compared.

    table: all that was scored of its samples. history: rows of its training. encodes: whether it can say where an image
    lies in latent space. measured: what an evaluation found of the model itself. troubles: titles of what went wrong
    after any epoch, None if its history has not been looked at for that.
    """

    title: str
    config: RunConfig
    table: SampleTable = field(default_factory=SampleTable)
    history: Sequence[Mapping[str, Any]] = ()
    facts: Facts = field(default_factory=Facts)
    encodes: bool = True
    measured: Scores | None = None
    troubles: Sequence[str] | None = None

    @property
    def kind(self) -> str:
        """What it is called among others, such as "GAN" or "VAE"."""
        return self.config.model.kind

    @property
    def data(self) -> tuple:
        """Return what must be the same for scores to compare: the data, and the side of its images.

        Images that were left out of the training are no matter: they are in the test part all the same.
        """
        return self.config.dataset.replace(without=()), self.config.model.image_size


@dataclass(frozen=True, eq=False)
class Contestant:
    """A model and a strategy by which it draws. side: number of the model among those compared."""

    side: int
    name: str
    scores: SampleScores


@dataclass(frozen=True, eq=False)
class Contest:
    """What can be compared.

    conditions: under which, None if nothing was scored. left_out: sentences about models whose scores do not compare.
    missing: (number of the model, key of a strategy) that has not been scored under these conditions.
    """

    sides: tuple[Side, ...]
    conditions: Conditions | None = None
    contestants: tuple[Contestant, ...] = ()
    floor: SampleScores | None = None
    left_out: tuple[str, ...] = ()
    missing: tuple[tuple[int, str], ...] = ()
    names: dict[int, str] = field(default_factory=dict)

    @property
    def scored(self) -> tuple[SampleScores, ...]:
        """The scores of all contestants, in their order."""
        return tuple(contestant.scores for contestant in self.contestants)

    def called(self, scores: SampleScores) -> str:
        """Return what a contestant is called that these scores, the very object, are of."""
        return next(contestant.name for contestant in self.contestants if contestant.scores is scores)

    def of(self, side: int, *rows: str) -> tuple[SampleScores | None, SampleScores | None]:
        """Return a model's scores by its prior and by its best fitted density, None where there are none.

        rows: numbers that are needed of them.
        """
        mine = [one.scores for one in self.contestants if one.side == side and not set(rows) - set(one.scores.rows)]
        prior = next((scores for scores in mine if scores.sampler.name == PRIOR), None)
        return prior, next((scores for scores in mine if scores.sampler.name != PRIOR), None)


def contest(sides: Sequence[Side]) -> Contest:
    """Set models against each other: each by its prior and, where it has one that was scored, its best fitted density.

    Of different data, that of most models is taken; of different conditions, those under which most are scored by their
    prior, then those of most images, then the newest.
    """
    names = called_apart([side.title for side in sides])
    here, left_out = _same_data(sides, names)
    conditions = _chosen([sides[i] for i in here])
    if conditions is None:
        missing = tuple((i, name) for i in here for name in _wanted(sides[i], SampleTable()))
        return Contest(tuple(sides), left_out=left_out, missing=missing, names=names)
    contestants, missing, floors = [], [], []
    for i in here:
        part = sides[i].table.under(conditions)
        found = [scores for scores in (usual(part, PRIOR), closest(part)) if scores]
        several = sides[i].encodes or len(found) > 1
        contestants += [Contestant(i, _name(names[i], scores, several), scores) for scores in found]
        missing += [(i, name) for name in _wanted(sides[i], part)]
        floors += [part.floor] if part.floor else []
    return Contest(
        tuple(sides), conditions, tuple(contestants), floors[0] if floors else None, left_out, tuple(missing), names
    )


def findings(found: Contest) -> tuple[Finding, ...]:
    """Say in words who wins what, how far real images are from themselves, and how much may be chance."""
    if len({one.side for one in found.contestants}) < 2:
        what = f"Only {found.contestants[0].name} was scored" if found.contestants else "No model was scored"
        return (Finding("Nothing to compare yet", f"{what} on this data under these conditions."),)
    told: list[Finding | None] = [*answers(found.scored, found.floor, found.called)]
    if found.floor and "frechet" in found.floor.rows:
        floor = written(found.floor.rows["frechet"])
        told.append(Finding("What there is to win", f"Fréchet distance {floor} for real training images: the floor."))
    told += [_of_sharpness(found), copies(found.scored, found.called), chance(found.conditions.seeds)]
    return tuple(filter(None, told))


def csv_of(found: Contest) -> str:
    """Return everybody's scores as CSV with a header line: one line a contestant, and one for the floor."""
    scored = [*found.scored, *([found.floor] if found.floor else [])]
    # The latents of different models are in different units.
    rows = [name for name in ROWS if name not in held_out.ROWS and any(name in scores.rows for scores in scored)]
    stream = io.StringIO()
    lines = csv.writer(stream, lineterminator="\n")
    lines.writerow(("model", "kind", "strategy", "seconds_trained", "images_learned_from", "parameters",
                    "parameters_that_draw", "n", "real", "seeds", "features",
                    *(column for name in rows for column in (name, f"{name}_spread"))))  # fmt: skip
    for scores in scored:
        one = next((one for one in found.contestants if one.scores is scores), None)
        side = found.sides[one.side] if one else None
        facts, under = (side.facts if side else Facts()), scores.conditions
        lines.writerow((
            harmless(side.title) if side else "", side.kind if side else "", titled(scores), _cell(facts.seconds),
            _cell(facts.images), _cell(facts.parameters), _cell(facts.drawing), under.n, under.real, under.seeds,
            harmless(under.features), *(cell for name in rows for cell in _cells(scores, name)),
        ))  # fmt: skip
    return stream.getvalue()


def called_apart(titles: Sequence[str]) -> dict[int, str]:
    """Return what each model is called, with its number where another has the same title."""
    return {i: f"{title} [{i + 1}]" if titles.count(title) > 1 else title for i, title in enumerate(titles)}


def _same_data(sides: Sequence[Side], names: dict[int, str]) -> tuple[list[int], tuple[str, ...]]:
    """Return the numbers of the models with the commonest data, and a sentence on each of the others."""
    groups = [[i for i, other in enumerate(sides) if other.data == side.data] for side in sides]
    here = max(groups, key=len)
    first = sides[here[0]]
    told = []
    for i in sorted(set(range(len(sides))) - set(here)):
        config, size = sides[i].config.dataset, sides[i].config.model.image_size
        if config.name == first.config.dataset.name and size != first.config.model.image_size:
            why = f"it draws {size} px images, not {first.config.model.image_size} px"
        elif config.name == first.config.dataset.name:
            why = f"it knows {config.title} with other settings (how many images, and how they are prepared)"
        else:
            why = f"it learned from {config.title}, not from {first.config.dataset.title}"
        told.append(f"{names[i]} is not compared: {why}, so that its numbers mean something else.")
    return here, tuple(told)


def _chosen(sides: Sequence[Side]) -> Conditions | None:
    """Return the conditions, of all classes, under which most of the models can be compared."""
    known = dict.fromkeys(one for side in sides for one in side.table.conditions if one.label is None)

    def worth(one: Conditions) -> tuple[int, int]:
        return sum(usual(side.table.under(one), PRIOR) is not None for side in sides), one.n * one.seeds

    return max(known, key=worth, default=None)  # of equals the first, and newest come first


def _wanted(side: Side, part: SampleTable) -> list[str]:
    """Return the strategies that should be scored of a model for a fair comparison, and are not in this table."""
    wanted = [] if usual(part, PRIOR) else [PRIOR]
    return wanted + ([MIXTURE] if side.encodes and closest(part) is None else [])


def _name(name: str, scores: SampleScores, several: bool) -> str:
    return f"{name} – {titled(scores)}" if several else name


def _of_sharpness(found: Contest) -> Finding | None:
    there = [scores for scores in found.scored if "greys" in scores.rows]
    if not there or not found.floor or "greys" not in found.floor.rows:
        return None
    floor = found.floor.rows["greys"]
    order = sorted(there, key=lambda scores: abs(scores.rows["greys"].value - floor.value))
    told = ", ".join(f"{found.called(scores)} {written(scores.rows['greys'].replace(spread=None))}" for scores in order)
    real = written(floor.replace(spread=None))
    return Finding("Crispest", f"Of the inked pixels of real images {real} are half-grey. Nearest first: {told}.")


def _cell(value: object) -> object:
    return "" if value is None else value


def _cells(scores: SampleScores, name: str) -> tuple[object, object]:
    score = scores.rows.get(name)
    return ("", "") if score is None else (score.value, _cell(score.spread))
