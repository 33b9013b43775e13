"""Which images lie together: by which method, in which space, and what was found?"""

from __future__ import annotations

import streamlit as st

from core import clustering
from core.clustering import CLUSTERINGS, ClusteringConfig, ClusteringError
from core.export.layout import Colour, Mark
from core.tasks import ClusterTask
from core.tasks.clusters import FoundClusters, layout_of, shortened
from ui import cached, charts, errands, forms, state
from ui.explore import found, settings, watch
from ui.explore.view import MapView

SPACES = {"map": "On the map", "latents": "In latent space"}
SPACE_HELP = (
    "On the map, clusters are what you see, with whatever the projection tore apart or pushed together. In latent "
    "space they are what the model knows; with many dimensions, DBSCAN and HDBSCAN may join most images, or call them "
    "noise."
)
PLANES = ("identity", "pca")


def show(view: MapView) -> None:
    """Draw the choice of a method and, once they are there, the clusters it finds."""
    space, name = _choose(view)
    key = f"clusters.{view.entry.id}.{name}"
    st.caption(CLUSTERINGS[name].about)
    # Above the curve it draws on: the form says which eps is meant.
    config = forms.config_form(CLUSTERINGS[name](), key=key)
    if config is None:
        return
    task = task_of(view, config, space)
    if task is None:
        st.info("The map is still being made: until then, look in latent space.")
        return
    if name == "dbscan":
        _curve(view, task)
    _standing(view, task)


def task_of(view: MapView, config: ClusteringConfig, space: str) -> ClusterTask | None:
    """Return the task that finds clusters in the map that is shown; None if it is to be on a map that is not there."""
    points = view.task.points if view.map is not None else 0
    if space == "latents" and not points:
        return ClusterTask(model=view.entry.id, clustering=config)
    projection = view.task.projection
    if view.map is None and projection.name not in PLANES:
        return None
    layout = layout_of(view.map.xy) if space == "map" and projection.name not in PLANES else ""
    return ClusterTask(
        model=view.entry.id, clustering=config, space=space, projection=projection, points=points, layout=layout
    )


def colour(view: MapView) -> tuple[Colour | None, tuple[Mark, ...]]:
    """Return the clusters the visitor looks at as a colour of the map, with typical images as marks on it.

    (None, ()) while there are none, or they are those of other images.
    """
    text = state.app_state().explore_clusters
    if not text:
        return None, ()
    shown = found.colour_of(view, ClusterTask.from_json(text))
    if shown is None:
        return None, ()
    values, names, marks = shown
    return Colour("clusters", "Cluster", values, kind="category", names=names), marks


def _choose(view: MapView) -> tuple[str, str]:
    flat = view.latents.mu.shape[1] <= 2 and view.task.projection.name == "identity"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.segmented_control(
            "Method", list(CLUSTERINGS), default="k-means", required=True, key="clusters.method",
            format_func=lambda name: CLUSTERINGS[name].title,
        )  # fmt: skip
        if flat:  # latent space and map are the same
            return "latents", name
        space = st.segmented_control(
            "Look for them", list(SPACES), default="map", required=True, key="clusters.space", help=SPACE_HELP,
            format_func=SPACES.get,
        )  # fmt: skip
    return space, name


def _curve(view: MapView, task: ClusterTask) -> None:
    """Draw the k-distance curve of the points to be clustered, with eps in it, as soon as it is worked out."""
    k, points = task.clustering.min_samples - 1, view.xy if task.space == "map" else view.latents.mu
    if view.map is None and task.points:
        return
    # The task's key names the points; eps changes nothing of the curve.
    any_eps = task.replace(clustering=task.clustering.replace(eps=0.0))
    errand = errands.errand(("k-distances", any_eps.key()), lambda say: clustering.k_distances(points, k))
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
        charts.k_distances(shortened(curve).tolist(), k, eps=task.clustering.eps or knee),
        key="k-distances", config=charts.CONFIG,
    )  # fmt: skip
    st.caption(
        f"Images left of where the line crosses the curve lie dense. A good eps is where the curve turns upwards: its "
        f"knee is at {knee:.3g}, which eps 0 takes."
    )


def _until_done(errand: errands.Errand) -> None:
    if errand.done:
        st.rerun()


def _standing(view: MapView, task: ClusterTask) -> None:
    """Say where the task stands, and draw what it found."""
    result, now = cached.kept_clusters(task), watch.status_of(task)
    if result is not None and (now is None or now.state == "done"):
        _use(task, result)
        found.show(view, result)
    elif now is not None and now.state in watch.ACTIVE:
        st.fragment(_tick, run_every=0.5)(task)
    else:
        if now is not None and now.state == "failed":
            st.error(forms.sentence(ValueError(now.reason)))
        st.button(
            "Find clusters", type="primary", icon=":material/bubble_chart:", key="find-clusters", on_click=_find,
            args=(task,),
        )  # fmt: skip


def _tick(task: ClusterTask) -> None:
    now = watch.status_of(task)
    if now is None or now.state not in watch.ACTIVE:
        st.rerun()
    waiting = f"Number {now.position} in the queue." if now.state == "queued" else "Looking for clusters."
    st.progress(now.fraction, waiting)


def _find(task: ClusterTask) -> None:
    if watch.order(task):
        colour_by(task)


def _use(task: ClusterTask, result: FoundClusters) -> None:
    """Offer to colour the map by these clusters, unless it is."""
    known = state.app_state()
    if known.explore_colour == "clusters" and known.explore_clusters == task.to_json():
        return
    st.button(
        "Colour the map by these clusters", icon=":material/palette:", key=f"colour-{result.key}", on_click=colour_by,
        args=(task,),
    )  # fmt: skip


def colour_by(task: ClusterTask) -> None:
    """Colour the map by these clusters from now on. For callbacks."""
    known = state.app_state()
    known.explore_clusters, known.explore_colour = task.to_json(), "clusters"
    settings.write_colour()
