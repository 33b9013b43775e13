"""How is the honest table written down, for a terminal, a page and a file, and what must be said beside it?"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from core.one_image.claims import Claim
from core.one_image.outcome import HAND, Outcome
from core.one_image.sets import SETS
from core.one_image.table import Table, spread

CAUTION = (
    "Pictures of your own come from another pen and another scanner than theirs: part of what tells them apart is "
    "that. What was drawn on a screen is held against strokes drawn likewise with --set drawn=true."
)
NUMBERS = {
    "generator": "own generator",
    "own": "own real",
    "strangers": "strangers pass",
    "auc": "AUC",
    "eer": "EER",
    "ece": "ECE",
}
MORE = ("others", "robust", "seconds")  # of an outcome, in a file only
HAND_TITLE = "The hand, without training"


def title_of(name: str) -> str:
    """Return what a set, or the hand, is called."""
    return HAND_TITLE if name == HAND else SETS[name].title


def lines_of(found: Table) -> list[tuple[str, int, list[Outcome]]]:
    """Return name, number of known images and outcomes of each line of the table, in order."""
    return [
        (name, k, found.of(name, k))
        for name in (*SETS, HAND)
        for k in sorted({one.images for one in found.outcomes if one.set == name})
    ]


def rows(found: Table) -> list[list[str]]:
    """Return a row of cells for each line of the table, mean ± spread over the seeds."""
    return [
        [f"{title_of(name)}, {k} known", *(cell(outcomes, number) for number in NUMBERS)]
        for name, k, outcomes in lines_of(found)
    ]


def cell(outcomes: Sequence[Outcome], number: str) -> str:
    """Return mean ± spread of a number over outcomes, "-" where it was not measured."""
    found = spread(outcomes, number)
    if found is None:
        return "-"
    return f"{found[0]:.3f} ± {found[1]:.3f}" if len(outcomes) > 1 else f"{found[0]:.3f}"


def csv_of_table(found: Table) -> str:
    """Return every network of the table, a line each, with all its numbers; empty where one was not measured."""
    head = ["set", "title", "known images", "seed", *NUMBERS, *MORE, "own tested", "strangers tested"]
    lines = [
        [one.set, title_of(one.set), one.images, one.seed]
        + [_digits(getattr(one, number)) for number in (*NUMBERS, *MORE)]
        + [found.own, found.tested]
        for _, _, outcomes in lines_of(found)
        for one in outcomes
    ]
    return csv_text(head, lines)


def csv_of_differences(found: Table) -> str:
    """Return every paired difference with its 95 % interval, a line each."""
    head = ["first", "second", "number", "first less second", "95 % from", "to"]
    values = ((one.mean, one.low, one.high) for one in found.differences)
    names = ([one.first, one.second, one.number] for one in found.differences)
    return csv_text(head, [[*name, *map(_digits, value)] for name, value in zip(names, values, strict=True)])


def csv_of_claims(claims: Sequence[Claim]) -> str:
    """Return the claims, a line each: number, what is claimed, what the run makes of it, and why."""
    lines = [[claim.number, claim.says, claim.mark, claim.why] for claim in claims]
    return csv_text(["number", "claim", "mark", "why"], lines)


def csv_text(head: Sequence[str], lines: Sequence[Sequence]) -> str:
    """Return lines of cells as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *lines])
    return text.getvalue()


def _digits(value: float | None) -> str:
    return "" if value is None else f"{value:.5g}"
