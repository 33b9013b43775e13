"""Are the measures of trust those of the literature?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.manifold import trustworthiness

from core.projection.trust import label_agreement, log_density, stability, trust
from tests.core.projection.samples import groups


@pytest.fixture(scope="module")
def pair():
    z = groups(700)[0]
    return z, (z[:, :2] + np.random.default_rng(0).normal(size=(700, 2))).astype(np.float32)


@pytest.mark.parametrize("k", [1, 5, 15])
def test_trust_agrees_with_scikit_learn(pair, k):
    z, xy = pair
    found = trust(z, xy, k=k)
    assert found.overall["trustworthiness"] == pytest.approx(trustworthiness(z, xy, n_neighbors=k), abs=1e-6)
    assert found.overall["continuity"] == pytest.approx(trustworthiness(xy, z, n_neighbors=k), abs=1e-6)
    assert found.references == 700 and found.overlap.dtype == np.float32 and len(found.continuity) == 700


def test_a_perfect_map_is_believed_and_a_random_one_is_not(pair):
    z = pair[0]
    perfect = trust(z[:, :2], z[:, :2] * 3 + 1, k=10).overall
    assert perfect == pytest.approx({"trustworthiness": 1, "continuity": 1, "overlap": 1})
    chance = trust(z, np.random.default_rng(1).normal(size=(700, 2)), k=10).overall
    assert 0.4 < chance["trustworthiness"] < 0.6 and chance["overlap"] < 0.05


def test_fewer_references_and_other_threads_tell_the_same(pair):
    z, xy = pair
    exact, sampled = trust(z, xy, threads=1), trust(z, xy, references=200, threads=2)
    assert sampled.references == 200
    np.testing.assert_array_equal(sampled.overlap, exact.overlap)
    for name, value in exact.overall.items():
        assert sampled.overall[name] == pytest.approx(value, abs=0.01)
    np.testing.assert_array_equal(trust(z, xy, threads=3).continuity, exact.continuity)


def test_stability_counts_common_neighbours(pair):
    xy = pair[1]
    np.testing.assert_array_equal(stability([xy, xy * 2 + 5, -xy], k=9), np.ones(700, np.float32))
    other = np.random.default_rng(2).normal(size=(700, 2))
    share = stability([xy, other], k=9)
    assert share.mean() == pytest.approx(9 / 699, abs=0.01)
    # Of three maps two are equal: one pair of three agrees.
    assert stability([xy, xy, other], k=9).mean() == pytest.approx((1 + 2 * share.mean()) / 3, abs=1e-5)


def test_label_agreement_of_groups_and_of_noise():
    z, labels = groups(300)
    assert label_agreement(labels, z[:, :2] * 0 + labels[:, None] * 50.0 + z[:, :2] * 0.1).min() == 1
    assert label_agreement(labels, np.random.default_rng(0).normal(size=(300, 2))).mean() == pytest.approx(
        1 / 3, abs=0.05
    )


def test_density_of_a_gaussian_is_near_the_formula():
    z = np.random.default_rng(0).normal(size=(3000, 2)) * [1, 3] + 5
    found, exact = log_density(z), multivariate_normal([5, 5], [1, 9]).logpdf(z)
    assert np.corrcoef(found, exact)[0, 1] > 0.95 and abs((found - exact)[exact > -4].mean()) < 0.15
    # Leaving the point out, the formula by hand.
    small = z[:40]
    width = small.std(0) * 40 ** (-1 / 6)
    kernel = np.exp(-0.5 * np.square((small[:, None] - small) / width).sum(2)) / (2 * np.pi * width.prod())
    np.fill_diagonal(kernel, 0)
    np.testing.assert_allclose(log_density(small), np.log(kernel.sum(1) / 39), rtol=1e-4)
    np.testing.assert_allclose(log_density(np.c_[small, np.ones(40)]), log_density(small), rtol=1e-6)
    np.testing.assert_allclose(log_density(z, references=1000).mean(), found.mean(), atol=0.1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda z: trust(z, z[:, :2], k=20), "k must be between 1 and 9 for 20 points, got 20"),
        (lambda z: trust(z, z[:5, :2]), "a place for each of 20 latents, got 5"),
        (lambda z: trust(z * np.nan, z[:, :2], k=3), "finite"),
        (lambda z: trust(z, z[:, :2], k=3, references=1), "references must be at least 2"),
        (lambda z: stability([z[:, :2]], k=3), "at least two"),
        (lambda z: label_agreement(np.zeros(3), z[:, :2], k=3), r"labels must have shape \(20,\)"),
        (lambda z: log_density(z[:1]), "at least 2"),
    ],
)
def test_bad_input_is_refused(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call(groups(20)[0])
