"""Can a visitor find clusters, see what is in them, colour the map by them and name them?"""

from __future__ import annotations

import shutil
import time

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import library
from core.clustering import CLUSTERINGS, Agreement
from core.jobs import worker
from core.latents import Latents
from core.library import annotations
from core.projection import PROJECTIONS
from core.tasks import ClusterTask, MapTask, store
from tests.ui.conftest import ID, OWNER, VISITOR, come, remembered
from tests.ui.test_pages import texts, unescaped
from ui.map import cluster_cards
from ui.map.state import MapState
from ui.map.view import MapView

SOMEBODY = "f" * 32


def script(panel: str, projection: str, selection: object) -> None:
    """Draw one panel of Explore under a plane."""
    from importlib import import_module

    import streamlit as st

    from core import library
    from core.projection import PROJECTIONS
    from core.tasks import MapTask
    from ui import notices, state
    from ui.cache import one_model
    from ui.map import clusters
    from ui.map.view import MapView

    entry = library.find("1" * 32)
    latents, task = one_model.latents(entry), MapTask(model=entry.id, projection=PROJECTIONS[projection]())
    fitted = PROJECTIONS["pca"]().fit(latents.mu)
    view = MapView(entry, task, latents, fitted, one_model.kept_map(task), selection, entry.owner == state.owner())
    colour, marks = clusters.colour(view)
    if colour is not None:
        st.markdown(f"coloured: {len(colour.values)} in {len(colour.names)}, {len(marks)} marks")
    import_module(f"ui.map.{panel}").show(view)
    note = notices.said_earlier()
    if note:
        st.markdown(note)


def opened(panel: str, visitor: str = VISITOR, projection: str = "pca", selection: object = None) -> AppTest:
    """Open a panel as a visitor."""
    kwargs = {"panel": panel, "projection": projection, "selection": selection}
    at = AppTest.from_function(script, default_timeout=20, kwargs=kwargs)
    come(at, visitor)
    at.run()
    assert not at.exception
    return at


def press(at: AppTest, label: str) -> AppTest:
    """Press the first button of that label."""
    next(button for button in at.button if unescaped(button.label) == label).click().run()
    assert not at.exception
    return at


def worked_off() -> None:
    """Do what has been ordered, as a worker does."""
    for entry in store.entries():
        if entry.state == "queued":
            worker.run(str(entry.path))


def unlabelled() -> None:
    path = library.find(ID).path / "latents.safetensors"
    table = Latents.load(path)
    Latents(table.mu, table.logvar, None, table.atlas, table.columns, table.tile).save(path)


def test_clusters_are_found_scored_and_colour_the_map(shelf):
    at = press(opened("clusters"), "Find clusters")
    assert "Looking for clusters" in texts(at) or any(e.state == "queued" for e in store.entries())
    worked_off()
    at.run()
    n = len(library.latents(library.find(ID)))
    assert not at.exception and f"coloured: {n} in 10, 10 marks" in texts(at)
    metrics = {metric.label: metric.value for metric in at.metric}
    assert metrics["Clusters"] == "10" and metrics["Noise"] == "0.0%" and {"ARI", "NMI", "Purity"} <= metrics.keys()
    assert "follow the labels" in texts(at) and texts(at).count("Cluster ") >= 10
    assert remembered(at, MapState).colour == "clusters"


def test_a_cluster_is_named_in_one_click(shelf):
    at = press(opened("clusters"), "Find clusters")
    worked_off()
    at.run()
    (task,) = [entry.task for entry in store.entries()]
    key = task.key()
    at.text_input(key=f"name-{key}-0").set_value("loops")
    press(at, "Label")
    (label,) = annotations.read(library.find(ID), OWNER).labels
    sizes = np.bincount(cluster_cards.one_model.kept_clusters(task).clusters.labels)
    assert (label.text, len(label.images)) == ("loops", sizes[0])
    assert "**loops**" in texts(at) and f"{sizes[0]} images are “loops” now." in texts(at)
    taken = next(button for button in at.button if button.label.startswith("All are"))
    at = press(at, unescaped(taken.label))
    assert [label.text for label in annotations.read(library.find(ID), OWNER).labels] == [taken.label[8:]]


def test_a_name_that_is_none_is_refused_in_a_sentence(shelf):
    at = press(opened("clusters"), "Find clusters")
    worked_off()
    at.run()
    key = store.entries()[0].key
    for text, said in (("  ", "Type a name first."), ("a\u202eb", "must not hold control characters")):
        at.text_input(key=f"name-{key}-0").set_value(text)
        press(at, "Label")
        assert said in unescaped(texts(at))
    assert annotations.read(library.find(ID), OWNER).labels == ()


def test_without_labels_there_is_no_agreement_and_names_are_asked_for(shelf):
    unlabelled()
    at = press(opened("clusters"), "Find clusters")
    worked_off()
    at.run()
    assert not at.exception and {metric.label for metric in at.metric} == {"Clusters", "Noise"}
    assert "have no labels" in texts(at) and not [b for b in at.button if b.label.startswith("All are")]


def test_the_curve_shows_an_eps_before_anything_is_looked_for(shelf):
    at = opened("clusters")
    at.segmented_control(key="clusters.method").set_value("dbscan").run()
    end = time.monotonic() + 20
    while not at.get("plotly_chart") and time.monotonic() < end:
        time.sleep(0.1)
        at.run()
    assert not at.exception and "its knee is at" in texts(at) and store.entries() == []
    at = press(at, "Find clusters")
    worked_off()
    at.run()
    assert {"eps", "Noise"} <= {metric.label for metric in at.metric}


@pytest.mark.parametrize(("method", "field", "value", "tip"), [
    ("dbscan", "eps", 1e-6, "A larger eps"), ("hdbscan", "min_cluster_size", 40, "A smaller min_cluster_size"),
])  # fmt: skip
def test_where_all_is_noise_what_to_try_is_a_setting_of_the_method(shelf, method, field, value, tip):
    at = opened("clusters")
    at.segmented_control(key="clusters.method").set_value(method).run()
    at.number_input(key=f"clusters.{ID}.{method}.{field}").set_value(value).run()
    at = press(at, "Find clusters")
    worked_off()
    at.run()
    said = [info.value for info in at.info if "every image is noise" in info.value]
    assert not at.exception and len(said) == 1 and tip in said[0]
    assert ("eps" in said[0]) == (method == "dbscan")


@pytest.mark.parametrize(("eps", "chained"), [(1e5, True), (1e-6, False)])
def test_one_cluster_of_dbscan_is_explained_by_chains_and_no_other_result_is(shelf, eps, chained):
    at = opened("clusters")
    at.segmented_control(key="clusters.method").set_value("dbscan").run()
    at.number_input(key=f"clusters.{ID}.dbscan.eps").set_value(eps).run()
    at = press(at, "Find clusters")
    worked_off()
    at.run()
    words = texts(at) + " ".join(info.value for info in at.info)
    assert not at.exception and ("leads a chain of images" in words) == chained
    assert "equally far apart" not in words


def test_what_cannot_be_clustered_says_why(shelf):
    at = opened("clusters")
    at.number_input(key=f"clusters.{ID}.k-means.clusters").set_value(200).run()
    press(at, "Find clusters")
    worked_off()
    at.run()
    assert "Clusters must be at most the number of points" in unescaped(at.error[0].value)
    assert "Find clusters" in [button.label for button in at.button]  # to try again


def test_on_a_map_that_is_not_there_one_may_only_look_in_latent_space(shelf):
    at = opened("clusters", projection="umap")
    assert "still being made" in at.info[0].value and not at.button
    at.segmented_control(key="clusters.space").set_value("latents").run()
    assert [button.label for button in at.button] == ["Find clusters"]


def test_clusters_of_another_model_colour_nothing(shelf, trained):
    shutil.copytree(trained, shelf / "models" / ("2" * 32))
    latents = library.latents(library.find(ID))
    task = ClusterTask(model="2" * 32, clustering=CLUSTERINGS["k-means"]())
    drawn = MapTask(model=ID, projection=PROJECTIONS["pca"]())
    view = MapView(library.find(ID), drawn, latents, PROJECTIONS["pca"]().fit(latents.mu), None, None, True)
    assert cluster_cards.colour_of(view, task) is None


@pytest.mark.parametrize(
    ("ari", "words"), [(1.0, "closely"), (0.6, "partly"), (0.3, "loosely"), (0.0, "hardly"), (-0.2, "0% of the way")]
)
def test_scores_are_said_in_a_sentence(ari, words):
    assert words in cluster_cards.sentence(Agreement(ari, 0.5, 0.9, 0.1))
    assert "10% being noise" in cluster_cards.sentence(Agreement(ari, 0.5, 0.9, 0.1))
