"""How do strategies and their numbers stand in one table, the best in bold and each number explained?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.library.model_card import plain
from core.metrics import ROWS, Row
from core.scores import SampleScores, SampleTable
from core.scores.verdict import best, ranked
from core.scores.words import UNITS, titled, written
from ui.components.component import component

FORETOLD = "held_out"  # compares strategies of one model, never models
# The numbers that everybody should see; the others follow when they are asked for.
SCORED = ("frechet", "precision", "recall", "density", "coverage", "read_as_asked", "copied", "seconds_per_1000")
FIRST = (*SCORED, FORETOLD)
BETTER = {
    "lower": ("↓", "Lower is better."),
    "higher": ("↑", "Higher is better."),
    "real": ("→ real", "Best is what real images get, the floor."),
    "neither": ("", ""),
}
FIT = {
    "title": "Fit",
    "unit": "s",
    "arrow": "↓",
    "about": "Fit: seconds that fitting the strategy took, on the machine that measured it. Lower is better.",
}
_NUMBER_AND_UNIT = re.compile(r" (?=±)|(?<=±) |(?<=\d) (?=(?:%|s|nats)(?!\w))")
KINDS = {"floor": "floor", "limit": "limit", "strategy": ""}

# A table of our own and not st.dataframe: that one is a picture that no screen reader reads and knows no bold.
_BOARD = component(
    "latent_ink_scores",
    "base/score_table.js",
    styles=("base/score_table.css",),
    html="""
<div class="board"><div class="room" tabindex="0" role="region" aria-label="Scores"><table></table></div>
<p class="about" aria-live="polite"></p></div>
""",
)


def board(table: SampleTable, *, all_numbers: bool, key: str) -> None:
    """Draw scores under the same conditions: floor and limit, then strategies, the closest to real images first."""
    limits = [scores for scores in (table.floor, table.limit) if scores]
    strategies = in_order(table.entries)
    lines = [(titled(scores), scores) for scores in (*limits, *strategies)]
    draw(lines, columns_of(table.scored, FIRST, all_numbers), key=key)


def in_order(scored: Sequence[SampleScores]) -> list[SampleScores]:
    """Return scores, the closest to real images first, then those of which that is not known."""
    there = ranked(scored, "frechet")
    return there + [scores for scores in scored if not any(scores is other for other in there)]


def columns_of(scored: Sequence[SampleScores], first: Sequence[str], all_numbers: bool) -> list[str]:
    """Return the numbers that any of the scores has: all, or those that everybody should see."""
    return [name for name in ROWS if any(name in s.rows for s in scored) and (all_numbers or name in first)]


def draw(lines: Sequence[tuple[str, SampleScores]], names: Sequence[str], *, key: str) -> None:
    """Draw a line for each source, by its name; limits stand apart, the best of the others are bold."""
    scored = [scores for _, scores in lines]
    contest = [scores for scores in scored if scores.source == "strategy"]
    floor = next((scores for scores in scored if scores.source == "floor"), None)
    winners = {name: best(contest, name, floor) for name in names}
    columns = [*(_column(name, ROWS[name], scored) for name in names), FIT]
    hint = "Point at a heading, or tap it, to read what its numbers mean. Bold: the best, and what ties with it."
    mount(columns, [_row(name, scores, names, winners) for name, scores in lines], hint, key=key)


def mount(columns: Sequence[dict[str, str]], rows: Sequence[dict], hint: str, *, key: str) -> None:
    """Draw a table that explains itself, of any columns (title, unit, arrow, about) and rows (name, kind, cells)."""
    _BOARD(key=key, data={"columns": list(columns), "rows": list(rows), "hint": hint})


def meaning(row: Row) -> str:
    """Return what a number tells, which way is better, and who thought of it, in sentences."""
    words = (row.about, BETTER[row.better][1], f"Source: {row.source}." if row.source else "")
    return " ".join(filter(None, words))


def unbroken(text: str) -> str:
    """Return a sentence with numbers for Markdown: nothing in it is markup, no number is parted from its unit."""
    return _NUMBER_AND_UNIT.sub("\u00a0", plain(text))


def _column(name: str, row: Row, scored: Sequence[SampleScores]) -> dict[str, str]:
    unit = next(UNITS.get(s.rows[name].unit, "") for s in scored if name in s.rows)
    return {
        "title": row.title,
        "unit": unit,
        "arrow": BETTER[row.better][0],
        "about": f"{row.title}: {meaning(row)}",
    }


def _row(title: str, scores: SampleScores, names: Sequence[str], winners: dict[str, list[SampleScores]]) -> dict:
    cells = [_cell(scores, name, scores in winners[name]) for name in names]
    fit = {"text": "" if scores.fit_seconds is None else f"{scores.fit_seconds:.2g}", "spread": "", "best": False}
    return {"name": title, "kind": KINDS[scores.source], "cells": [*cells, fit]}


def _cell(scores: SampleScores, name: str, leads: bool) -> dict:
    score = scores.rows.get(name)
    if score is None:
        return {"text": "", "spread": "", "best": False}
    value, _, spread = written(score, unit=False).partition(" ± ")
    return {"text": value, "spread": spread, "best": leads}
