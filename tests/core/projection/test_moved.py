"""Is a mere turn no movement, and is who really moved found?"""

from __future__ import annotations

import numpy as np
import pytest

from core.projection.moved import align, compare, spread


def blobs(n: int = 300, seed: int = 0) -> np.ndarray:
    """Three heaps of points of different size, which lie alike from no other side."""
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(n, 2)) * 0.5 + np.array([[0, 0], [5, 1], [1, 9]])[np.arange(n) % 3]).astype(np.float32)


def turned(xy: np.ndarray, angle: float, *, scale: float = 1.0, mirror: bool = False) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return (xy * [1, -1 if mirror else 1]) @ np.array([[c, s], [-s, c]]) * scale + [7, -3]


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("scale", [0.01, 1, 40])
def test_a_turned_mirrored_and_scaled_map_has_not_moved(mirror, scale):
    a = blobs()
    found = compare(a, turned(a, 2.0, scale=scale, mirror=mirror))
    np.testing.assert_allclose(found.xy, a, atol=1e-4)
    assert found.distance.max() < 1e-4 and found.lost.max() == 0 and found.in_common == 1


def test_who_moved_is_found_and_how_far():
    a = blobs()
    b = a.astype(float)
    b[[4, 70]] += [[0, 3], [0, 6]]
    found = compare(a, turned(b, -1.0, scale=3))
    assert found.most(2).tolist() == [70, 4]
    assert found.distance[70] == pytest.approx(6 / spread(a), rel=0.05)
    others = np.delete(found.distance, [4, 70])
    assert others.max() < 0.1 * found.distance[4]
    assert found.lost[70] == 1 and np.median(found.lost) < 0.2


def test_lost_neighbours_are_those_counted_by_hand():
    a, b = blobs(40), blobs(40, seed=1)
    k = 5
    near = [np.argsort(np.linalg.norm(xy[:, None] - xy[None], axis=2), 1)[:, 1 : k + 1] for xy in (a, b)]
    by_hand = [1 - len(set(near[0][i]) & set(near[1][i])) / k for i in range(40)]
    found = compare(a, b, k=k)
    np.testing.assert_allclose(found.lost, by_hand, atol=1e-6)
    assert found.in_common == pytest.approx(1 - np.mean(by_hand), abs=1e-6)


def test_it_does_not_matter_which_map_comes_first():
    a, b = blobs(), blobs(seed=1)
    np.testing.assert_allclose(compare(a, b).distance, compare(b, a).distance, atol=1e-4)


def test_maps_that_do_not_agree_keep_their_size():
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, 500, 2))
    assert spread(align(b * 9, a)) == pytest.approx(spread(a))


def test_images_on_one_spot_are_each_others_neighbours():
    a = np.repeat(blobs(30), 20, axis=0)
    assert compare(a, a).lost.max() <= 1 and compare(a, a, k=3).distance.max() < 1e-6


def test_a_few_images_have_fewer_neighbours():
    a = blobs(3)
    found = compare(a, blobs(3, seed=1))
    assert found.k == 2 and found.lost.max() == 0
    line = np.array([[0.0, 0], [1, 0], [3, 0], [7, 0]])
    assert compare(line, line[:, ::-1]).distance.max() < 1e-6


@pytest.mark.parametrize(
    ("a", "b", "sentence"),
    [
        (blobs(10), blobs(12), "same images, got 10 and 12"),
        (blobs(10), np.full((10, 2), 0.1), "map b .* one spot"),
        (np.zeros((10, 2)), blobs(10), "map a .* one spot"),
        (blobs(10), np.full((10, 2), np.nan), "map b must be finite"),
        (blobs(10)[:1], blobs(10)[:1], r"n at least 2, got \(1, 2\)"),
        (blobs(10), np.zeros((10, 3)), r"got \(10, 3\)"),
    ],
)
def test_maps_that_cannot_be_compared_are_refused(a, b, sentence):
    with pytest.raises(ValueError, match=sentence):
        compare(a, b)
