"""Are clusters found where they were asked for, kept, and found again?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core import library
from core.clustering import CLUSTERINGS, agreement, cluster, k_distances
from core.config import ConfigError
from core.jobs import client, worker
from core.latents import Latents, atlas_of
from core.library import folder, task_folder
from core.projection import PROJECTIONS
from core.tasks import ClusterTask, MapTask, TaskError
from core.tasks.clusters import layout_of, open_clusters
from core.tasks.map.kept import open_map
from tests.core.conftest import keep
from tests.visitors import ANNA

KMEANS, DBSCAN = CLUSTERINGS["k-means"](clusters=4), CLUSTERINGS["dbscan"](min_samples=4)


def worked_off(task) -> str:
    """Order a task and do it here and now, as a worker does; return the state it ended in."""
    return worker.run(str(task_folder.folder_of(client.submit_task(task, ANNA))))


@pytest.fixture
def entry(store: Path, trained_vae: Path) -> library.Entry:
    return keep(trained_vae, ANNA)


def test_clusters_of_latents_are_kept_with_their_scores(entry):
    task = ClusterTask(model=entry.id, clustering=KMEANS)
    assert open_clusters(task) is None
    assert worked_off(task) == "done"
    found, latents = open_clusters(task), library.latents(entry)
    expected = cluster(latents.mu, KMEANS)
    assert (found.clusters.labels == expected.labels).all() and found.clusters.labels.dtype == np.int32
    assert (found.clusters.typical == expected.typical).all()
    assert found.agreement == agreement(expected.labels, latents.labels)
    assert [len(part) for part in found.members] == found.clusters.sizes.tolist() and len(found.curve) == 0


@pytest.mark.parametrize("name", ["identity", "pca"])
def test_clusters_on_a_plane_need_no_map_made_before(entry, name):
    task = ClusterTask(model=entry.id, clustering=DBSCAN, space="map", projection=PROJECTIONS[name]())
    assert worked_off(task) == "done"
    found, latents = open_clusters(task), library.latents(entry)
    curve = k_distances(latents.mu, 3)  # two latent dimensions: the plane only turns them
    assert len(found.curve) == len(latents) and found.curve == pytest.approx(curve, rel=1e-4)
    assert curve.min() < found.clusters.eps < curve.max()


def test_clusters_on_a_map_are_those_of_its_places(entry):
    umap = PROJECTIONS["umap"]()
    drawn = MapTask(model=entry.id, projection=umap)
    task = ClusterTask(model=entry.id, clustering=KMEANS, space="map", projection=umap)
    assert worked_off(task) == "failed"
    assert "The map is not there any more" in client.task_status(task.key()).reason
    assert worked_off(drawn) == "done"
    xy = open_map(drawn).xy
    task = task.replace(layout=layout_of(xy))
    assert worked_off(task) == "done"
    assert (open_clusters(task).clusters.labels == cluster(xy, KMEANS).labels).all()
    assert worked_off(task.replace(layout="0" * 16)) == "failed"  # asked for when the map looked otherwise


def test_unlabelled_images_have_no_agreement(entry):
    table = library.latents(entry)
    Latents(table.mu, table.logvar, None, table.atlas, table.columns, table.tile).save(
        entry.path / "latents.safetensors"
    )
    task = ClusterTask(model=entry.id, clustering=KMEANS)
    assert worked_off(task) == "done"
    assert open_clusters(task).agreement is None


def test_what_cannot_be_clustered_fails_with_a_sentence(entry):
    task = ClusterTask(model=entry.id, clustering=CLUSTERINGS["k-means"](clusters=200))
    assert worked_off(task) == "failed"
    assert "clusters must be at most the number of points" in client.task_status(task.key()).reason
    assert open_clusters(task) is None


def test_a_retrained_model_gets_clusters_of_its_own(entry):
    task = ClusterTask(model=entry.id, clustering=KMEANS)
    assert worked_off(task) == "done"
    table = folder.latents(entry)
    moved = Latents(table.mu + 1, table.logvar, table.labels, table.atlas, table.columns, table.tile)
    moved.save(entry.path / "latents.safetensors")
    assert open_clusters(task) is None


def test_a_stop_before_it_begins_is_heard(entry, tmp_path):
    task = ClusterTask(model=entry.id, clustering=KMEANS)
    assert task.work(tmp_path, lambda: True) == "stopped" and not (tmp_path / "clusters.safetensors").exists()


def test_hdbscan_of_very_many_latents_is_refused(entry, tmp_path):
    wide = entry.config.replace(model=entry.config.model.replace(latent_dim=4))
    (entry.path / "config.json").write_text(wide.to_json())
    mu = np.random.default_rng(0).normal(size=(30_001, 4)).astype(np.float32)
    atlas, columns = atlas_of(np.zeros((len(mu), 4, 4), np.uint8))
    Latents(mu, mu, None, atlas, columns, 4).save(entry.path / "latents.safetensors")
    task = ClusterTask(model=entry.id, clustering=CLUSTERINGS["hdbscan"]())
    with pytest.raises(TaskError, match="30,000 images in 4 dimensions, got 30,001: look for clusters on the map"):
        task.work(tmp_path, lambda: False)


@pytest.mark.parametrize("bad", [{"space": "map"}, {"points": 500}, {"layout": "../x"}, {"space": "mars"}])
def test_bad_tasks_are_refused(bad):
    with pytest.raises(ConfigError):
        ClusterTask(model="0" * 32, clustering=KMEANS, **bad)


def test_reading_clusters_loads_neither_torch_nor_scikit_learn(entry):
    task = ClusterTask(model=entry.id, clustering=KMEANS)
    assert worked_off(task) == "done"
    code = (
        "import sys\nfrom core.tasks import ClusterTask\nfrom core.tasks.clusters import open_clusters\n"
        f"found = open_clusters(ClusterTask.from_json({task.to_json()!r}))\n"
        "print(len(found.members), [m for m in ('torch', 'sklearn', 'scipy') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "4 []\n"
