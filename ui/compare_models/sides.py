"""What is known of the models side by side, for the panels that compare their numbers?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core import library
from core.config import ConfigError
from core.library import Entry
from core.library.task import TaskConfig
from core.scores import SampleTable
from core.scores.contest import Side
from core.scores.costs import facts_of
from core.types import ModelError
from ui import forms
from ui.cache import judged, one_model
from ui.compare_models.view import VersusView
from ui.map import forming


def sides(view: VersusView) -> tuple[Side, ...]:
    """Return what is known of each model; what cannot be read is said, and left out."""
    return tuple(_side(entry) for entry in view.entries)


def ask_all(tasks: Sequence[TaskConfig], there: Sequence[bool], label: str, *, key: str, icon: str, help: str) -> None:
    """Draw one button that has all tasks done that are not there yet, unless they are being done already.

    key: what is said of the task i stands under this key, "-" and i: see `ui.shared.ask_worker.under_way`.
    """
    waiting = [(i, task) for i, task in enumerate(tasks) if not there[i] and not _active(task)]
    if waiting:
        st.button(label, key=key, icon=icon, help=help, on_click=_order, args=(waiting, key), type="primary")


def each(entries: Sequence[Entry], draw: Callable[[int, Entry], None], *, width: int = 300) -> None:
    """Draw something for each model, side by side where there is room. draw: is told which of them, and the model."""
    with st.grid(min(2, len(entries)) if len(entries) != 3 else 3, min_column_width=width, gap="medium"):
        for i, entry in enumerate(entries):
            with st.container():
                draw(i, entry)


def _side(entry: Entry) -> Side:
    table, measured = None, None
    try:
        table, measured = judged.table(entry), library.scores(entry)
    except (ModelError, ConfigError) as error:
        st.warning(forms.sentence(error))
    rows = one_model.history(entry)
    encodes = entry.config.model.encodes
    return Side(
        entry.title, entry.config, table or SampleTable(), rows, facts_of(entry, rows), encodes, measured,
        judged.troubles(entry),
    )  # fmt: skip


def _active(task: TaskConfig) -> bool:
    now = forming.status_of(task)
    return now is not None and now.state in forming.ACTIVE


def _order(tasks: list[tuple[int, TaskConfig]], key: str) -> None:
    for i, task in tasks:
        forming.order(task, place=f"{key}-{i}")
