"""Is a strategy judged by how likely it finds real latents that it does not know?"""

from __future__ import annotations

import numpy as np
import pytest
from heaps import fit, heaps

from core.sampling import (
    SAMPLERS,
    GaussianMixtureConfig,
    KdeConfig,
    KMeansSamplerConfig,
    PriorConfig,
    SamplingError,
    TruncatedPriorConfig,
    held_out,
)
from core.sampling.bandwidth import scott

Z, LABELS, LOGVAR = heaps(n=480)
SEEN, UNSEEN = slice(0, 240), slice(240, 480)
LOUD = np.full_like(LOGVAR, np.log(0.25))  # posteriors as wide as half a unit


def drawn(z: np.ndarray, logvar: np.ndarray, seed: int = 5) -> np.ndarray:
    return z + np.exp(logvar / 2) * np.random.default_rng(seed).standard_normal(z.shape)


@pytest.mark.parametrize(
    "config", [KdeConfig(), KMeansSamplerConfig(clusters=6), GaussianMixtureConfig(components=6)], ids=lambda c: c.name
)
def test_a_density_that_is_fitted_to_draws_from_the_posteriors_foretells_them(config):
    real = drawn(Z[UNSEEN], LOUD[UNSEEN])
    to_means, to_draws = (fit(config, Z[SEEN], LABELS[SEEN], logvar=logvar) for logvar in (None, LOUD[SEEN]))
    assert held_out(to_draws, real, None).nats > held_out(to_means, real, None).nats
    again = fit(config, Z[SEEN], LABELS[SEEN], logvar=LOUD[SEEN])
    assert all((again.tensors()[name] == table).all() for name, table in to_draws.tensors().items())
    # Its draws spread as the latents and their posteriors together, and not as the latents alone.
    wider = 1 + scott(240, 4) ** 2 if config.name == "kde" else 1  # than what it stands on
    spread = to_draws.sample(20_000, rng=np.random.default_rng(0)).var(0) / wider
    assert spread == pytest.approx(Z[SEEN].var(0) + 0.25, rel=0.1)


def test_a_narrow_density_wins_by_its_own_draws_and_loses_by_real_ones():
    wide, narrow = (fit(KdeConfig(bandwidth="by hand", width=width), Z[SEEN]) for width in (0.5, 0.01))
    own = [k.log_density(k.sample(500, rng=np.random.default_rng(0))).mean() for k in (wide, narrow)]
    real = [held_out(kernels, Z[UNSEEN], None).nats for kernels in (wide, narrow)]
    assert own[1] > own[0] and real[1] < real[0]


def test_it_is_the_mean_over_images_of_the_density_at_them():
    fitted = fit(PriorConfig(), Z)
    found = held_out(fitted, Z[:7], LABELS[:7])
    expected = -np.square(Z[:7].astype(float)).sum(1) / 2 - 2 * np.log(2 * np.pi)
    assert found.nats == pytest.approx(expected.mean()) and (found.n, found.outside) == (7, 0)
    cut = held_out(fit(TruncatedPriorConfig(cutoff=1.0), Z), Z, None)
    assert np.isneginf(cut.nats) and cut.outside == (np.abs(Z) > 1).any(1).sum() < cut.n


def test_a_class_is_asked_for_within_its_own_density():
    fitted = fit(KdeConfig(), Z[SEEN], LABELS[SEEN])
    one = held_out(fitted, Z[UNSEEN], LABELS[UNSEEN], label=4)
    inside = Z[UNSEEN][LABELS[UNSEEN] == 4]
    assert one.n == len(inside) and one.nats == pytest.approx(fitted.log_density(inside, label=4).mean())
    # What is told the class of each place is asked for each within its class: that can only be more likely.
    told = held_out(fitted, Z[UNSEEN], LABELS[UNSEEN], told=True)
    assert told.n == 240 and told.nats > held_out(fitted, Z[UNSEEN], LABELS[UNSEEN]).nats


def test_nothing_is_said_of_what_has_no_density_about_all_images():
    for name in ("posterior", "neighbour-mixing"):
        assert held_out(fit(SAMPLERS[name](), Z, LABELS), Z, LABELS) is None
    assert held_out(fit(KdeConfig(), Z), Z[:0], None) is None


@pytest.mark.parametrize("logvar", [np.full_like(LOGVAR, 101.0), LOGVAR[:, :2], np.full_like(LOGVAR, np.nan)])
def test_log_variances_that_say_nothing_are_refused(logvar):
    with pytest.raises(SamplingError):
        fit(KdeConfig(), Z, LABELS, logvar=logvar)


def test_few_images_make_few_clouds():
    # Each learns 4 numbers a dimension and needs 20 images; of 40 images in classes of 20, 10 and 10 none has two.
    assert len(fit(GaussianMixtureConfig(), Z, logvar=LOGVAR).law.weights) == 480 // 20
    assert len(fit(GaussianMixtureConfig(), Z[:40], LABELS[:40], logvar=LOGVAR[:40]).law.weights) <= 3
    assert len(fit(GaussianMixtureConfig(covariance="diag"), Z, logvar=LOGVAR).law.weights) == 480 // 5
