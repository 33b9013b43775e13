"""Is what goes wrong in a training noticed, named and met with advice, and a healthy one left in peace?"""

import math

import pytest

from core.models import GanConfig, MlpVaeConfig
from core.training.trouble import trouble_in


def row(epoch: int, diversity: float = 0.9, **changes) -> dict:
    duel = {"discriminator": 1.1, "generator": 0.9, "real": 0.7, "fake": 0.3} | changes
    return {"epoch": epoch, "step": 300 * epoch, "train": duel, "validation": duel | {"diversity": diversity}}


def titles(rows) -> list[str]:
    found = trouble_in(rows)
    assert all(part.about.endswith(".") and part.advice.startswith("Try") for part in found)
    return [part.title for part in found]


def test_healthy_runs_and_other_families_are_left_in_peace():
    vae = {"epoch": 1, "train": {"loss": 150.0}, "validation": {"loss": 151.0, "kl_per_dim": [1.0, 2.0]}}
    for rows in ([], [row(1)], [row(i) for i in range(9)], [vae] * 4):
        assert titles(rows) == []


@pytest.mark.parametrize("bad", [math.nan, math.inf, None, 1e5, [1.0, math.nan]])
def test_a_loss_that_runs_away_is_divergence(bad):
    assert titles([row(1), row(2, generator=bad)]) == ["Divergence"]


def test_large_images_and_a_narrow_gaussian_cost_much_and_do_not_run_away():
    def vae(loss: float) -> dict:
        return {"epoch": 1, "step": 40, "train": {"loss": loss}, "validation": {"loss": loss}}

    # Measured: 300 digits at 128 pixels, after the first epoch and the fourth.
    sharp = MlpVaeConfig(image_size=128, likelihood="gaussian", noise=0.1)
    assert trouble_in([vae(123_168.0)], sharp) == trouble_in([vae(15_033.0)], sharp) == []
    assert trouble_in([vae(-34_000.0)], sharp) == []
    assert trouble_in([vae(11_567.0)], MlpVaeConfig(image_size=128)) == []
    assert [found.title for found in trouble_in([vae(1e6)], sharp)] == ["Divergence"]
    assert [found.title for found in trouble_in([vae(1.2e4)], MlpVaeConfig())] == ["Divergence"]


def test_drawings_that_repeat_each_other_are_mode_collapse():
    assert titles([row(1), row(2, diversity=0.1)]) == []
    rows = [row(1), row(2, diversity=0.1), row(3, diversity=0.04)]
    assert titles(rows) == ["Mode collapse"]
    assert "7% as far apart" in trouble_in(rows)[0].about
    assert titles([*rows, row(4)]) == []


def test_a_discriminator_that_always_wins_is_named():
    won = {"real": 1.0, "fake": 0.0}
    assert titles([row(1, **won), row(2, **won)]) == []
    assert titles([row(i, **won) for i in (1, 2, 3)]) == ["The discriminator always wins"]
    critic = GanConfig(loss="wasserstein-gp", discriminator_norm="none")
    assert trouble_in([row(i, **won) for i in (1, 2, 3)], critic) == []
    assert titles([row(i, **won, diversity=0.0) for i in (1, 2, 3)]) == [
        "Mode collapse",
        "The discriminator always wins",
    ]


def test_the_first_steps_of_a_duel_are_nobodys_fault():
    rows = [row(i, diversity=0.0, real=1.0, fake=0.0) | {"step": 25 * i} for i in (1, 2, 3)]
    assert titles(rows) == []
