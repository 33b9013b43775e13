"""Do images that lie alone, or among another class, come up first?"""

from __future__ import annotations

import numpy as np
import pytest
from heaps import heaps
from scipy.stats import gaussian_kde

from core.sampling import SamplingError
from core.sampling.bandwidth import scott
from core.sampling.outliers import disagreeing, odd_ones

Z, LABELS, _ = heaps()


def test_what_lies_far_from_all_comes_first():
    z = Z.copy()
    z[17], z[99] = 30, -20
    order, density = odd_ones(z)
    assert set(order[:2]) == {17, 99} and (np.diff(density[order]) >= 0).all()
    assert sorted(order) == list(range(len(z)))


def test_the_density_is_that_of_all_the_others():
    order, density = odd_ones(Z)
    z = Z.astype(float)
    width = np.cov(z.T) * scott(*Z.shape) ** 2
    for i in (0, 5, int(order[0])):
        others = np.delete(z, i, 0)
        peer = gaussian_kde(others.T)
        away = others - z[i]
        log = -0.5 * np.einsum("nd,de,ne->n", away, np.linalg.inv(width), away)
        expected = np.log(np.exp(log).mean()) - 0.5 * np.linalg.slogdet(2 * np.pi * width)[1]
        assert density[i] == pytest.approx(expected, abs=1e-5)
        assert density[i] == pytest.approx(peer.logpdf(z[i])[0], abs=1.5)  # whose covariance leaves it out, too


def test_mislabelled_images_come_up():
    labels = LABELS.copy()
    wrong = np.flatnonzero(LABELS == 4)[:3]
    labels[wrong] = 0
    assert set(odd_ones(Z, labels)[0][:6]) >= set(wrong)
    order, share, usual = disagreeing(Z, labels)
    assert set(order[:3]) == set(wrong) and (usual[wrong] == 4).all() and share[wrong].max() < 0.5
    assert (usual[order] != labels[order]).all()


def test_images_without_a_label_are_no_strangers_and_have_no_vote():
    labels = LABELS.copy()
    labels[:20] = -1
    order, share, usual = disagreeing(Z, labels)
    assert not (labels[order] == -1).any() and share.shape == (240,) and (usual >= 0).all()
    assert (disagreeing(Z, np.full(240, -1))[2] == -1).all()


def test_a_sample_of_the_others_is_enough_and_the_same_each_time():
    exact, some = odd_ones(Z)[1], odd_ones(Z, references=120)[1]
    assert np.corrcoef(exact, some)[0, 1] > 0.9
    assert (some == odd_ones(Z, references=120)[1]).all()


def test_an_image_alone_in_its_class_is_judged_among_all():
    labels = LABELS.copy()
    labels[0] = 9
    assert np.isfinite(odd_ones(Z, labels)[1]).all()


@pytest.mark.parametrize("z", [Z[:1], Z * np.nan, np.ones((9, 3)), Z[0]])
def test_latents_that_cannot_be_compared_are_refused(z):
    with pytest.raises(SamplingError):
        odd_ones(z)


def test_bad_settings_are_refused():
    with pytest.raises(SamplingError, match="neighbours must be between 1 and 239"):
        disagreeing(Z, LABELS, neighbours=240)
    with pytest.raises(SamplingError, match="references must be at least 2"):
        odd_ones(Z, references=1)
    with pytest.raises(SamplingError, match="labels must be"):
        disagreeing(Z, LABELS[:5])
