"""Which images lie together: by which method, in which space, and what was found?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import clustering
from core.blocks.layout import Colour, Mark
from core.clustering import CLUSTERINGS, ClusteringConfig, ClusteringError, DbscanConfig
from core.tasks import ClusterTask
from core.tasks.clusters import FoundClusters, layout_of, shortened
from ui import charts, forms, state
from ui.cache import one_model
from ui.map import cluster_cards, forming, settings
from ui.map.state import MapState
from ui.map.view import MapView
from ui.shared import background
from ui.shared.links import described

SPACES = {"map": "On the map", "latents": "In latent space"}
SPACE_HELP = (
    "On the map, clusters are what you see, with whatever the projection tore apart or pushed together. In latent "
    "space they are what the model knows; with many dimensions, DBSCAN and HDBSCAN may join most images, or call them "
    "noise."
)
FEW = 1000  # images, up to which it is looked whether they are all different


def show(view: MapView) -> None:
    """Draw the choice of a method and, once they are there, the clusters it finds."""
    space, name = _choose(view)
    usual = CLUSTERINGS[name]().suited(_different(view))
    # Of so few images that other settings are usual, another form: a widget keeps the value it began with.
    key = ".".join(filter(None, ("clusters", view.entry.id, name, described(usual.not_as_usual()))))
    st.caption(CLUSTERINGS[name].about)
    # Above the curve it draws on: the form says which eps is meant.
    config = forms.config_form(usual, key=key)
    if config is None:
        return
    task = task_of(view, config, space)
    if task is None:
        st.info("The map is still being made: until then, look in latent space.")
        return
    if isinstance(config, DbscanConfig):
        _curve(view, task, config)
    _standing(view, task)


def _different(view: MapView) -> int:
    """Return how many images there are, those that lie in one place counted once where they are few."""
    n = len(view.latents)
    return n if n > FEW else len(np.unique(view.latents.mu, axis=0))


def task_of(view: MapView, config: ClusteringConfig, space: str) -> ClusterTask | None:
    """Return the task that finds clusters in the map that is shown; None if it is to be on a map that is not there."""
    points = view.task.points if view.map is not None else 0
    if space == "latents" and not points:
        return ClusterTask(model=view.entry.id, clustering=config)
    projection = view.task.projection
    if view.map is None and not projection.at_once:
        return None
    layout = layout_of(view.map.xy) if space == "map" and view.map and not projection.at_once else ""
    return ClusterTask(
        model=view.entry.id, clustering=config, space=space, projection=projection, points=points, layout=layout
    )


def colour(view: MapView) -> tuple[Colour | None, tuple[Mark, ...]]:
    """Return the clusters the visitor looks at as a colour of the map, with typical images as marks on it.

    (None, ()) while there are none, or they are those of other images.
    """
    text = state.of(MapState).clusters
    if not text:
        return None, ()
    shown = cluster_cards.colour_of(view, ClusterTask.from_json(text))
    if shown is None:
        return None, ()
    values, names, marks = shown
    return Colour("clusters", "Cluster", values, kind="category", names=names), marks


def _choose(view: MapView) -> tuple[str, str]:
    flat = view.latents.mu.shape[1] <= 2 and view.task.projection.at_once
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.segmented_control(
            "Method", list(CLUSTERINGS), default="k-means", required=True, key="clusters.method",
            format_func=lambda name: CLUSTERINGS[name].title,
        )  # fmt: skip
        if flat:  # latent space and map are the same
            return "latents", name
        space = st.segmented_control(
            "Look for them", list(SPACES), default="map", required=True, key="clusters.space", help=SPACE_HELP,
            format_func=SPACES.__getitem__,
        )  # fmt: skip
    return space, name


def _curve(view: MapView, task: ClusterTask, config: DbscanConfig) -> None:
    """Draw the k-distance curve of the points to be clustered, with eps in it, as soon as it is worked out."""
    k, points = config.min_samples - 1, view.xy if task.space == "map" else view.latents.mu
    if view.map is None and task.points:
        return
    # The task's key names the points; eps changes nothing of the curve.
    any_eps = task.replace(clustering=config.replace(eps=0.0))
    errand = background.errand(("k-distances", any_eps.key()), lambda say: clustering.k_distances(points, k))
    if not errand.done:
        st.skeleton(height=charts.HEIGHT)
        st.fragment(_until_done, run_every=0.4)(errand)
        return
    if isinstance(errand.error, ClusteringError):
        st.warning(forms.sentence(errand.error))
        return
    curve = errand.result()
    knee = clustering.knee(curve)
    st.plotly_chart(
        charts.k_distances(shortened(curve).tolist(), k, eps=config.eps or knee),
        key="k-distances", config=charts.CONFIG,
    )  # fmt: skip
    st.caption(
        f"Images left of where the line crosses the curve lie dense. A good eps is where the curve turns upwards: its "
        f"knee is at {knee:.3g}, which eps 0 takes."
    )


def _until_done(errand: background.Errand) -> None:
    if errand.done:
        st.rerun()


def _standing(view: MapView, task: ClusterTask) -> None:
    """Say where the task stands, and draw what it found."""
    result, now = one_model.kept_clusters(task), forming.status_of(task)
    if result is not None and (now is None or now.state == "done"):
        _use(task, result)
        cluster_cards.show(view, result)
    elif now is not None and now.state in forming.ACTIVE:
        st.fragment(_tick, run_every=0.5)(task)
    else:
        if now is not None and now.state == "failed":
            st.error(forms.sentence(ValueError(now.reason)))
        st.button(
            "Find clusters", type="primary", icon=":material/bubble_chart:", key="find-clusters", on_click=_find,
            args=(task,),
        )  # fmt: skip


def _tick(task: ClusterTask) -> None:
    now = forming.status_of(task)
    if now is None or now.state not in forming.ACTIVE:
        st.rerun()
    waiting = f"Number {now.position} in the queue." if now.state == "queued" else "Looking for clusters."
    st.progress(now.fraction, waiting)


def _find(task: ClusterTask) -> None:
    if forming.order(task):
        colour_by(task)


def _use(task: ClusterTask, result: FoundClusters) -> None:
    """Offer to colour the map by these clusters, unless it is."""
    known = state.of(MapState)
    if known.colour == "clusters" and known.clusters == task.to_json():
        return
    st.button(
        "Colour the map by these clusters", icon=":material/palette:", key=f"colour-{result.key}", on_click=colour_by,
        args=(task,),
    )  # fmt: skip


def colour_by(task: ClusterTask) -> None:
    """Colour the map by these clusters from now on. For callbacks."""
    known = state.of(MapState)
    known.clusters, known.colour = task.to_json(), "clusters"
    settings.write_colour()
