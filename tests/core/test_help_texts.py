"""Is what stands beside a setting true of the code, wherever it says a number or which way something goes?"""

from __future__ import annotations

import math
import re

import pytest
import torch

from core import losses
from core.augmentation import AUGMENTATIONS, WarpConfig
from core.datasets import DATASETS
from core.models import MODELS, GanConfig, MlpVaeConfig
from core.projection import PROJECTIONS
from core.sampling import SAMPLERS
from core.training.run import RunConfig, TrainingConfig
from core.training.schedules import SCHEDULES
from core.training.steps import epochs_of

TABLES = (MODELS, DATASETS, SAMPLERS, PROJECTIONS, AUGMENTATIONS)
CONFIGS = [*(kind for table in TABLES for kind in table.values()), TrainingConfig, RunConfig]
UNSAID = {"name", "family", "dataset", "model", "training"}  # what a menu or a form of its own stands for


def said_of(kind, field: str) -> str:
    return kind.model_fields[field].description


@pytest.mark.parametrize("kind", CONFIGS, ids=lambda kind: kind.__name__)
def test_every_setting_is_explained_in_sentences(kind):
    for field, info in kind.model_fields.items():
        if field not in UNSAID:
            assert re.fullmatch(r"[A-Z\"0-9].*[.…]", info.description), f"{kind.__name__}.{field}"


def test_a_penalty_of_1_is_one_of_4_where_pixels_run_from_minus_1():
    model = GanConfig(discriminator_norm="none").build()
    x = torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(0)).requires_grad_()
    wide = (2 * x - 1).detach().requires_grad_()
    here = losses.r1(model.discriminator(x), x)
    there = losses.r1(model.discriminator((wide + 1) / 2), wide)
    assert float((here / there).detach()) == pytest.approx(4, rel=1e-4)
    assert "1 here is 4 where they run from -1 to 1" in said_of(GanConfig, "r1")


def test_half_the_noise_weighs_the_squared_error_four_times():
    x, x_hat = torch.zeros(1, 1, 2, 2), torch.full((1, 1, 2, 2), 0.5)
    slopes = []
    for noise in (0.3, 0.15):
        drawn = x_hat.clone().requires_grad_()
        losses.gaussian_reconstruction(drawn, x, noise).backward()
        slopes.append(drawn.grad)
    assert torch.allclose(slopes[1], 4 * slopes[0])
    assert "Half as much weighs the squared error four times" in said_of(MlpVaeConfig, "noise")


def test_the_stretch_is_that_of_its_sentence():
    text = said_of(WarpConfig, "stretch")
    assert f"0.1 is {math.exp(0.1):.2f} times" in text and f"0.4 is {math.exp(0.4):.2f} times" in text
    bar = torch.zeros(200, 1, 40, 40)
    bar[:, :, 10:30, 18:22] = 1  # 20 pixels high
    only = WarpConfig(turn=0, lean=0, shift=0, bend=0, stretch=0.4)
    heights = (only.vary(bar, rng=torch.Generator().manual_seed(0))[:, 0, :, 20] > 0.5).sum(1)
    assert 27 <= heights.max() <= 20 * 1.5 and 20 / 1.5 - 1 <= heights.min() <= 15


def test_a_larger_batch_takes_fewer_steps_an_epoch():
    steps = [epochs_of(6_000, TrainingConfig(batch_size=size))[0] for size in (64, 256)]
    assert steps[0] > steps[1]
    assert "fewer and steadier steps an epoch" in said_of(TrainingConfig, "batch_size")


def test_the_schedules_go_as_they_say():
    course = {name: [schedule(i / 100) for i in range(101)] for name, schedule in SCHEDULES.items()}
    assert course["one-cycle"][0] < course["one-cycle"][20] > course["one-cycle"][100] < 0.01
    assert set(course["constant"]) == {1.0}
    assert set(course["linear"][:51]) == {1.0} and course["linear"][100] < 0.01


def test_free_bits_cost_nothing_up_to_what_they_are():
    kl = torch.tensor([[0.2, 1.5]])
    assert float(losses.weighed_kl(kl, 0.5)) == pytest.approx(0.5 + 1.5)
    assert float(losses.weighed_kl(kl / 10, 0.5)) == pytest.approx(1.0), "pressed no further down"
