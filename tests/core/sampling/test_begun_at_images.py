"""Do strategies that begin at an image stay with it, and within bounds of memory and of what numbers can hold?"""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from heaps import draws, fit, heaps

from core.distances import nearest
from core.sampling import FittedSampler, KdeConfig, NeighbourMixingConfig, PosteriorConfig, SamplingError

Z, LABELS, LOGVAR = heaps()


def test_a_posterior_is_that_of_its_image():
    fitted = fit(PosteriorConfig(index=7), Z, LABELS, logvar=LOGVAR)
    drawn = draws(fitted, 20_000)
    assert (drawn.source == 7).all() and (drawn.labels == LABELS[7]).all()
    assert np.allclose(drawn.z.mean(0), Z[7], atol=0.01)
    assert np.allclose(drawn.z.std(0), np.exp(LOGVAR[7] / 2), rtol=0.03)
    with pytest.raises(SamplingError, match="how unsure the encoder is"):
        PosteriorConfig().fit(Z, rng=np.random.default_rng(0))


def test_neighbour_mixing_stays_on_the_lines_to_the_nearest_of_the_class():
    fitted = fit(NeighbourMixingConfig(neighbours=3), Z, LABELS)
    drawn = draws(fitted, 300)
    for z, i in zip(drawn.z, drawn.source, strict=True):
        same = np.flatnonzero((LABELS[i] == LABELS) & (np.arange(len(Z)) != i))
        near = same[np.argsort(np.square(Z[same] - Z[i]).sum(1))[:3]]
        along = Z[near] - Z[i]
        u = ((z - Z[i]) * along).sum(1) / np.square(along).sum(1)
        away = np.linalg.norm(z - (Z[i] + u[:, None] * along), axis=1)
        assert (away[(u >= -1e-4) & (u <= 1.0001)] < 1e-4).any()


def test_kernels_stay_with_their_images():
    for logvar in (None, LOGVAR):
        drawn = draws(fit(KdeConfig(), Z, LABELS, logvar=logvar), 500)
        away = np.abs(drawn.centre - Z[drawn.source])
        assert (drawn.labels == LABELS[drawn.source]).all()
        # On the image itself where nobody knows how unsure the encoder is of it, else on a draw from its posterior.
        assert away.max() == 0 if logvar is None else away.mean() == pytest.approx(0.8 * np.exp(-1.5), rel=0.1)


def test_more_neighbours_take_an_index_each_and_no_copy_of_their_latents():
    few, many = (fit(NeighbourMixingConfig(neighbours=k, per_class=False), Z) for k in (1, 100))
    sizes = [sum(table.nbytes for table in fitted.tensors().values()) for fitted in (few, many)]
    assert sizes[1] - sizes[0] == 99 * len(Z) * 8


@pytest.mark.parametrize("change", [{"near": np.full((240, 5), 240)}, {"near": np.zeros((240, 5))}, {"near": None}])
def test_lines_that_lead_nowhere_are_refused(change):
    fitted = fit(NeighbourMixingConfig(), Z)
    tensors = {name: table for name, table in (fitted.tensors() | change).items() if table is not None}
    with pytest.raises(SamplingError, match="fitted lines between neighbours"):
        FittedSampler.load(fitted.config, tensors)


@pytest.mark.parametrize("logvar", [101.0, 3000.0])
def test_an_encoder_that_knows_nothing_of_an_image_is_told_of_in_a_sentence(logvar):
    with pytest.raises(SamplingError, match="log-variance of image 7 is"):
        fit(PosteriorConfig(index=7), Z, logvar=np.where(np.arange(4) == 2, logvar, LOGVAR).astype(np.float32))


def test_no_table_of_all_distances_is_kept():
    z = np.random.default_rng(0).normal(size=(4000, 2))
    tracemalloc.start()
    try:
        nearest(z, z, 3, np.arange(len(z)))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < len(z) ** 2 * 8 / 2
