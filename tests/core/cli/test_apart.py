"""Are the VAEs that ship what the command trains, and can each price of a nat be told from where images are put?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core import library, places
from core.blocks.exhibits import CLOUDS, prior_posterior_block
from core.cli import apart as small
from core.lessons.of_exhibits import cloud
from core.packed import unpack
from core.types import ModelError


def clouds(block: bytes) -> list[dict]:
    parts = unpack(block)
    return [
        row | {name: np.frombuffer(parts[f"{name}{i}"], "<f2").reshape(-1, 2) for name in ("mu", "sigma")}
        for i, row in enumerate(json.loads(parts["about"])["models"])
    ]


def test_what_ships_is_small_and_the_dearer_a_nat_the_nearer_is_the_cloud_to_the_prior():
    assert (places.apart() / "apart.bin").stat().st_size <= small.MOST_BYTES
    found = clouds(prior_posterior_block())
    assert [one.get("learned") for one in found] == [None, None, 9500, 9500]
    assert [one["beta"] for one in found] == [0, 1, *small.BETAS]
    assert all(len(one["mu"]) == 2000 and (one["sigma"] >= 0).all() for one in found)
    kl = [one["kl"] for one in found]
    assert kl == sorted(kl, reverse=True) and kl[-1] < 0.01
    spread = [
        float((one["mu"].astype(float).var(0) + (one["sigma"].astype(float) ** 2).mean(0)).mean()) for one in found
    ]
    assert spread[0] > 4 and abs(spread[-1] - 1) < 0.05


def test_a_fitted_density_gains_what_the_kl_divergence_allows_and_nothing_where_a_model_has_collapsed():
    from scipy.stats import gaussian_kde

    block = prior_posterior_block()
    one, held = clouds(block)[1], np.frombuffer(unpack(block)["held_out1"], np.uint8).astype(bool)
    mu, sigma = one["mu"].astype(float), one["sigma"].astype(float)
    z = mu + sigma * np.random.default_rng(0).standard_normal(mu.shape)
    scaled = z / z[~held].std(0, ddof=1)  # uncorrelated but for chance: whole covariance or widths alone make no odds
    fitted = gaussian_kde(scaled[~held].T).logpdf(scaled[held].T) - np.log(z[~held].std(0, ddof=1)).sum()
    prior = -0.5 * (z[held] ** 2).sum(1) - np.log(2 * np.pi)
    assert cloud(1, "gain") == pytest.approx((fitted - prior).mean(), abs=0.02)
    assert abs(cloud(100, "gain")) < 0.05 < cloud(1, "gain") < cloud(1, "kl")
    with pytest.raises(ModelError, match="no cloud of beta 7"):
        cloud(7, "gain")


def test_those_of_the_library_are_as_they_are_kept():
    parts = unpack(prior_posterior_block())
    for i, id in enumerate(CLOUDS):
        kept = library.latents(library.find(id))
        assert np.array_equal(np.frombuffer(parts[f"mu{i}"], "<f2").reshape(-1, 2), kept.mu.astype("<f2"))
        apart = np.flatnonzero(np.frombuffer(parts[f"held_out{i}"], np.uint8))
        assert np.array_equal(apart, kept.held_out)


def test_they_are_trained_anew_into_one_file(handwriting, tmp_path, monkeypatch):
    monkeypatch.setattr(places, "apart", lambda: tmp_path / "apart")
    for name, value in {"BETAS": (20.0,), "LEARNED": 600, "KEPT": 100}.items():
        monkeypatch.setattr(small, name, value)
    with pytest.raises(ModelError, match="zoo apart"):
        prior_posterior_block()
    path = small.apart(epochs=1)
    assert [p.name for p in path.parent.iterdir()] == ["apart.bin"]
    last = clouds(prior_posterior_block())[-1]
    assert last["beta"] == 20 and last["mu"].shape == (100, 2) and last["learned"] == 100, "500 are held out"
