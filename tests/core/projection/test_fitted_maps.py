"""Do t-SNE and UMAP lay out what belongs together side by side?"""

from __future__ import annotations

import numpy as np
import pytest

from core.projection import TsneConfig, UmapConfig
from core.projection.descent import affinities, gradient
from core.projection.neighbours import nearest, nearest_on_map
from core.projection.trust import label_agreement
from tests.core.projection.samples import groups


@pytest.mark.parametrize(
    "config", [TsneConfig(perplexity=10.0, iterations=150, early_iterations=80), UmapConfig(neighbours=8, epochs=80)]
)
def test_groups_stay_together_and_random_places_do_not(config):
    z, labels = groups(150)
    assert label_agreement(labels, config.fit(z).xy, k=10).mean() > 0.98
    assert label_agreement(labels, np.random.default_rng(0).normal(size=(150, 2)), k=10).mean() < 0.5


def test_labels_part_what_the_latents_do_not():
    z = np.random.default_rng(1).normal(size=(150, 5)).astype(np.float32)
    labels = np.arange(150) % 2
    config = UmapConfig(neighbours=8, epochs=80)
    told = label_agreement(labels, config.replace(supervised=True).fit(z, labels).xy, k=10).mean()
    assert told > 0.8 > 0.65 > label_agreement(labels, config.fit(z, labels).xy, k=10).mean()
    unknown = np.where(np.arange(150) < 20, -1, labels)
    assert np.isfinite(config.replace(supervised=True).fit(z, unknown).xy).all()


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (None, r"needs labels of shape \(120,\), got none"),
        (np.zeros(5, int), r"needs labels of shape \(120,\), got shape \(5,\)"),
        (np.zeros(120, int), "at least 2 classes, got 1"),
        (np.full(120, -1), "at least 2 classes, got 0"),
    ],
)
def test_supervision_needs_two_classes(labels, sentence):
    with pytest.raises(ValueError, match=sentence):
        UmapConfig(supervised=True).fit(groups()[0], labels)


def test_perplexity_must_fit_the_points():
    with pytest.raises(ValueError, match=r"perplexity must be at most 16\.3 for 50 points"):
        TsneConfig(perplexity=20).fit(groups(50)[0])
    assert TsneConfig(perplexity=16.0, iterations=10).fit(groups(50)[0]).xy.shape == (50, 2)


@pytest.mark.parametrize("n", [2, 4, *(pytest.param(n, marks=pytest.mark.long) for n in (3, 6, 7, 11, 22, 54))])
@pytest.mark.parametrize("kind", [TsneConfig, UmapConfig])
def test_what_is_usual_fits_few_points_too(kind, n):
    usual, latents = kind(), groups(n)[0][:n]
    suited = usual.suited(n)
    assert suited.suited(n) == suited and suited.suited(10_000) == suited
    fitted = usual.fit(latents, threads=1)
    assert fitted.xy.shape == (n, 2) and np.isfinite(fitted.xy).all()
    np.testing.assert_array_equal(fitted.xy, suited.fit(latents, threads=1).xy)


@pytest.mark.parametrize("n", [3, *(pytest.param(n, marks=pytest.mark.long) for n in (4, 7, 11))])
@pytest.mark.parametrize("kind", [TsneConfig, UmapConfig])
def test_few_points_do_not_fall_into_one(kind, n):
    for seed in range(3):
        z = np.random.default_rng(seed).normal(size=(n, 4)).astype(np.float32)
        xy = kind().fit(z, threads=1).xy
        apart = np.linalg.norm(xy[:, None] - xy, axis=2)[np.triu_indices(n, 1)]
        assert apart.min() > 1e-3 * apart.max() > 1e-6


def test_many_points_have_what_is_usual():
    assert TsneConfig().suited(2_000) == TsneConfig() and UmapConfig().suited(2_000) == UmapConfig()


def test_the_gradient_is_that_of_the_paper(monkeypatch):
    from core.projection import descent

    z, rng = groups(90)[0], np.random.default_rng(0)
    p = affinities(*nearest(z, 15), 5.0, threads=1)
    assert p.sum() == pytest.approx(1) and abs(p - p.T).max() < 1e-15
    for spread, side in ((0.5, 3), (30.0, 30)):  # through the grid, and by the tree
        y = np.ascontiguousarray(rng.normal(size=(90, 2)) * spread)
        monkeypatch.setattr(descent, "CELLS", side)
        monkeypatch.setattr(descent, "THETA", 0.1)
        apart = y[:, None] - y
        w = 1 / (1 + np.square(apart).sum(2))
        np.fill_diagonal(w, 0)
        exact = ((p.toarray() - w / w.sum()) * w)[:, :, None] * apart
        np.testing.assert_allclose(gradient(y, p, threads=2), exact.sum(1), atol=2e-3 * np.abs(exact.sum(1)).max())


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
def test_neighbours_are_exact_and_never_the_point_itself(metric):
    z = groups(200, d=5)[0]
    z[:4] = z[0]
    indices, distances = nearest(z, 7, metric=metric)
    length = np.linalg.norm(z, axis=1)
    apart = np.linalg.norm(z[:, None] - z, axis=2) if metric == "euclidean" else 1 - z @ z.T / np.outer(length, length)
    np.fill_diagonal(apart, np.inf)
    np.testing.assert_allclose(distances, np.sort(apart, axis=1)[:, :7], atol=1e-5)
    assert (indices != np.arange(200)[:, None]).all()
    on_map = nearest_on_map(z[:, :2], 7)
    assert (on_map != np.arange(200)[:, None]).all() and on_map.shape == (200, 7)
