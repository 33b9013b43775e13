"""How much of a map is the data, and how much its settings? The same images under several settings, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
import streamlit as st

from core.tasks import MapTask
from ui import cached, forms
from ui.dots import dots
from ui.explore import settings, watch
from ui.explore.view import MapView
from ui.links import changed, described

# What is varied, and over which values: about a factor of two or three from one to the next.
VARIED = {
    "tsne": {"perplexity": (5.0, 15.0, 30.0, 50.0, 100.0)},
    "umap": {"neighbours": (5, 15, 50), "min_dist": (0.0, 0.1, 0.5)},
}
ADVICE = {
    "tsne": "What stays the same at every perplexity is in the data; what comes and goes is in the setting.",
    "umap": "Down the rows more neighbours: less detail, more of the whole. Along a row more min_dist: looser.",
}


def variants(task: MapTask, n: int) -> list[MapTask]:
    """Return the task under each setting of the grid that n images allow, the others as they are; empty for planes."""
    found, varied = [], VARIED.get(task.projection.name)
    if varied is None:
        return found
    for values in product(*varied.values()):
        changed = dict(zip(varied, values, strict=True))
        if changed.get("perplexity", 0) <= (n - 1) / 3 and changed.get("neighbours", 2) < n:
            found.append(task.replace(projection=task.projection.replace(**changed)))
    return found


def show(view: MapView) -> None:
    """Draw the grid; a click makes one of its maps the main map."""
    name = view.task.projection.name
    st.page_link(
        "pages/4_Compare_maps.py",
        label="Two maps, linked: compare this one with another",
        icon=":material/compare:",
        query_params={
            "model": view.entry.id,
            "map": name,
            "set": described(changed(view.task.projection)),
        },
    )
    if name not in VARIED:
        st.info("A plane has no settings. Choose t-SNE or UMAP above, and see here what theirs do.")
        return
    st.markdown(ADVICE[name])
    tasks = variants(view.task, len(view.latents))
    missing = [task for task in tasks if cached.kept_map(task) is None and not _under_way(task)]
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
    columns = len(VARIED[view.task.projection.name].get("min_dist", tasks))
    with st.grid(columns, min_column_width=150):
        for task in tasks:
            with st.container():
                _one(view, task)
    if waiting and not any(_under_way(task) for task in tasks):
        st.rerun()


def _one(view: MapView, task: MapTask) -> None:
    said = ", ".join(f"{forms.label(name)} {getattr(task.projection, name):g}" for name in VARIED[task.projection.name])
    found = cached.kept_map(task)
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
        if not watch.order(task, background=True):
            return


def _under_way(task: MapTask) -> bool:
    found = watch.status_of(task)
    return found is not None and found.state in watch.ACTIVE


def _standing(task: MapTask) -> str:
    found = watch.status_of(task)
    if found is None:
        return "not made yet"
    if found.state == "running":
        return f"{found.fraction:.0%}"
    return {"queued": "waits its turn", "failed": found.reason, "stopped": "stopped"}.get(found.state, "")
