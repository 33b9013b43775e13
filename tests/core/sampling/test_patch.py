"""Is every place of a patch a typical draw, the same for whoever asks?"""

from __future__ import annotations

import numpy as np
import pytest

from core.sampling.patch import noise, on_patch

PLACES = [(0.0, 0.0), (0.3, -0.7), (-0.99, 0.5), (0.51, 0.52)]


@pytest.mark.parametrize("d", [4, 5, 16, 64])
def test_no_place_is_less_typical_than_the_sample_in_the_middle(d):
    lengths = [np.linalg.norm(on_patch(u, 7, 3, d)) for u in PLACES]
    np.testing.assert_allclose(lengths, np.linalg.norm(noise(7, 3, d)), rtol=1e-9)


@pytest.mark.parametrize("d", [1, 2, 3, 8])
def test_the_sample_lies_in_the_middle_and_the_patch_is_rolled_up(d):
    np.testing.assert_allclose(on_patch((0, 0), 7, 3, d), noise(7, 3, d), atol=1e-12)
    for u, v in PLACES:
        here = on_patch((u, v), 7, 3, d)
        assert np.isfinite(here).all()
        np.testing.assert_allclose(on_patch((u + 2, v - 2), 7, 3, d), here, atol=1e-9)


def test_a_patch_in_two_dimensions_reaches_as_far_as_typical_draws():
    grid = np.linspace(-1, 1, 17)
    for seed in range(4):
        far = max(np.linalg.norm(on_patch((u, v), seed, 0, 2)) for u in grid for v in grid)
        assert far > 1.85


def test_a_smaller_model_gets_the_first_of_the_same_numbers():
    assert np.array_equal(noise(1, 2, 5), noise(1, 2, 64)[:5])
    others = [noise(1, 2, 5, stream=1), noise(1, 3, 5), noise(2, 2, 5), noise(2, 1, 5)]
    assert all(np.abs(noise(1, 2, 5) - other).max() > 0.1 for other in others)


def test_noise_is_normal():
    z = np.stack([noise(11, i, 64) for i in range(400)])
    assert abs(z.mean()) < 0.02 and abs(z.std() - 1) < 0.02
    assert np.abs(np.corrcoef(z.T) - np.eye(64)).max() < 0.25
    assert abs((np.abs(z) < 1.96).mean() - 0.95) < 0.01
