"""Do the histograms of a discriminator's scores hold all scores, and do their words fit?"""

from typing import get_args

import numpy as np
import pytest

from core.models import GanConfig
from core.training.judged import BINS, MEANING, ZERO, histograms, overlap, verdict


def test_all_scores_are_counted_in_a_range_with_zero_and_round_ends():
    rng = np.random.default_rng(0)
    real, fake = rng.normal(2.0, 1.0, 256), rng.normal(-3.1, 1.0, 256)
    judged = histograms(real, fake)
    low, high = judged["edges"]
    assert -10 <= low < 0 < high <= 7
    assert (low, high) == (-7, 5)
    assert sum(judged["real"]) == sum(judged["fake"]) == 256
    assert len(judged["real"]) == len(judged["fake"]) == BINS
    middle = np.linspace(low, high, BINS + 1)[:-1] + (high - low) / BINS / 2
    assert np.average(middle, weights=judged["real"]) == pytest.approx(real.mean(), abs=0.1)
    assert np.average(middle, weights=judged["fake"]) == pytest.approx(fake.mean(), abs=0.1)


def test_one_odd_score_does_not_squeeze_the_others():
    real = np.concatenate([np.full(255, 1.0), [1000.0]])
    judged = histograms(real, np.full(256, -1.0))
    assert judged["edges"] == [-1, 1]
    assert judged["real"][-1] == 256


def test_hopeless_scores_still_have_a_range():
    assert histograms(np.zeros(4), np.zeros(4))["edges"] == [-1, 1]
    judged = histograms(np.array([np.nan, np.inf]), np.array([1.0, -np.inf]))
    assert sum(judged["real"]) == 0 and sum(judged["fake"]) == 1
    assert overlap(judged) == 1


@pytest.mark.parametrize(
    ("shift", "words"),
    [(0.0, "hardly tell"), (1.5, "many drawn images pass"), (6.0, "far ahead")],
    ids=["even", "ahead", "apart"],
)
def test_words_follow_the_overlap(shift, words):
    rng = np.random.default_rng(1)
    judged = histograms(rng.normal(shift / 2, 1, 4000), rng.normal(-shift / 2, 1, 4000))
    assert words in verdict(judged, "hinge")
    assert "a critic" in verdict(judged, "wasserstein-gp")
    # Of two normals it is 2 Phi(-shift / 2).
    expected = {0.0: 1.0, 1.5: 0.4533, 6.0: 0.0027}[shift]
    assert overlap(judged) == pytest.approx(expected, abs=0.05)


def test_every_loss_has_its_words():
    assert MEANING.keys() == ZERO.keys() == set(get_args(GanConfig.model_fields["loss"].annotation))
