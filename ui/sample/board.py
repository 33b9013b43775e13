"""How do strategies and their numbers stand in one table, the best in bold and each number explained?"""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from core.card import plain
from core.evaluation import ROWS, Row
from core.export.html import LIVE
from core.scoring import SampleScores, SampleTable
from core.scoring.verdict import best, ranked
from core.scoring.written import UNITS, titled, written

# The numbers that everybody should see; the others follow when they are asked for.
FIRST = ("frechet", "precision", "recall", "density", "coverage", "read_as_asked", "leaning", "seconds_per_1000")
BETTER = {"lower": ("↓", "Lower is better."), "higher": ("↑", "Higher is better."), "neither": ("", "")}
FIT = {
    "title": "Fit",
    "unit": "s",
    "arrow": "↓",
    "about": "Fit: seconds that fitting the strategy took, on the machine that measured it. Lower is better.",
}
_NUMBER_AND_UNIT = re.compile(r" (?=±)|(?<=±) |(?<=\d) (?=(?:%|s|nats)(?!\w))")
KINDS = {"floor": "floor", "ceiling": "ceiling", "strategy": ""}

# A table of our own and not st.dataframe: that one is a picture that no screen reader reads and knows no bold.
_BOARD = st.components.v2.component(
    "latent_ink_scores",
    html="""
<div class="board"><div class="room" tabindex="0" role="region" aria-label="Scores"><table></table></div>
<p class="about" aria-live="polite"></p></div>
""",
    css=(LIVE / "board.css").read_text(encoding="utf-8"),
    js=(LIVE / "board.js").read_text(encoding="utf-8"),
)


def board(table: SampleTable, *, all_numbers: bool, key: str) -> None:
    """Draw scores under the same conditions: floor and ceiling, then strategies, the closest to real images first."""
    limits = [scores for scores in (table.floor, table.ceiling) if scores]
    strategies = ranked(table.entries, "frechet")
    strategies += [scores for scores in table.entries if scores not in strategies]
    names = [name for name in ROWS if any(name in s.rows for s in table.scored) and (all_numbers or name in FIRST)]
    winners = {name: best(table.entries, name) for name in names}
    data = {
        "columns": [*(_column(name, ROWS[name], table) for name in names), FIT],
        "rows": [_row(scores, names, winners) for scores in (*limits, *strategies)],
        "hint": "Point at a heading, or tap it, to read what its numbers mean. Bold: the best, and what ties with it.",
    }
    _BOARD(key=key, data=data)


def meaning(row: Row) -> str:
    """Return what a number tells, which way is better, and who thought of it, in sentences."""
    words = (row.about, BETTER[row.better][1], f"Source: {row.source}." if row.source else "")
    return " ".join(filter(None, words))


def unbroken(text: str) -> str:
    """Return a sentence with numbers for Markdown: nothing in it is markup, no number is parted from its unit."""
    return _NUMBER_AND_UNIT.sub("\u00a0", plain(text))


def _column(name: str, row: Row, table: SampleTable) -> dict[str, str]:
    unit = next(UNITS.get(s.rows[name].unit, "") for s in table.scored if name in s.rows)
    return {
        "title": row.title,
        "unit": unit,
        "arrow": BETTER[row.better][0],
        "about": f"{row.title}: {meaning(row)}",
    }


def _row(scores: SampleScores, names: Sequence[str], winners: dict[str, list[SampleScores]]) -> dict:
    cells = [_cell(scores, name, scores in winners[name]) for name in names]
    fit = {"text": "" if scores.fit_seconds is None else f"{scores.fit_seconds:.2g}", "spread": "", "best": False}
    return {"name": titled(scores), "kind": KINDS[scores.source], "cells": [*cells, fit]}


def _cell(scores: SampleScores, name: str, leads: bool) -> dict:
    score = scores.rows.get(name)
    if score is None:
        return {"text": "", "spread": "", "best": False}
    value, _, spread = written(score, unit=False).partition(" ± ")
    return {"text": value, "spread": spread, "best": leads}
