"""Do clusters come out as they were laid out, and are their scores those of the textbooks?"""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from pydantic import TypeAdapter

from core.clustering import (
    CLUSTERINGS,
    AnyClusteringConfig,
    ClusteringError,
    agreement,
    by_size,
    cluster,
    counts,
    k_distances,
    knee,
    medoid,
    members_of,
)
from core.config import ConfigError

FITTING = {
    "k-means": {"clusters": 3},
    "dbscan": {"min_samples": 5},
    "hdbscan": {"min_cluster_size": 10, "min_samples": 3},
}


def heaps(d: int = 2, noise: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Return points of three well-parted heaps of 60, 50 and 40, then some far from all, and the heap of each or -1."""
    rng = np.random.default_rng(0)
    centres = np.zeros((3, d))
    centres[0, 0], centres[1, 0], centres[2, 1] = 0, 20, 20
    heap = np.repeat([0, 1, 2], [60, 50, 40])
    near = centres[heap] + rng.normal(size=(len(heap), d)) * 0.5
    angle = np.linspace(0, 2 * np.pi, noise, endpoint=False)
    far = np.zeros((noise, d))
    far[:, 0], far[:, 1] = 100 * np.cos(angle), 100 * np.sin(angle)
    points = np.concatenate([near, far]).astype(np.float32)
    return points, np.concatenate([heap, np.full(noise, -1)])


@pytest.fixture(params=CLUSTERINGS)
def config(request):
    return CLUSTERINGS[request.param](**FITTING[request.param])


def test_parts_heaps_and_leaves_the_rest_out(config):
    points, heap = heaps(noise=0 if config.name == "k-means" else 8)
    found = cluster(points, config)
    assert found.labels.dtype == np.int32
    kept = found.labels >= 0
    assert (found.labels[kept] == heap[kept]).all()  # the largest heap is number 0
    assert not kept[heap < 0].any() and kept[heap >= 0].mean() > 0.9  # some on a heap's edge may pass for noise
    assert found.sizes.sum() + found.noise == len(points) and len(found.sizes) == 3
    for number, index in enumerate(found.typical):
        members = points[found.labels == number].astype(float)
        means = np.linalg.norm(members[:, None] - members[None], axis=2).mean(1)
        assert (points[index] == members[means.argmin()]).all()


def test_same_points_and_config_give_the_same_clusters(config):
    points = np.random.default_rng(1).normal(size=(200, 5)).astype(np.float32)
    a, b = cluster(points, config), cluster(points, config)
    assert (a.labels == b.labels).all() and (a.typical == b.typical).all()


def test_works_on_latents_of_many_dimensions(config):
    points, heap = heaps(d=16, noise=0)
    found = cluster(points, config).labels
    assert (found[found >= 0] == heap[found >= 0]).all() and (found >= 0).mean() > 0.9


@pytest.mark.parametrize(
    "points",
    [
        np.full((20, 2), np.nan, np.float32),
        np.concatenate([np.zeros((19, 2)), [[0, np.inf]]]).astype(np.float32),
        np.ones((20, 2), np.float32),
        np.zeros((1, 2), np.float32),
        np.zeros((0, 2), np.float32),
        np.zeros((20, 0), np.float32),
        np.zeros(20, np.float32),
        np.lib.stride_tricks.as_strided(np.zeros(2, np.float32), (200_000, 2), (0, 4)),
    ],
    ids=["nan", "infinite", "equal", "one", "none", "no dimension", "flat", "200,000"],
)
def test_what_cannot_be_clustered_is_refused_in_a_sentence(config, points):
    with pytest.raises(ClusteringError, match=r"\.$") as error:
        cluster(points, config)
    assert "\n" not in str(error.value) and "points" in str(error.value)


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("k-means", {"clusters": 21}, "clusters must be at most the number of points: 21 of 20 points"),
        ("dbscan", {"min_samples": 21, "eps": 0.0}, "k must be between 1 and 19"),
        ("hdbscan", {"min_cluster_size": 21}, "min_cluster_size must be at most the number of points, 20, got 21"),
        ("hdbscan", {"min_cluster_size": 5, "min_samples": 21}, "min_samples must be at most"),
    ],
)
def test_more_asked_than_there_are_points(name, settings, words):
    with pytest.raises(ClusteringError, match=words):
        cluster(heaps()[0][:20], CLUSTERINGS[name](**settings))


@pytest.mark.parametrize("n", [2, 3, 4, 11, 20, 54, 200])
@pytest.mark.parametrize("name", CLUSTERINGS)
def test_what_is_usual_fits_few_points(name, n):
    points = np.random.default_rng(n).normal(size=(n, 2)).astype(np.float32)
    usual = CLUSTERINGS[name]().suited(n)
    assert usual.suited(n) == usual
    assert len(cluster(points, usual).labels) == n
    assert CLUSTERINGS[name]().suited(2_000) == CLUSTERINGS[name]()


def test_what_was_asked_for_is_not_brought_down():
    assert CLUSTERINGS["k-means"](clusters=12).suited(4).clusters == 12


def test_more_clusters_than_different_points():
    points = np.repeat(np.arange(3, dtype=np.float32), 10)[:, None]
    with pytest.raises(ClusteringError, match="4 of 3 different points"):
        cluster(points, CLUSTERINGS["k-means"](clusters=4))
    assert cluster(points, CLUSTERINGS["k-means"](clusters=3)).sizes.tolist() == [10, 10, 10]


def test_all_may_be_noise():
    points = np.random.default_rng(0).normal(size=(30, 2)).astype(np.float32)
    found = cluster(points, CLUSTERINGS["dbscan"](eps=1e-6))
    assert (found.labels == -1).all() and len(found.typical) == len(found.sizes) == 0
    scored = agreement(found.labels, np.arange(30) % 3)
    assert (scored.purity, scored.noise) == (0.0, 1.0) and scored.nmi == pytest.approx(0)


def test_an_eps_that_would_fill_the_memory_is_refused():
    points = np.random.default_rng(0).normal(size=(60_000, 2)).astype(np.float32)
    with pytest.raises(ClusteringError, match="eps is too large: each of 60,000 images"):
        cluster(points, CLUSTERINGS["dbscan"](eps=50.0))


def test_curve_tells_what_dbscan_takes_for_dense():
    points, _ = heaps()
    curve = k_distances(points, 4)
    assert len(curve) == len(points) and (np.diff(curve) >= 0).all()
    from sklearn.cluster import DBSCAN

    for eps in (0.1, 0.2, 0.5, 60.0):
        assert (curve <= eps).sum() == len(DBSCAN(eps=eps, min_samples=5).fit(points).core_sample_indices_)


def test_curve_of_many_points_is_a_sample_of_it():
    points = np.random.default_rng(0).normal(size=(5000, 2)).astype(np.float32)
    curve = k_distances(points, 9)
    assert len(curve) == 2000
    whole = np.sort(np.partition(np.linalg.norm(points[::10, None] - points[None], axis=2), 9, axis=1)[:, 9])
    assert np.median(curve) == pytest.approx(np.median(whole), rel=0.1)


@pytest.mark.parametrize("k", [0, 158, -1])
def test_curve_needs_so_many_others(k):
    with pytest.raises(ClusteringError, match="k must be between 1 and 157"):
        k_distances(heaps()[0], k)


def test_knee_is_where_the_curve_turns_up():
    curve = np.concatenate([np.linspace(1, 1.2, 90), np.linspace(1.2, 9, 8), [50, 1000]])
    assert knee(curve) == pytest.approx(1.2, abs=0.01)  # whatever the last outliers do


def test_no_eps_can_be_suggested_where_points_lie_on_each_other():
    points = np.concatenate([np.zeros((90, 2)), np.ones((10, 2))]).astype(np.float32)
    with pytest.raises(ClusteringError, match="set it by hand"):
        cluster(points, CLUSTERINGS["dbscan"]())


def test_numbering_by_size():
    assert by_size(np.array([7, 3, 3, -1, -1, -1, 5, 3, 7])).tolist() == [1, 0, 0, -1, -1, -1, 2, 0, 1]
    assert by_size(np.array([-1, -1])).tolist() == [-1, -1]


def test_members_leave_noise_out():
    assert [part.tolist() for part in members_of(np.array([1, -1, 0, 1]), 2)] == [[2], [0, 3]]
    assert members_of(np.array([-1, -1]), 0) == []


def test_medoid_of_a_large_heap_lies_in_its_middle():
    points = np.random.default_rng(0).normal(size=(1500, 3)).astype(np.float32)
    means = np.linalg.norm(points[:, None] - points[None], axis=2).mean(1)
    assert means[medoid(points)] == pytest.approx(means.min(), rel=1e-6)


def test_counts_by_class():
    labels, true = np.array([0, 0, 1, -1, 1, 1]), np.array([2, 2, 0, 1, 0, 1])
    assert counts(labels, true, 3).tolist() == [[0, 0, 2], [2, 1, 0]]
    assert counts(np.array([-1]), np.array([0]), 3).shape == (0, 3)


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_scikit_learn(seed):
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    rng = np.random.default_rng(seed)
    labels, true = rng.integers(-1, 4, 300), rng.integers(0, 3, 300)
    labels = np.where(rng.random(300) < seed / 5, true, labels)
    scored = agreement(labels, true)
    assert scored.ari == pytest.approx(adjusted_rand_score(true, labels), abs=1e-12)
    assert scored.nmi == pytest.approx(normalized_mutual_info_score(true, labels), abs=1e-12)
    assert scored.noise == (labels < 0).mean()


def test_scores_by_hand():
    true = np.array([0, 0, 0, 1, 1, 1])
    assert agreement(true, true).ari == agreement(1 - true, true).nmi == agreement(true, true).purity == 1
    scored = agreement(np.array([0, 0, 1, 1, -1, -1]), true)
    assert scored.purity == 0.75 and scored.noise == pytest.approx(1 / 3)
    lump = agreement(np.zeros(6, int), true)
    assert (lump.ari, lump.purity) == (0, 0.5) and lump.nmi == pytest.approx(0)
    assert agreement(np.zeros(6, int), np.zeros(6, int)).ari == 1


def test_scores_of_lists_that_do_not_fit():
    with pytest.raises(ClusteringError, match="equal length"):
        agreement(np.zeros(3, int), np.zeros(4, int))


@pytest.mark.parametrize("name", CLUSTERINGS)
def test_config_survives_json_and_is_told_by_its_name(name):
    config = CLUSTERINGS[name](**FITTING[name])
    assert type(config).from_json(config.to_json()) == config
    assert TypeAdapter(AnyClusteringConfig).validate_json(config.to_json()) == config
    for field, info in type(config).model_fields.items():
        assert field == "name" or (info.description and info.description.endswith("."))


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("k-means", {"clusters": 1}),
        ("k-means", {"clusters": 10**9}),
        ("dbscan", {"eps": -1.0}),
        ("dbscan", {"eps": float("nan")}),
        ("hdbscan", {"choice": "best"}),
        ("hdbscan", {"min_samples": 0}),
    ],
)
def test_bad_settings_are_refused(name, bad):
    with pytest.raises(ConfigError):
        CLUSTERINGS[name](**bad)


def test_import_is_light():
    code = "import sys, core.clustering; print([m for m in ('torch', 'sklearn', 'scipy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
