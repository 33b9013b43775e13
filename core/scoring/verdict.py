"""Which strategy wins what, and is it more than chance?

Two scores tie unless they differ by more than the root of the sum of their squared spreads over the seeds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.evaluation import ROWS
from core.evaluation.scores import Score
from core.scoring.kept import SampleScores, SampleTable
from core.scoring.written import titled, written

LEANS = 0.1  # above one half: which images happen to be on either side moves this share by some per cent
BY_CHANCE = ("copies", "leaning")  # less is better down to what chance gives, and no better below

# What people want to know, and the numbers that say something of it.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "Closest to real images": ("frechet",),
    "Most believable images": ("precision", "density"),
    "Most variety": ("recall", "coverage"),
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


def apart(a: Score, b: Score) -> bool:
    """Say whether two scores differ by more than their spreads over the seeds; without spreads, whether they differ."""
    return abs(a.value - b.value) > math.hypot(a.spread or 0.0, b.spread or 0.0)


def ranked(scored: Sequence[SampleScores], name: str) -> list[SampleScores]:
    """Return those that have the number of that name, best first; a number that is not a contest leaves the order."""
    there = [scores for scores in scored if name in scores.rows]
    sign = {"lower": 1, "higher": -1, "neither": 0}[ROWS[name].better]
    return sorted(there, key=lambda scores: sign * scores.rows[name].value)


def best(scored: Sequence[SampleScores], name: str) -> list[SampleScores]:
    """Return the best by the number of that name, and all that tie with it; none if it is not a contest."""
    order = ranked(scored, name)
    if len(order) < 2 or ROWS[name].better == "neither" or name in BY_CHANCE:
        return []
    first = order[0].rows[name]
    return [scores for scores in order if not apart(scores.rows[name], first)]


def verdict(table: SampleTable) -> tuple[Finding, ...]:
    """Say who wins what among strategies that were scored under the same conditions, what there was to win, and why a
    small difference is none."""
    scored = table.entries
    if len(scored) < 2:
        only = f"Only {titled(scored[0])} was scored" if scored else "No strategy was scored"
        return (Finding("Nothing to compare yet", f"{only} under these conditions."),)
    return tuple(filter(None, (*answers(scored), _limits(table), copies(scored), chance(scored[0].conditions.seeds))))


def answers(scored: Sequence[SampleScores], called: Callable[[SampleScores], str] = titled) -> tuple[Finding, ...]:
    """Say who wins what among scores made under the same conditions. called: what each of them is called."""
    found = {
        question: " ".join(_winner(scored, name, called) for name in names if len(ranked(scored, name)) > 1)
        for question, names in QUESTIONS.items()
    }
    return tuple(Finding(question, text) for question, text in found.items() if text)


def _winner(scored: Sequence[SampleScores], name: str, called: Callable[[SampleScores], str]) -> str:
    order, winners, title = ranked(scored, name), best(scored, name), _title(name)
    if len(winners) == len(order):
        return f"By {title}: all tie, from {written(order[0].rows[name])} to {written(order[-1].rows[name])}."
    first, rest = ([_with_value(s, name, called) for s in order if (s in winners) == won] for won in (True, False))
    behind = f"next {rest[0]}" + (f", last {rest[-1]}" if len(rest) > 1 else "")
    return f"By {title}: {_listed(first)}{' tie' if len(first) > 1 else ''}, {behind}."


def _with_value(scores: SampleScores, name: str, called: Callable[[SampleScores], str]) -> str:
    return f"{called(scores)} ({written(scores.rows[name])})"


def _limits(table: SampleTable) -> Finding | None:
    """Say what there was to win by the Fréchet distance: from the floor and the ceiling to the strategies."""
    order = ranked(table.entries, "frechet")
    limits = [scores for scores in (table.floor, table.ceiling) if scores and "frechet" in scores.rows]
    if not order or not limits:
        return None
    parts = {"floor": "{} for real training images in their place", "ceiling": "{} for the decoder's reconstructions"}
    told = [parts[scores.source].format(written(scores.rows["frechet"])) for scores in limits]
    text = f"Fréchet distance {_listed(told)}."
    ceiling = limits[-1].rows["frechet"] if limits[-1].source == "ceiling" else None
    if ceiling and ceiling.value > 0:
        ends = [f"{titled(s)} is {s.rows['frechet'].value / ceiling.value:.1f} times" for s in (order[0], order[-1])]
        text += f" {ends[0]} as far off as the reconstructions" + (f", {ends[1]}." if len(order) > 1 else ".")
    return Finding("What there was to win", text)


def copies(scored: Sequence[SampleScores], called: Callable[[SampleScores], str] = titled) -> Finding | None:
    """Say which of them give back what they learned from, None if that was not measured."""
    there = [scores for scores in scored if "leaning" in scores.rows]
    if not there:
        return None
    most = max(there, key=_leaning)
    value = written(most.rows["leaning"])
    leaning = [scores for scores in there if _leaning(scores) > 0.5 + LEANS]
    if not leaning:
        text = (
            f"None leans on the images it learned from: at most {value} are nearer to a training image than to a test "
            f"image ({called(most)}), and one half would be so by chance."
        )
    else:
        text = (
            f"{_listed([called(scores) for scores in leaning])} "
            f"{'lean' if len(leaning) > 1 else 'leans'} on the images learned from: of {called(most)}, {value} are "
            f"nearer to a training image than to a test image; by chance one half would be."
        )
    return Finding("Copies", text)


def _leaning(scores: SampleScores) -> float:
    return scores.rows["leaning"].value


def chance(seeds: int) -> Finding:
    """Say what the spreads mean where everything was drawn with so many seeds."""
    if seeds == 1:
        return Finding("Chance", "One seed tells nothing about chance: small differences may be no more than that.")
    return Finding(
        "Chance",
        f"Each number is the mean over {seeds} seeds, ± their standard deviation. Two numbers tie unless they differ "
        "by more than the root of the sum of their squared deviations.",
    )


def _title(name: str) -> str:
    title = ROWS[name].title
    return SAID.get(name) or (title if title.startswith("Fréchet") else title[:1].lower() + title[1:])


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
