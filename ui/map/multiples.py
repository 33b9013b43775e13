"""How much of a map is the data, and how much its settings? The same images under several settings, side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import product

import numpy as np
import streamlit as st

from core.tasks import MapTask
from ui import forms
from ui.cache import one_model
from ui.map import forming, settings
from ui.map.view import MapView
from ui.shared.links import described
from ui.shared.map_stamp import dots


def variants(task: MapTask, n: int) -> list[MapTask]:
    """Return the task under each setting of the grid that n images allow, the others as they are; empty for planes."""
    varied = task.projection.varied
    if not varied:
        return []
    most = {"perplexity": (n - 1) / 3, "neighbours": n - 1}
    grid = {name: _allowed(values, most[name]) if name in most else values for name, values in varied.items()}
    return [
        task.replace(projection=task.projection.replace(**dict(zip(grid, values, strict=True))))
        for values in product(*grid.values())
    ]


def _allowed(values: tuple, most: float) -> tuple:
    """Return those of the values that are at most `most`; where that leaves one or none, up to three from 2 to it."""
    fit = tuple(value for value in values if value <= most)
    if len(fit) > 1:
        return fit
    kind, most = type(values[0]), max(2.0, most)
    steps = (2.0, (2 + most) / 2, most) if kind is float else (2, int(2 + most) // 2, int(most))
    return tuple(dict.fromkeys(kind(math.floor(10 * value) / 10) for value in steps))


def show(view: MapView) -> None:
    """Draw the grid; a click makes one of its maps the main map."""
    name = view.task.projection.name
    st.page_link(
        "pages/Compare_maps.py",
        label="Two maps, linked: compare this one with another",
        icon=":material/compare:",
        query_params={
            "model": view.entry.id,
            "map": name,
            "set": described(view.task.projection.not_as_usual()),
        },
    )
    if not view.task.projection.varied:
        without = "A plane has no settings." if view.task.projection.at_once else "Nothing is varied of this method."
        st.info(f"{without} Choose t-SNE or UMAP above, and see here what theirs do.")
        return
    st.markdown(view.task.projection.advice)
    tasks = variants(view.task, len(view.latents))
    if len(tasks) < 2:
        st.caption(f"Of {len(view.latents)} images there is but one such map to be made: more images allow more.")
        return
    missing = [task for task in tasks if one_model.kept_map(task) is None and not _under_way(task)]
    if missing:
        st.button(
            f"Make {'these' if len(missing) == len(tasks) else 'the other'} {len(missing)} maps",
            key="multiples", icon=":material/grid_view:", on_click=_order, args=(missing,),
            help="One after the other, after everybody's other work.",
        )  # fmt: skip
    waiting = any(_under_way(task) for task in tasks)
    st.fragment(_grid, run_every=1.0 if waiting else None)(view, tasks, waiting)


def _grid(view: MapView, tasks: list[MapTask], waiting: bool) -> None:
    """Draw every map that is there, and of the others how far they are."""
    columns = len(view.task.projection.varied.get("min_dist", tasks))
    with st.grid(columns, min_column_width=150):
        for task in tasks:
            with st.container():
                _one(view, task)
    if waiting and not any(_under_way(task) for task in tasks):
        st.rerun()


def _one(view: MapView, task: MapTask) -> None:
    said = ", ".join(f"{forms.label(name)} {getattr(task.projection, name):g}" for name in task.projection.varied)
    found = one_model.kept_map(task)
    if found is None:
        dots(np.empty((0, 2)), None, key=f"multiple-{task.key()}", alt=f"No map with {said} yet")
        st.caption(f"{said}: {_standing(task)}")
        return
    dots(found.xy, found.latents.labels, key=f"multiple-{found.key}", alt=f"Map with {said}")
    trust = found.scores.get("trustworthiness")
    st.caption(said + (f" · trustworthiness {trust:.3f}" if trust is not None else ""))
    if task == view.task:
        st.badge("Main map", color="primary")
    elif st.button("Use this", key=f"use-{found.key}", width="stretch"):
        settings.take(task)
        st.rerun()  # the whole page: a callback here would only draw the grid anew


def _order(tasks: Iterable[MapTask]) -> None:
    for task in tasks:
        if not forming.order(task, background=True):
            return


def _under_way(task: MapTask) -> bool:
    found = forming.status_of(task)
    return found is not None and found.state in forming.ACTIVE


def _standing(task: MapTask) -> str:
    found = forming.status_of(task)
    if found is None:
        return "not made yet"
    if found.state == "running":
        return f"{found.fraction:.0%}"
    return {"queued": "waits its turn", "failed": found.reason, "stopped": "stopped"}.get(found.state, "")
