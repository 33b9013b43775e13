"""Which VAE and which GAN of those side by side are set against each other, and what can be said of the two?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.metrics.score import Score
from core.scores.claims_on_sampling import PRIOR
from core.scores.contest import Contest, Side
from core.scores.margin import ahead
from core.scores.table import SampleScores
from core.scores.words import written


@dataclass(frozen=True)
class Verdict:
    """What this pair says. holds: whether the claim does; None if it cannot be told, as where the two tie.

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

    @property
    def seeds(self) -> int:
        """How many seeds the scores are means over, 0 if there are none."""
        return self.contest.conditions.seeds if self.contest.conditions else 0

    def priors(self, *rows: str) -> tuple[SampleScores | None, SampleScores | None]:
        """Return the scores of what each draws from N(0, I), None where one has not these numbers."""
        return self.contest.of(self.vae, *rows)[0], self.contest.of(self.gan, *rows)[0]

    def floor(self, name: str) -> Score | None:
        """Return what real images get, None if that is not known."""
        return self.contest.floor.rows.get(name) if self.contest.floor else None

    def ahead(self, one: SampleScores, other: SampleScores, name: str) -> int:
        """Return 1 if the first is better by the number of that name, -1 if the other is, 0 for a tie."""
        return ahead(one.rows[name], other.rows[name], name, self.seeds, self.floor(name))

    def unknown(self, *scored: SampleScores | None, names: Sequence[tuple[int, str]] = ()) -> Verdict:
        """Say that it cannot be told before more is scored, or why it never can."""
        if self.contest.left_out and {self.vae, self.gan} & self._left_out():
            return Verdict(None, "Their numbers do not compare, because they learned from other data.")
        names = names or ((self.vae, PRIOR), (self.gan, PRIOR))
        missing = tuple(name for name, scores in zip(names, scored, strict=True) if scores is None)
        return Verdict(None, "Not known yet: it takes scores that have not been made.", missing)

    def by_chance(self, text: str) -> Verdict | None:
        """Say that one seed tells nothing of chance; None where there are several."""
        return None if self.seeds > 1 else Verdict(None, f"{text} One seed tells nothing of chance.")

    def _left_out(self) -> set[int]:
        there = {one.side for one in self.contest.contestants} | {i for i, _ in self.contest.missing}
        return set(range(len(self.contest.sides))) - there


def pair_of(contest: Contest) -> Pair | None:
    """Return the first VAE and the first GAN among those compared, None if there are not both."""
    kinds = [side.kind for side in contest.sides]
    return Pair(contest, kinds.index("VAE"), kinds.index("GAN")) if {"VAE", "GAN"} <= set(kinds) else None


def agreed(votes: Sequence[int]) -> bool | None:
    """Return what all say that do not tie, True for 1 and False for -1; None if they disagree or all tie."""
    told = {vote for vote in votes if vote}
    return None if len(told) != 1 else told == {1}


def bare(score: Score) -> str:
    """Return a score without its spread: two numbers in a sentence are enough."""
    return written(score.replace(spread=None))
