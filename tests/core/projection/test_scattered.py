"""Do places between scattered points move without a jump, and land exactly where a point is?"""

from __future__ import annotations

import numpy as np
import pytest

from core.projection import Scattered


def scattered(n: int = 200, d: int = 5) -> Scattered:
    rng = np.random.default_rng(0)
    return Scattered(rng.normal(size=(n, 2)).astype(np.float32), rng.normal(size=(n, d)).astype(np.float32))


def test_a_row_never_depends_on_its_batch():
    known, rng = scattered(), np.random.default_rng(1)
    z, xy = rng.normal(size=(50, 5)), rng.normal(size=(50, 2))
    for i in range(0, 50, 7):
        np.testing.assert_array_equal(known.transform(z[i : i + 1])[0], known.transform(z)[i])
        np.testing.assert_array_equal(known.inverse(xy[i : i + 1])[0], known.inverse(xy)[i])


def test_the_way_back_is_the_formula():
    known, place = scattered(), np.array([[0.2, -0.1]])
    r = np.linalg.norm(known.xy - place, axis=1)
    nearest, reach = np.argsort(r)[:12], np.sort(r)[12]
    w = np.square(1 - np.square(r[nearest] / reach))
    expected = (w[:, None] * known.latents[nearest]).sum(0) / w.sum()
    np.testing.assert_allclose(known.inverse(place)[0], expected, atol=1e-6)


def test_points_of_the_sample_land_on_their_places_exactly():
    known = scattered()
    np.testing.assert_array_equal(known.transform(known.latents), known.xy)


@pytest.mark.parametrize("way", ["transform", "inverse"])
def test_a_small_step_is_a_small_step(way):
    known, rng = scattered(), np.random.default_rng(2)
    d = 5 if way == "transform" else 2
    ends = rng.normal(size=(2, d))
    path = ends[0] + np.linspace(0, 1, 20_001)[:, None] * (ends[1] - ends[0])
    steps = np.abs(np.diff(getattr(known, way)(path), axis=0)).max(1)
    assert steps.max() < 0.02  # a jump to another place would be of the order of 1


def test_a_place_torn_in_two_is_on_one_side():
    rng = np.random.default_rng(3)
    z = rng.normal(size=(200, 3)).astype(np.float32)
    side = rng.random(200) < 0.75  # three of four neighbours lie left
    xy = (rng.normal(size=(200, 2)) + np.where(side, -50, 50)[:, None]).astype(np.float32)
    found = Scattered(xy, z).transform(rng.normal(size=(100, 3)))
    assert (np.abs(np.abs(found[:, 0]) - 50) < 8).mean() > 0.95


def test_far_from_all_points_nothing_is_near():
    known = scattered()
    assert (known.nearness(known.xy) > 0.9).mean() > 0.95
    assert known.nearness(np.array([[1e3, 0.0]])) == 0
    r = np.sort(np.linalg.norm(known.xy[:, None] - known.xy, axis=2), axis=1)[:, 12]
    assert known.reach == pytest.approx(np.median(r), rel=1e-5)


@pytest.mark.parametrize("n", [1, 2, 12, 13, 14])
def test_few_points_are_all_asked(n):
    known = scattered(n)
    places = np.array([[0.1, 0.1], [50.0, 50.0]])
    for found in (known.inverse(places), known.transform(np.ones((2, 5)))):
        assert np.isfinite(found).all()
    assert known.nearness(places).shape == (2,)
    np.testing.assert_allclose(known.transform(known.latents), known.xy, atol=1e-6)


def test_points_in_one_place_and_on_a_circle_weigh_the_same():
    known = Scattered(np.zeros((20, 2), np.float32), np.eye(20, dtype=np.float32))
    assert np.count_nonzero(known.inverse(np.zeros((1, 2)))) == 12
    angle = np.linspace(0, 2 * np.pi, 17)[:16]
    circle = Scattered(np.stack([np.cos(angle), np.sin(angle)], 1).astype(np.float32), np.eye(16, dtype=np.float32))
    assert np.isfinite(circle.inverse(np.zeros((1, 2)))).all()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: Scattered(np.zeros((3, 3)), np.zeros((3, 4))), r"xy must have shape \(n, 2\)"),
        (lambda: Scattered(np.zeros((3, 2)), np.zeros((4, 4))), r"latents must have shape \(3, d\)"),
        (lambda: scattered().transform(np.zeros((1, 4))), r"shape \(m, 5\), got shape \(1, 4\)"),
        (lambda: scattered().inverse(np.full((1, 2), np.nan)), "finite numbers"),
    ],
)
def test_wrong_shapes_are_refused(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
