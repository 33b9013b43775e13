"""Which strategy wins what, and is it more than chance (core.scores.margin)?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.metrics import ROWS
from core.metrics.score import Score
from core.scores.margin import ahead, margin
from core.scores.memory import given_back
from core.scores.table import SampleScores, SampleTable
from core.scores.words import listed, titled, written

BY_CHANCE = ("copied",)  # less is better down to what chance gives, and no better below

# What people want to know, and the numbers that say something of it.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "Closest to real images": ("frechet",),
    "As believable as real images": ("precision", "density"),
    "As various as real images": ("recall", "coverage"),
    "Reads as asked": ("read_as_asked",),
    "Quickest": ("seconds_per_1000",),
}
# Numbers whose titles do not go into a sentence.
SAID = {"read_as_asked": "share read as asked", "seconds_per_1000": "seconds for 1,000 images"}


@dataclass(frozen=True)
class Finding:
    """One answer in words. text: whole sentences, with the numbers in them."""

    question: str
    text: str


def ranked(scored: Sequence[SampleScores], name: str, floor: SampleScores | None = None) -> list[SampleScores]:
    """Return those that have the number of that name, best first; a number that is not a contest leaves the order.

    floor: what real images get, without which a number that should be theirs is not a contest.
    """
    there = [scores for scores in scored if name in scores.rows]
    real, better = _of(floor, name), ROWS[name].better
    if better == "real":
        return sorted(there, key=lambda scores: 0 if real is None else abs(scores.rows[name].value - real.value))
    sign = {"lower": 1, "higher": -1, "neither": 0}[better]
    return sorted(there, key=lambda scores: sign * scores.rows[name].value)


def best(scored: Sequence[SampleScores], name: str, floor: SampleScores | None = None) -> list[SampleScores]:
    """Return the best by the number of that name, and all that tie with it; none if it is not a contest."""
    order, real = ranked(scored, name, floor), _of(floor, name)
    if len(order) < 2 or ROWS[name].better == "neither" or name in BY_CHANCE:
        return []
    if ROWS[name].better == "real" and real is None:
        return []
    first = order[0].rows[name]
    seeds = order[0].conditions.seeds
    return [scores for scores in order if not ahead(first, scores.rows[name], name, seeds, real)]


def verdict(table: SampleTable) -> tuple[Finding, ...]:
    """Say who wins what among strategies that were scored under the same conditions, what there was to win, and why a
    small difference is none."""
    scored = table.entries
    if len(scored) < 2:
        only = f"Only {titled(scored[0])} was scored" if scored else "No strategy was scored"
        return (Finding("Nothing to compare yet", f"{only} under these conditions."),)
    return tuple(
        filter(
            None, (*answers(scored, table.floor), _limits(table), copies(scored), chance(scored[0].conditions.seeds))
        )
    )


def answers(
    scored: Sequence[SampleScores],
    floor: SampleScores | None,
    called: Callable[[SampleScores], str] = titled,
) -> tuple[Finding, ...]:
    """Say who wins what among scores made under the same conditions. floor: what real images get, None if unknown.

    called: what each of them is called.
    """
    found = {
        question: " ".join(
            _winner(scored, name, floor, called)
            for name in names
            if len(ranked(scored, name)) > 1 and (ROWS[name].better != "real" or _of(floor, name))
        )
        for question, names in QUESTIONS.items()
    }
    return tuple(Finding(question, text) for question, text in found.items() if text)


def _winner(
    scored: Sequence[SampleScores], name: str, floor: SampleScores | None, called: Callable[[SampleScores], str]
) -> str:
    order, winners, title = ranked(scored, name, floor), best(scored, name, floor), _title(name)
    beside = f" (real images {written(_of(floor, name))})" if ROWS[name].better == "real" else ""
    if len(winners) == len(order):
        values = sorted((scores.rows[name] for scores in order), key=lambda score: score.value)
        return f"By {title}{beside}: all tie, from {written(values[0])} to {written(values[-1])}."
    first, rest = ([_with_value(s, name, called) for s in order if (s in winners) == won] for won in (True, False))
    behind = f"next {rest[0]}" + (f", last {rest[-1]}" if len(rest) > 1 else "")
    return f"By {title}{beside}: {listed(first)}{' tie' if len(first) > 1 else ''}, {behind}."


def _of(floor: SampleScores | None, name: str) -> Score | None:
    return floor.rows.get(name) if floor else None


def _with_value(scores: SampleScores, name: str, called: Callable[[SampleScores], str]) -> str:
    return f"{called(scores)} ({written(scores.rows[name])})"


def _limits(table: SampleTable) -> Finding | None:
    """Say what there was to win by the Fréchet distance, between the floor and the reconstruction limit."""
    order = ranked(table.entries, "frechet")
    limits = [scores for scores in (table.floor, table.limit) if scores and "frechet" in scores.rows]
    if not order or not limits:
        return None
    parts = {"floor": "{} for real training images in their place", "limit": "{} for the model's reconstructions"}
    told = [parts[scores.source].format(written(scores.rows["frechet"])) for scores in limits]
    text = f"Fréchet distance {listed(told)}."
    limit = limits[-1].rows["frechet"] if limits[-1].source == "limit" else None
    if limit and limit.value > 0:
        ends = [f"{titled(s)} is {s.rows['frechet'].value / limit.value:.1f} times" for s in (order[0], order[-1])]
        text += f" {ends[0]} as far off as the reconstructions" + (f", {ends[1]}." if len(order) > 1 else ".")
    return Finding("What there was to win", text)


def copies(scored: Sequence[SampleScores], called: Callable[[SampleScores], str] = titled) -> Finding | None:
    """Say which of them give back what they learned from, None if that was not measured."""
    text = given_back(scored, called)
    return Finding("Copies", text) if text else None


def chance(seeds: int) -> Finding:
    """Say what the spreads mean where everything was drawn with so many seeds."""
    if seeds == 1:
        return Finding("Chance", "One seed tells nothing about chance: small differences may be no more than that.")
    usual = Score(value=0.0, unit="ratio", spread=1.0)
    return Finding(
        "Chance",
        f"Each number is the mean over {seeds} seeds, ± their standard deviation. Two numbers tie unless they differ "
        f"by more than chance: Welch's t-test at 5 %, which takes {margin(usual, usual, seeds):.1f} deviations where "
        "both are equal.",
    )


def _title(name: str) -> str:
    title = ROWS[name].title
    return SAID.get(name) or (title if title.startswith("Fréchet") else title[:1].lower() + title[1:])
