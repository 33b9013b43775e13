"""Which of the models draws best, by honest numbers, and what did each cost?"""

from __future__ import annotations

import streamlit as st

from core.library.model_card import plain
from core.metrics import ROWS
from core.sampling import SAMPLERS
from core.scores.contest import Contest, contest, csv_of, findings
from core.scores.costs import Facts
from core.scores.enough import objection
from core.scores.words import titled
from ui import charts
from ui.compare_models.sides import sides
from ui.compare_models.view import VersusView
from ui.sample import unscored
from ui.sample.board import FORETOLD, SCORED, columns_of, draw, in_order, meaning, mount, unbroken

LEADING = (*SCORED, "greys")
COSTS = {
    "Learned for": ("s", "Seconds of learning, on the machine that did it; not comparable between machines."),
    "Images": ("", "Training images that it learned from, as often as it saw them."),
    "Images a second": ("", "How many it learned from in a second."),
    "Parameters": ("", "Numbers that were learned: a VAE's encoder and a GAN's discriminator included."),
    "That draw": ("", "Those of them that an image is drawn with: of the decoder or generator."),
    "Latent dims": ("", "Numbers that an image is drawn from."),
}


def show(view: VersusView) -> None:
    """Draw who wins what, the table behind it, two charts, what each model cost, and what has not been scored."""
    found = contest(sides(view))
    for told in found.left_out:
        st.warning(unbroken(told))
    _verdict(found)
    if found.contestants:
        _table(found)
        _charts(found)
    _missing(view, found)
    _costs(found)
    if found.contestants:
        st.download_button(
            "The table as CSV", lambda: csv_of(found), "latent-ink-models.csv", "text/csv", key="versus-csv",
            on_click="ignore", icon=":material/download:", help="Scores with spreads, and what each model cost.",
        )  # fmt: skip
    with st.expander("What the numbers mean"):
        st.markdown("\n".join(f"- **{row.title}**: {meaning(row)}" for name, row in ROWS.items() if name != FORETOLD))


def _verdict(found: Contest) -> None:
    told = [finding for finding in findings(found) if finding.question != "Chance"]
    st.markdown("\n".join(f"- **{one.question}.** {unbroken(one.text)}" for one in told))


def _table(found: Contest) -> None:
    lines = [(found.called(scores), scores) for scores in in_order(found.scored)]
    if found.floor:
        lines = [(titled(found.floor), found.floor), *lines]
    all_numbers = st.toggle("All numbers", key="versus-all")
    names = columns_of([scores for _, scores in lines], LEADING, all_numbers)
    names = [name for name in names if name != FORETOLD]
    draw(lines, names, key=f"versus-board-{all_numbers}")
    under = found.conditions
    assert under is not None  # something was scored
    chance = next((one.text for one in findings(found) if one.question == "Chance"), "")
    st.caption(
        unbroken(
            f"n = {under.n:,} images drawn a seed, {under.seeds} seed{'s' if under.seeds > 1 else ''}, held against "
            f"{under.real:,} test images. Features: {under.features.rstrip('.')}. {chance} Seconds compare only "
            "roughly: they are of the machine that measured them, and of whatever else it was doing."
        )
    )


def _charts(found: Contest) -> None:
    left, right = st.columns(2, gap="medium")
    order = [scores for scores in in_order(found.scored) if "frechet" in scores.rows]
    floor = [found.floor] if found.floor else []
    limits = [scores.rows["frechet"].number for scores in floor if "frechet" in scores.rows]
    lines = dict(zip(["Floor: real images"], limits, strict=False))
    with left:
        distances = [scores.rows["frechet"] for scores in order]
        chart = charts.distances(
            "Fréchet distance to real images", [found.called(scores).replace(" – ", "<br>") for scores in order],
            [score.number for score in distances], [score.spread for score in distances], lines,
        )  # fmt: skip
        st.plotly_chart(
            chart, key="versus-frechet", config=charts.CONFIG, alt="Fréchet distance of each, the floor as a line"
        )
    points = [
        (titled(scores) if scores.source == "floor" else found.called(scores),
         scores.rows["recall"].number, scores.rows["precision"].number,
         scores.rows["recall"].spread, scores.rows["precision"].spread)
        for scores in (*floor, *found.scored) if {"precision", "recall"} <= set(scores.rows)
    ]  # fmt: skip
    with right:
        titles = f"{ROWS['recall'].title} (variety)", f"{ROWS['precision'].title} (fidelity)"
        st.plotly_chart(
            charts.trade(points, titles, (".1%", ".1%"), bounds=len(floor)), key="versus-trade", config=charts.CONFIG,
            alt="Precision and recall of each, and of real training images",
        )  # fmt: skip


def _missing(view: VersusView, found: Contest) -> None:
    if not found.missing:
        return
    why = {i: objection(view.entries[i].config.dataset) for i, _ in found.missing}
    for i in filter(why.get, why):
        st.caption(f"{plain(found.names[i])} cannot be scored. {why[i]}")
    missing = [(i, name) for i, name in found.missing if not why[i]]
    if not missing:
        return
    st.subheader("Not scored yet")
    begin = unscored.usual(found.conditions, None)
    with st.grid(2, min_column_width=300, gap="small"):
        for i, name in missing:
            with st.container():
                ask_for(view, found, i, name, key=f"versus-score-{i}-{name}")
    st.caption(f"A worker draws {begin.n:,} images with each of {begin.seeds} seeds. The scores are kept.")


def ask_for(view: VersusView, found: Contest, side: int, strategy: str, *, key: str) -> None:
    """Draw a button that has a model scored by a strategy, so that it compares with the others."""
    scoring = unscored.usual(found.conditions, None).replace(sampler=SAMPLERS[strategy]())
    several = found.sides[side].encodes
    name = plain(found.names[side]) + (f" – {SAMPLERS[strategy].title}" if several else "")
    unscored.ask_for(view.entries[side], scoring, key=key, name=name)


def _costs(found: Contest) -> None:
    st.subheader("What each cost")
    columns = [
        {"title": title, "unit": unit, "arrow": "", "about": f"{title}: {about}"}
        for title, (unit, about) in COSTS.items()
    ]
    rows = [
        {"name": found.names[i], "kind": side.kind, "cells": [
            {"text": text, "spread": "", "best": False}
            for text in (*_facts(side.facts), str(side.config.model.dims))
        ]}
        for i, side in enumerate(found.sides)
    ]  # fmt: skip
    mount(columns, rows, "Point at a heading, or tap it, to read what it means.", key="versus-costs")


def _facts(facts: Facts) -> tuple[str, ...]:
    values = (facts.seconds, facts.images, facts.images_a_second, facts.parameters, facts.drawing)
    return tuple("" if value is None else f"{value:,.0f}" for value in values)
