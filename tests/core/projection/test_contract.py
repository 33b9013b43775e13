"""Does every projection of the table keep what the table promises?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter

from core.config import ConfigError
from core.projection import PROJECTIONS, AnyProjectionConfig, Plane, Scattered
from core.projection.lessons import LESSONS
from tests.core.projection.samples import groups

QUICK = {"tsne": {"perplexity": 8.0, "iterations": 60, "early_iterations": 30}, "umap": {"neighbours": 8, "epochs": 20}}


ITERATED = [name for name, method in PROJECTIONS.items() if not method.at_once]


def quick(name: str, **changes):
    return PROJECTIONS[name](**(QUICK.get(name, {}) | changes))


def latents_for(name: str, n: int = 120) -> np.ndarray:
    return groups(n, d=6 if PROJECTIONS[name].offered_for(6) else 2)[0]


@pytest.fixture(scope="module", params=PROJECTIONS)
def fitted(request):
    """A config of each entry, its latents, and the map it made of them."""
    config, z = quick(request.param), latents_for(request.param)
    return config, z, config.fit(z)


def test_a_fit_is_a_finite_map_of_every_point(fitted):
    config, z, found = fitted
    assert found.xy.shape == (len(z), 2) and found.xy.dtype == np.float32 and np.isfinite(found.xy).all()
    assert isinstance(found, Plane if config.at_once else Plane | Scattered)
    assert found.iterations == found.total and (found.total > 0) == isinstance(found, Scattered)


def test_the_same_settings_give_the_same_map_whatever_the_threads(fitted):
    config, z, found = fitted
    for threads in (1, 3):
        np.testing.assert_array_equal(config.fit(z.copy(), threads=threads).xy, found.xy)


def test_latents_come_back_to_their_places_alone_and_in_a_batch(fitted):
    _, z, found = fitted
    np.testing.assert_allclose(found.transform(z), found.xy, atol=1e-5)
    new = z[:9] + 0.3
    batch = found.transform(new)
    assert batch.shape == (9, 2) and batch.dtype == np.float32
    for row, place in zip(new, batch, strict=True):
        np.testing.assert_allclose(found.transform(row[None])[0], place, rtol=1e-6, atol=1e-6)


def test_every_place_has_a_latent(fitted):
    _, z, found = fitted
    back = found.inverse(np.array([[0.0, 0.0], [1e6, -1e6]]))
    assert back.shape == (2, z.shape[1]) and back.dtype == np.float32 and np.isfinite(back).all()


def test_another_seed_is_another_map_only_where_chance_plays_a_part(fitted):
    config, z, found = fitted
    assert ("seed" in type(config).model_fields) == config.seeded
    if config.seeded:
        assert not np.allclose(config.replace(seed=1).fit(z).xy, found.xy)


@pytest.mark.parametrize("name", PROJECTIONS)
def test_every_method_says_what_pages_say_of_it(name):
    config = quick(name)
    assert config.name == name and config.title and config.about.endswith(".")
    assert config.offered_for(2) or config.offered_for(16)
    assert set(config.varied) <= set(type(config).model_fields) and bool(config.varied) == bool(config.advice)
    assert set(config.tempts) <= set(LESSONS)
    assert config.note.format(share=0.5, d=6) or config.offered_for(2), "what is left out of a map is said beneath it"


@pytest.mark.parametrize("d", range(1, 5))
def test_there_is_a_map_of_any_latents_at_once(d):
    names = [name for name, method in PROJECTIONS.items() if method.offered_for(d)]
    assert any(PROJECTIONS[name].at_once for name in names)


@pytest.mark.parametrize("name", PROJECTIONS)
def test_settings_survive_json_and_speak_for_themselves(name):
    config = quick(name)
    assert TypeAdapter(AnyProjectionConfig).validate_json(config.to_json()) == config
    for key, field in type(config).model_fields.items():
        assert key == "name" or len(field.description) > 40


@pytest.mark.parametrize("name", PROJECTIONS)
@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (np.full((120, 2), np.nan, np.float32), "must be finite"),
        (np.zeros((0, 2), np.float32), "at least 1"),
        (np.zeros(5, np.float32), r"shape \(n, d\)"),
    ],
)
def test_broken_latents_are_refused(name, bad, sentence):
    with pytest.raises(ValueError, match=sentence):
        quick(name).fit(bad)


@pytest.mark.parametrize("name", ITERATED)
@pytest.mark.parametrize(
    ("changes", "bad", "sentence"),
    [
        ({}, np.ones((120, 6), np.float32), "must not all be equal"),
        ({}, np.arange(12, dtype=np.float32).reshape(2, 6), "for 2 points|points or more"),
        ({"threads": 0}, groups()[0], "threads must be at least 1"),
    ],
)
def test_what_cannot_be_laid_out_is_refused(name, changes, bad, sentence):
    with pytest.raises(ValueError, match=sentence):
        quick(name).fit(bad, **changes)


@pytest.mark.parametrize(
    ("name", "changes", "sentence"),
    [
        ("tsne", {"perplexity": 1.0}, "perplexity must be between 2 and 500, got 1.0"),
        ("umap", {"neighbours": 1}, "neighbours must be between 2 and 200, got 1"),
        ("umap", {"min_dist": 0.8, "spread": 0.5}, r"min_dist must be at most spread \(0.5\), got 0.8"),
        ("umap", {"metric": "hamming"}, "metric must be 'euclidean' or 'cosine'"),
    ],
)
def test_settings_out_of_range_are_refused(name, changes, sentence):
    with pytest.raises(ConfigError, match=sentence):
        PROJECTIONS[name](**changes)


@pytest.mark.parametrize("name", ITERATED)
def test_every_iteration_is_told_and_can_be_the_last(name):
    config, z = quick(name), groups()[0]
    told = []

    def on_step(iteration: int, total: int, xy: np.ndarray) -> bool:
        told.append((iteration, total, xy.astype(np.float32)))
        return iteration == 7

    found = config.fit(z, on_step=on_step)
    assert [iteration for iteration, _, _ in told] == list(range(1, 8))
    assert {total for _, total, _ in told} == {found.total} and found.iterations == 7 < found.total
    np.testing.assert_array_equal(found.xy, told[-1][2])
    assert not np.allclose(told[0][2], told[-1][2])
    full = []
    whole = config.fit(z, on_step=lambda iteration, total, xy: full.append(xy.astype(np.float32)))
    np.testing.assert_array_equal(full[6], found.xy)  # watching and stopping change nothing of the way
    assert len(full) == whole.iterations == whole.total


@pytest.mark.parametrize("name", ["tsne", "umap"])
def test_settings_reach_the_layout(name):
    z = groups()[0]
    usual = quick(name).fit(z).xy
    others = {
        "tsne": [{"perplexity": 15.0}, {"early_exaggeration": 4.0}, {"early_iterations": 10}, {"learning_rate": 3.0}],
        "umap": [{"neighbours": 20}, {"min_dist": 0.6}, {"spread": 2.0}, {"epochs": 21}],
    }[name]
    for changes in [*others, {"metric": "cosine"}, {"start": "random"}]:
        assert not np.allclose(quick(name, **changes).fit(z).xy, usual), changes


@pytest.mark.parametrize("name", ITERATED)
@pytest.mark.parametrize("d", [1, 6])
def test_equal_points_and_single_dimensions_are_laid_out(name, d):
    z = groups(120, d)[0]
    z[:60] = z[0]  # half of them are one point
    found = quick(name).fit(z)
    assert np.isfinite(found.xy).all()
    np.testing.assert_array_equal(quick(name).fit(z, threads=1).xy, found.xy)


def test_configs_load_without_what_they_fit_with():
    code = (
        "import sys, core.projection.trust, core.projection.region, core.projection.scattered\n"
        "heavy = {'umap', 'openTSNE', 'numba', 'sklearn', 'scipy', 'torch'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)\n"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
