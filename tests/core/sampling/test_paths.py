"""Do paths begin and end where they are told, keep an even pace, and stay near the images where they are to?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from core import library
from core.config import ConfigError
from core.sampling import KdeConfig
from core.sampling.neighbourhood import neighbourhood
from core.sampling.paths import MOST_STOPS, PATHS, PathConfig, path

KINDS = list(PATHS)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def ring(n: int = 60) -> np.ndarray:
    """Latents on a circle, its middle empty: what lies straight across is far from all of them."""
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return 4 * np.stack([np.cos(angle), np.sin(angle)], 1)


def a_path(kind: str, stops: np.ndarray, latents: np.ndarray | None = None, **settings):
    return path(stops, PathConfig(kind=kind, **settings), latents if PATHS[kind].along else None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("closed", [False, True])
def test_a_path_begins_and_ends_exactly_at_its_stops(kind, closed, rng):
    latents = rng.normal(size=(50, 5)).astype(np.float32)
    stops = np.vstack([latents[[3, 7]], rng.normal(size=(1, 5))]).astype(np.float32)
    way = a_path(kind, stops, latents, closed=closed)
    assert np.array_equal(way.at([0.0])[0], stops[0])
    assert np.array_equal(way.at([1.0])[0], stops[0 if closed else 2])
    assert way.at([0.25, 0.5]).shape == (2, 5) and way.at([0.5]).dtype == np.float32
    assert np.array_equal(way.points[way.stops[:3]], stops)  # it passes all of them
    assert way.config == PathConfig.from_json(way.config.to_json())


@pytest.mark.parametrize("kind", KINDS)
def test_the_pace_is_even_along_the_whole_way(kind, rng):
    latents = rng.normal(size=(40, 3))
    way = a_path(kind, np.array([[3.0, 0, 0], [0, 0.4, 0], [0, 0, 2.0]]), latents)
    fine = way.at(np.linspace(0, 1, 3001))  # measured on the curve: between two corners of it the chord is shorter
    passed = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))])
    assert passed[-1] == pytest.approx(way.length, rel=1e-2)
    assert np.allclose(passed[::300] / passed[-1], np.linspace(0, 1, 11), atol=4e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_loop_has_no_seam(kind, rng):
    latents = rng.normal(size=(40, 3))
    way = a_path(kind, latents[[0, 1, 2]], latents, closed=True)
    moments = way.moments(30)
    assert len(moments) == 30 and moments[0] == 0 and moments[-1] == pytest.approx(29 / 30)
    steps = np.linalg.norm(np.diff(np.vstack([way.at(moments), way.at([0.0])]), axis=0), axis=1)
    assert steps[-1] <= 1.001 * way.length / 30  # the step over the seam is no longer than any other
    assert a_path(kind, latents[[0, 1]], latents).moments(2).tolist() == [0, 1]


def test_a_straight_path_is_straight():
    way = a_path("linear", np.array([[0.0, 0], [3, 4]]))
    assert way.length == pytest.approx(5) and way.via == () and way.note == ""
    assert way.at([0.5])[0] == pytest.approx([1.5, 2])


def test_around_the_centre_the_distance_from_it_goes_evenly_from_one_to_the_other():
    way = a_path("spherical", np.array([[2.0, 0, 0], [0, 4.0, 0]]))
    t = np.linspace(0, 1, 5)
    turned = way.points / np.linalg.norm(way.points, axis=1, keepdims=True)
    angle = np.degrees(np.arctan2(turned[:, 1], turned[:, 0]))
    radius = np.linalg.norm(way.points, axis=1)
    assert np.allclose(np.interp(angle, [0, 90], [2, 4]), radius, atol=1e-9)  # both go evenly, so one tells the other
    equal = a_path("spherical", np.array([[3.0, 0], [0, 3.0]]))
    assert np.allclose(np.linalg.norm(equal.at(t), axis=1), 3, atol=1e-3)
    assert equal.length == pytest.approx(3 * np.pi / 2, rel=1e-4)
    assert "opposite" not in way.note


def test_opposite_stops_go_half_around_and_say_so():
    way = a_path("spherical", np.array([[0.0, 2, 0], [0.0, -2, 0]]))
    assert way.length == pytest.approx(2 * np.pi, rel=1e-4)
    assert np.allclose(np.linalg.norm(way.points, axis=1), 2)
    assert "opposite" in way.note
    nearly = a_path("spherical", np.array([[0.0, 2, 0], [1e-9, -2, 0]]))
    assert nearly.length == pytest.approx(2 * np.pi, rel=1e-4)
    flat = a_path("spherical", np.array([[2.0], [-1.0]]))  # one dimension knows no way around
    assert flat.length == pytest.approx(3) and "goes through it" in flat.note


@pytest.mark.parametrize("stops", [[[0.0, 0], [1, 2]], [[1.0, 2], [0, 0]], [[0.0, 0], [0, 0]], [[1.0, 1], [2, 2]]])
def test_the_centre_lies_in_no_direction(stops):
    way = a_path("spherical", np.array(stops))
    assert np.isfinite(way.at(np.linspace(0, 1, 9))).all()
    assert way.length == pytest.approx(np.linalg.norm(np.subtract(*stops)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("closed", [False, True])
def test_stops_on_one_spot_make_a_path_that_stays_there(kind, closed, rng):
    latents = rng.normal(size=(20, 3))
    way = a_path(kind, latents[[4, 4, 4]], latents, closed=closed)
    t = np.linspace(0, 1, 7)
    assert way.length == pytest.approx(0, abs=1e-12)
    assert np.allclose(way.at(t), latents[4])
    weights = way.weights(t)  # what belongs to the stops still changes, evenly in time
    assert np.allclose(weights.sum(1), 1) and weights[0].tolist() == [1, 0, 0] and len(np.unique(weights, axis=0)) > 3


@pytest.mark.parametrize("kind", KINDS)
def test_weights_tell_how_much_of_each_stop_there_is(kind, rng):
    latents = rng.normal(size=(40, 3))
    way = a_path(kind, latents[[0, 1, 2]], latents, closed=True)
    passed = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(way.points, axis=0), axis=1))])
    at_stops = (passed / passed[-1])[way.stops]
    assert np.allclose(way.weights(at_stops), np.eye(3)[[0, 1, 2, 0]], atol=1e-9)
    some = way.weights(np.linspace(0, 1, 50))
    assert np.allclose(some.sum(1), 1) and (some >= 0).all() and ((some > 0).sum(1) <= 2).all()


def test_along_the_data_is_the_shortest_way_on_the_graph(rng):
    latents = rng.normal(size=(80, 2))
    near = neighbourhood(latents, 6)
    steps = np.linalg.norm(latents[near.pairs[:, 0]] - latents[near.pairs[:, 1]], axis=1)
    graph = coo_array((steps, near.pairs.T), shape=(80, 80)).tocsr()
    for a, b in ((0, 1), (5, 40), (77, 3)):
        way = path(latents[[a, b]], PathConfig(kind="along-the-data", neighbours=6), near)
        assert way.length == pytest.approx(dijkstra(graph, directed=False, indices=a)[b])
        assert all((latents[v] == way.points).all(1).any() for v in way.via) and {a, b}.isdisjoint(way.via)


def test_it_goes_around_what_is_empty():
    latents = ring()
    stops = latents[[0, 30]]
    density = KdeConfig(bandwidth="by hand", width=0.15).fit(latents, rng=np.random.default_rng(0)).log_density
    straight, along = (a_path(kind, stops, latents, neighbours=4) for kind in ("linear", "along-the-data"))
    low, at = straight.lowest(density)
    assert at == pytest.approx(0.5, abs=0.1)
    assert along.lowest(density)[0] > low + 5
    assert len(along.via) >= 10 and along.length == pytest.approx(4 * np.pi, rel=0.02)


def test_crowding_takes_smaller_steps(rng):
    latents = rng.normal(size=(400, 2))
    near = neighbourhood(latents, 20)
    steps = [
        len(path(latents[[0, 1]], PathConfig(kind="along-the-data", crowding=c), near).via) for c in (1.0, 2.0, 4.0)
    ]
    assert steps[0] < steps[1] <= steps[2]


def test_groups_without_neighbours_are_joined_where_they_come_closest_and_it_says_so(rng):
    far = np.array([[0.0, 0], [100, 0], [0, 300]])
    latents = np.concatenate([centre + rng.normal(size=(15, 2)) for centre in far])
    near = neighbourhood(latents, 3)
    joined = coo_array((np.ones(len(near.pairs)), near.pairs.T), shape=(45, 45))
    assert connected_components(joined, directed=False)[0] == 1
    assert near.gaps == 2
    gap = near.pairs[-near.gaps :]
    lengths = np.linalg.norm(latents[gap[:, 0]] - latents[gap[:, 1]], axis=1)
    closest = np.linalg.norm(latents[:15, None] - latents[None, 15:30], axis=2).min()
    assert lengths.min() == pytest.approx(closest)
    way = a_path("along-the-data", latents[[0, 20, 40]], latents, neighbours=3)
    assert "3 groups" in way.note and way.length < 600
    assert a_path("along-the-data", latents[[0, 1]], latents[:15], neighbours=5).note == ""


def test_images_on_one_spot_and_a_handful_of_images_are_enough(rng):
    doubled = np.repeat(rng.normal(size=(5, 3)), 20, axis=0)  # twenty equal ones are near nobody but themselves
    way = a_path("along-the-data", doubled[[0, 99]], doubled, neighbours=4)
    assert np.isfinite(way.at(np.linspace(0, 1, 5))).all() and way.length >= np.linalg.norm(doubled[0] - doubled[99])
    two = rng.normal(size=(2, 3))
    assert a_path("along-the-data", two, two).length == pytest.approx(np.linalg.norm(two[0] - two[1]))


def test_the_same_arguments_give_the_same_path(rng):
    latents = rng.normal(size=(60, 4))
    one, other = (a_path("along-the-data", latents[[0, 9, 30]], latents) for _ in range(2))
    assert np.array_equal(one.points, other.points) and one.via == other.via


def test_bad_stops_and_latents_get_a_sentence(rng):
    latents, good = rng.normal(size=(20, 3)), np.eye(3)
    for kind in KINDS:
        for bad, words in (
            (good[:1], "between 2 and 24 stops, got 1"),
            (np.zeros((MOST_STOPS + 1, 3)), "got 25"),
            (np.array([[0.0, np.nan, 0], [1, 1, 1]]), "finite"),
            (np.zeros(3), "shape"),
        ):
            with pytest.raises(ValueError, match=words):
                a_path(kind, bad, latents)
    for bad, words in (
        (None, "needs the latents of images, and there are none"),
        (latents[:1], "two images or more"),
        (np.full((5, 3), np.nan), "finite"),
        (latents[:, :2], "2 dimensions"),
    ):
        with pytest.raises(ValueError, match=words):
            path(good, PathConfig(kind="along-the-data"), bad)
    way = a_path("linear", good)
    for t in ([-0.1], [1.1], [np.nan]):
        with pytest.raises(ValueError, match="between 0 and 1"):
            way.at(t)
    with pytest.raises(ValueError, match=r"between 2 and 100,000 moments, got 1"):
        way.moments(1)
    for settings in ({"kind": "curly"}, {"neighbours": 1}, {"crowding": 0.5}, {"speed": 3}):
        with pytest.raises(ConfigError):
            PathConfig(**settings)


@pytest.mark.long
def test_on_a_real_model_the_images_are_a_safer_way_than_the_straight_one():
    latents = library.latents(library.find("mnist-vae-16d")).mu
    density = KdeConfig().fit(latents, rng=np.random.default_rng(0)).log_density
    near, pairs = neighbourhood(latents, 10), np.random.default_rng(1).integers(0, len(latents), (6, 2))
    for pair in pairs:
        straight = a_path("linear", latents[pair])
        along = path(latents[pair], PathConfig(kind="along-the-data"), near)
        assert along.lowest(density, 60)[0] >= straight.lowest(density, 60)[0] - 1e-9
        assert along.length >= straight.length
