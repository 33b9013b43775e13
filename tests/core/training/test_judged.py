"""Do the histograms of a discriminator's scores hold all scores, and do their words fit?"""

import math
from typing import get_args

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from core import losses
from core.datasets import DATASETS
from core.models import GanConfig
from core.training.judged import BINS, ahead, histograms, meaning, verdict, zero
from core.training.measured import judged_by
from core.training.recipes import RECIPES


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
    assert ahead(judged) == 0.5


@pytest.mark.parametrize(
    ("shift", "words"),
    [(-1.5, "is misled"), (0.0, "hardly tell"), (1.5, "many drawn images pass"), (6.0, "far ahead")],
    ids=["misled", "even", "ahead", "apart"],
)
def test_words_follow_which_side_has_the_higher_scores(shift, words):
    rng = np.random.default_rng(1)
    judged = histograms(rng.normal(shift / 2, 1, 4000), rng.normal(-shift / 2, 1, 4000))
    assert words in verdict(judged, "hinge", 1000)
    assert "a critic" in verdict(judged, "wasserstein-gp", 1000)
    # Of two normals it is Phi(shift / sqrt 2).
    assert ahead(judged) == pytest.approx(0.5 * (1 + math.erf(shift / 2)), abs=0.02)


@pytest.fixture(scope="module")
def digits():
    return DATASETS["digits"]().load("train")


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_said_of_a_discriminator_that_has_hardly_learned(digits, seed):
    """Untrained, it has scores that lie apart as well: often the drawn images have the higher ones."""
    torch.manual_seed(seed)
    model = RECIPES["digits-cgan"].run.model.build(digits.classes)
    images, labels = torch.from_numpy(digits.images), torch.from_numpy(digits.labels)
    judged = judged_by(model, images, labels, len(digits.classes), seed=seed)
    assert verdict(judged, "non-saturating", 0) == ""
    if ahead(judged) < 0.5:
        assert "far ahead" not in verdict(judged, "non-saturating", 1000)


def test_smoothed_labels_cap_the_score_and_move_its_zero():
    """By the discriminator that is best among those of one number: where a real image and a drawn one come p to q."""
    smoothing, p, q = 0.1, 1.0, 0.8
    score = torch.zeros((), requires_grad=True)
    loss = losses.judged_apart(score, score, smoothing)  # p = q: no longer undecided
    assert torch.autograd.grad(loss, score)[0].item() != 0
    weighed = p * (F.softplus(-score) + smoothing * score) + q * F.softplus(score)
    assert torch.autograd.grad(weighed, score)[0].item() == pytest.approx(0, abs=1e-6)  # at 0 with q = 0.8 p
    text = meaning(GanConfig(label_smoothing=smoothing))
    assert f"{100 * p / (p + q):.0f} %" in text and f"above {math.log(9):.1f}" in text
    assert "50 %" in meaning(GanConfig()) and "as likely" not in zero(GanConfig(label_smoothing=smoothing))


def test_every_loss_has_its_words():
    kinds = get_args(GanConfig.model_fields["loss"].annotation)
    models = [GanConfig(loss=kind, discriminator_norm="none") for kind in kinds]
    assert len({meaning(model) for model in models}) == len({zero(model) for model in models}) == len(kinds)
