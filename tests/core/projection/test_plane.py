"""Do projections land where they should, come back exactly, and keep still between epochs?"""

from __future__ import annotations

import numpy as np
import pytest

from core.projection import IdentityConfig, PcaConfig
from core.projection.plane import shortened


def latents(d: int, n: int = 200, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(n, d)) * np.linspace(3, 0.5, d) + 1).astype(np.float32)


@pytest.mark.parametrize("config", [IdentityConfig(), PcaConfig()], ids=lambda config: config.name)
def test_the_way_back_is_exact_and_a_new_point_lands_where_it_did_before(config):
    z = latents(2 if config.name == "identity" else 9)
    plane = config.fit(z)
    assert plane.xy.shape == (200, 2) and plane.xy.dtype == np.float32
    np.testing.assert_allclose(plane.transform(plane.inverse(plane.xy)), plane.xy, atol=1e-5)
    np.testing.assert_allclose(plane.transform(z[7:8]), plane.xy[7:8], atol=1e-6)
    np.testing.assert_array_equal(config.fit(z).xy, plane.xy)


def test_pca_finds_the_widest_directions():
    z = latents(6)
    plane = PcaConfig().fit(z)
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-6)
    values = np.sort(np.linalg.eigvalsh(np.cov(z.T, bias=True)))[::-1]
    np.testing.assert_allclose(plane.explained, values[:2] / values.sum(), atol=1e-5)
    assert (plane.axes[np.arange(2), np.abs(plane.axes).argmax(1)] > 0).all()


def test_one_dimension_is_a_line():
    z = latents(1)
    plane = IdentityConfig().fit(z)
    np.testing.assert_array_equal(plane.xy, np.hstack([z, np.zeros_like(z)]))
    np.testing.assert_array_equal(plane.inverse(plane.xy), z)


def test_few_points_still_give_a_plane():
    for n in (1, 2):
        plane = PcaConfig().fit(latents(5, n))
        np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-6)
        assert np.isfinite(plane.explained).all()


@pytest.mark.parametrize("mirror", [1, -1])
def test_a_turned_and_mirrored_map_is_brought_back(mirror):
    plane = PcaConfig().fit(latents(5))
    angle = 2.1
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) * [1, mirror]
    before = plane.xy @ turn + [4, 5]  # the centre does not matter
    after = plane.aligned(before.astype(np.float32))
    np.testing.assert_allclose(after.xy, plane.xy @ turn, atol=1e-4)
    np.testing.assert_allclose(after.transform(after.inverse(after.xy)), after.xy, atol=1e-4)
    np.testing.assert_allclose(after.transform(latents(5)), after.xy, atol=1e-4)
    assert after.explained.sum() == pytest.approx(plane.explained.sum(), rel=1e-5)


@pytest.mark.parametrize(
    ("config", "bad", "sentence"),
    [
        (IdentityConfig(), np.zeros((3, 3)), "at most 2 dimensions, got 3"),
        (PcaConfig(), np.zeros((3, 1)), "at least 2 dimensions, got 1"),
        (PcaConfig(), np.zeros((0, 4)), "at least 1"),
        (PcaConfig(), np.full((3, 4), np.nan), "finite"),
    ],
)
def test_bad_latents_are_refused(config, bad, sentence):
    with pytest.raises(ValueError, match=sentence):
        config.fit(bad)


def test_alignment_needs_the_same_points():
    with pytest.raises(ValueError, match=r"must have shape \(200, 2\), got \(3, 2\)"):
        PcaConfig().fit(latents(4)).aligned(np.zeros((3, 2)))


@pytest.mark.parametrize("d", [3, 6, 16])
def test_a_plane_lengthens_no_distance_and_what_is_left_of_them_is_their_median(d):
    z = latents(d)
    xy = PcaConfig().fit(z).xy
    here, there = (np.linalg.norm(points[:, None] - points[None], axis=2) for points in (xy, z))
    assert (here <= there + 1e-4).all()
    pairs = np.triu_indices(len(z), 1)
    assert shortened(z, xy) == pytest.approx(np.median(here[pairs] / there[pairs]), abs=0.02)


def test_nothing_is_lost_of_latents_that_lie_in_a_plane_or_in_one_place():
    z = np.pad(latents(2), ((0, 0), (0, 3)))
    assert shortened(z, PcaConfig().fit(z).xy) == pytest.approx(1, abs=1e-4)
    assert shortened(np.ones((5, 3), np.float32), np.zeros((5, 2), np.float32)) == 1.0
