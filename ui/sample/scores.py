"""Which strategy draws best, by honest numbers: who wins what, and how far apart are they?"""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core import library
from core.config import ConfigError
from core.metrics import MODEL_ROWS, ROWS
from core.scores import Conditions, SampleTable
from core.scores.verdict import ranked, verdict
from core.scores.words import csv_of, titled, written
from core.types import ModelError
from ui import charts, forms, terms
from ui.cache import judged
from ui.sample import unscored
from ui.sample.board import board, meaning, unbroken
from ui.sample.view import SampleView

CHARTS = {
    "precision": ("Precision and recall", "precision", "recall"),
    "density": ("Density and coverage", "density", "coverage"),
}


def show(view: SampleView) -> None:
    """Draw who wins what, the table behind it, two charts, and buttons to score what has not been scored."""
    table = scored(view)
    if table is None:
        st.markdown("Nobody has scored what this model draws.")
        unscored.show(view, SampleTable(), None)
    else:
        chosen = _conditions(view, table)
        part = table.under(chosen)
        chance = _verdict(part)
        board(part, all_numbers=st.toggle("All numbers", key="scores-all"), key=f"board-{view.entry.id}")
        st.caption(unbroken(f"{_words(part, chosen)} {chance}"))
        _charts(view, part)
        unscored.show(view, table, chosen)
        _download(view, table)
    _of_the_model(view)
    with st.expander("What the numbers mean"):
        known = [f"- **{row.title}**: {meaning(row)}" for row in (*ROWS.values(), *MODEL_ROWS.values())]
        st.markdown("\n".join(known))


def scored(view: SampleView) -> SampleTable | None:
    """Return what is known of the model's samples; None if that is nothing, or cannot be read, which is said."""
    try:
        table = judged.table(view.entry)
    except ModelError as error:
        st.warning(forms.sentence(error))
        return None
    return table if table and table.scored else None


def _conditions(view: SampleView, table: SampleTable) -> Conditions:
    """Return under which conditions scores are compared: of the class that is asked for, if there are any."""
    known = sorted(table.conditions, key=lambda one: (one.label != view.label, one.n * one.seeds < 1000))
    if len(known) == 1:
        return known[0]
    classes = view.entry.config.classes
    chosen = st.selectbox(
        "Compared under", range(len(known)), format_func=lambda i: _short(known[i], classes),
        key=f"conditions-{view.entry.id}-{view.label}", width=420,
        help="Numbers compare only if as many images were drawn, and held against the same ones.",
    )  # fmt: skip
    return known[chosen]


def _short(one: Conditions, classes: tuple[str, ...]) -> str:
    text = f"{one.n:,} images, {one.seeds} seed{'s' if one.seeds > 1 else ''}"
    if one.label is not None:
        text += f", class {classes[one.label] if one.label < len(classes) else one.label}"
    return text


def _verdict(table: SampleTable) -> str:
    """Draw who wins what, and return what goes below the table: how much of it may be chance."""
    found = {finding.question: finding.text for finding in verdict(table)}
    chance = found.pop("Chance", "")
    st.markdown("\n".join(f"- **{question}.** {unbroken(text)}" for question, text in found.items()))
    return chance


def _words(table: SampleTable, under: Conditions) -> str:
    points = sorted({scores.points for scores in table.entries if scores.points})
    fitted = f" Fitted on {' or '.join(f'{count:,}' for count in points)} images." if points else ""
    seeds = f"{under.seeds} seed{'s' if under.seeds > 1 else ''}"
    return (
        f"n = {under.n:,} images drawn a seed, {seeds}, held against {under.real:,} test images.{fitted} Features: "
        f"{under.features.rstrip('.')}."
    )


def _charts(view: SampleView, table: SampleTable) -> None:
    left, right = st.columns(2, gap="medium")
    key = f"{view.entry.id}-{view.label}"
    with left:
        st.plotly_chart(
            _distances(table), key=f"frechet-{key}", config=charts.CONFIG,
            alt="Fréchet distance of each strategy, with floor and reconstruction limit as lines",
        )  # fmt: skip
    offered = [name for name, (_, y, x) in CHARTS.items() if any({x, y} <= set(s.rows) for s in table.scored)]
    if not offered:
        return
    with right:
        what = st.segmented_control(
            "Fidelity against variety", offered, default=offered[0], required=True, key=f"trade-{view.entry.id}",
            format_func=lambda name: CHARTS[name][0], label_visibility="collapsed",
        )  # fmt: skip
        title, fidelity, variety = CHARTS[what]
        st.plotly_chart(
            _trade(table, fidelity, variety), key=f"trade-{key}-{what}", config=charts.CONFIG,
            alt=f"{title} of each strategy, with floor and reconstruction limit",
        )  # fmt: skip


def _distances(table: SampleTable) -> go.Figure:
    order = ranked(table.entries, "frechet")
    found = [scores.rows["frechet"] for scores in order]
    limits = {"Floor: real images": table.floor, "Limit: reconstructions": table.limit}
    lines = {name: s.rows["frechet"].number for name, s in limits.items() if s and "frechet" in s.rows}
    values, spreads = [score.number for score in found], [score.spread for score in found]
    names = [titled(scores) for scores in order]
    return charts.distances("Fréchet distance to real images", names, values, spreads, lines)


def _trade(table: SampleTable, fidelity: str, variety: str) -> go.Figure:
    limits = [scores for scores in (table.floor, table.limit) if scores]
    there = [s for s in (*limits, *table.entries) if {fidelity, variety} <= set(s.rows)]
    points = [
        (titled(s), s.rows[variety].number, s.rows[fidelity].number, s.rows[variety].spread, s.rows[fidelity].spread)
        for s in there
    ]  # fmt: skip
    bounds = sum(scores.source != "strategy" for scores in there)
    titles = f"{ROWS[variety].title} (variety)", f"{ROWS[fidelity].title} (fidelity)"
    across, up = (".2f" if name == "density" else ".1%" for name in (variety, fidelity))
    return charts.trade(points, titles, (across, up), bounds=bounds)


def _download(view: SampleView, table: SampleTable) -> None:
    name = view.entry.id if view.entry.zoo else f"latent-ink-{view.entry.id[:8]}"
    st.download_button(
        "The table as CSV", lambda: csv_of(table), f"{name}-scores.csv", "text/csv", key="scores-csv",
        on_click="ignore", icon=":material/download:", help="Everything that was scored, with settings and spreads.",
    )  # fmt: skip


def _of_the_model(view: SampleView) -> None:
    """Draw what was measured of the model itself, whatever the strategy."""
    try:
        measured = library.scores(view.entry)
    except (ModelError, ConfigError) as error:
        st.warning(forms.sentence(error))
        return
    known = {name: score for name, score in measured.scores.items() if name in MODEL_ROWS} if measured else {}
    if measured is None or not known:
        return
    st.subheader("The model itself")
    with st.grid(len(known), min_column_width=140, gap="small"):
        for name, score in known.items():
            st.metric(
                MODEL_ROWS[name].title,
                written(score),
                help=terms.hint(MODEL_ROWS[name].title, meaning(MODEL_ROWS[name])),
            )
    images = "image" if measured.n == 1 else "images"
    some = {MODEL_ROWS[name].title: MODEL_ROWS[name].most for name in known if 0 < MODEL_ROWS[name].most < measured.n}
    fewer = "".join(f" {title}: on {most} of them." for title, most in some.items())
    said = f"On {measured.n:,} {measured.part} {images}, per image.{fewer} The same whatever strategy draws."
    st.caption(said)
