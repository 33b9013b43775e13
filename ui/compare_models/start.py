"""How does a visitor have models trained to be compared: on which data, which models, with which budget?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.config import ConfigError, bounds
from core.datasets import DATASETS, DatasetConfig
from core.jobs import client
from core.training.pairs import OPPONENTS, Budget, Opponent, pair
from core.training.run import RunConfig
from core.types import DataError, ModelError
from ui import forms, lasts, state
from ui.compare_models import chosen
from ui.train import data, form, sets

FIRST = ("cvae", "cgan")  # both can be asked for a digit, and are readable within a minute
HIDDEN = ("image_size",)


def offer() -> None:
    """Draw the settings of a new pair and the button that starts it; then the page shows the two as they learn."""
    left, right = st.columns([1, 1], gap="large")
    with left:
        dataset = sets.choose(_usual(), key="versus.data")
        budget = _budget()
    with right:
        try:
            seen = data.look(dataset) if dataset else None
        except (DataError, OSError) as error:
            st.error(forms.sentence(error))
            seen = None
    if seen is None or dataset is None:
        return
    with st.grid(2, min_column_width=280, gap="medium"):
        names, sides = zip(*(_side(i, name, seen) for i, name in enumerate(FIRST)), strict=True)
    if None in sides:
        return
    runs = pair([(side.model, side.training) for side in sides if side], dataset, budget, seen.n)
    titles = [title(side, name, dataset) for side, name in zip(sides, names, strict=True) if side]
    objection = next(filter(None, (form.objection(run, seen) for run in runs)), "")
    if objection:
        st.error(objection)
    with st.container(horizontal=True, vertical_alignment="center"):
        start = st.button(
            "Train them side by side", type="primary", icon=":material/play_arrow:", disabled=bool(objection)
        )
        if not objection:
            told = [lasts.expected(run, seen) for run in runs]
            takes, waits = lasts.in_words(sum(each.training for each in told)), told[0].waiting
            wait = f" First it waits for others, about {lasts.in_words(waits)}." if waits >= 1 else ""
            st.caption(f"About {takes} on this machine, both together: they take turns, in step.{wait}")
    if start:
        _begin(runs, titles)


def _usual() -> DatasetConfig:
    """Return MNIST where it is at hand; nobody should have to wait for a download to see a pair."""
    mnist = DATASETS["mnist"]()
    return mnist if mnist.here() else DATASETS["digits"]()


def _budget() -> Budget:
    kinds = {"seconds": "Seconds of learning", "images": "Images learned from"}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "The same budget for each", list(kinds), default="seconds", required=True, format_func=kinds.__getitem__,
            key="versus.budget", help=Budget.model_fields["kind"].description,
        )  # fmt: skip
        field = Budget.model_fields[kind]
        low, high = (None if limit is None else int(limit) for limit in bounds(field))
        amount = st.number_input(
            kind.capitalize(), low, high, int(field.default), 10 if kind == "seconds" else 10_000, width=180,
            key=f"versus.{kind}", help=field.description,
        )  # fmt: skip
    return Budget(kind=kind, **{kind: amount})


def title(side: Opponent, name: str, dataset: DatasetConfig) -> str:
    """Return how a model is called: what it is, what it learns from, and what is unusual about it."""
    usual = OPPONENTS[name].model
    told = [
        f"{forms.label(field).lower()} {_short(value)}"
        for field in type(side.model).model_fields
        if (value := getattr(side.model, field)) != getattr(usual, field) and field != "r1"
    ]
    return ", ".join([f"{OPPONENTS[name].title} on {dataset.called(state.owner())}", *told])[: library.MAX_TITLE]


def _short(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return (
        {True: "on", False: "off"}[value]
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def _side(i: int, name: str, seen: data.Look) -> tuple[str, Opponent | None]:
    with st.container(border=True):
        name = st.selectbox(
            f"Train on the {'right' if i else 'left'}", list(OPPONENTS), list(OPPONENTS).index(name), key=f"versus.{i}",
            format_func=lambda name: OPPONENTS[name].title,
        )  # fmt: skip
        opponent = OPPONENTS[name].suited(seen.n)
        key = f"versus.{i}.{name}.{opponent.training.batch_size}"
        with st.expander("Settings"):
            model = forms.config_form(opponent.model, key=key, first=opponent.model.shown_first, hidden=HIDDEN)
            training = forms.config_form(
                opponent.training, key=f"{key}.training",
                hidden=("epochs", "seconds", "epoch_images", "snapshots", "validation", "device"),
            )  # fmt: skip
    return name, None if model is None or training is None else Opponent(opponent.title, model, training)


def _begin(runs: tuple[RunConfig, ...], titles: list[str]) -> None:
    try:
        ids = client.submit_together(runs, state.owner(), titles=titles)
    except (ModelError, ConfigError, client.JobError) as error:
        st.error(forms.sentence(error))
    else:
        chosen.take(ids)
        st.rerun()
