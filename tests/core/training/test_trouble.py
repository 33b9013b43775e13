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
    assert "7 % as far apart" in trouble_in(rows)[0].about
    assert titles([*rows, row(4)]) == []


def test_variety_that_still_grows_is_no_collapse():
    rows = [row(i, diversity=0.05 * i) for i in range(1, 11)]
    assert titles(rows) == []
    assert titles([*rows, row(11, diversity=0.5), row(12, diversity=0.5), row(13, diversity=0.51)]) == ["Mode collapse"]


def test_a_loss_that_loses_what_it_had_learned_diverges_whatever_its_sign():
    def vae(*losses: float, **more) -> list[dict]:
        return [{"epoch": i, "step": i, "train": {"loss": loss} | more, "validation": {"loss": 0.0}}
                for i, loss in enumerate(losses, 1)]  # fmt: skip

    sharp = MlpVaeConfig(likelihood="gaussian", noise=0.1)  # 784 pixels that are right: -1,085 nats
    fell = (400.0, -300.0, -700.0, -800.0)
    assert trouble_in(vae(*fell, -750.0, -720.0, -760.0), sharp) == []
    (found,) = trouble_in(vae(*fell, 10.0, -20.0, 5.0), sharp)
    assert found.title == "Divergence" and "-800 at best" in found.about and "spectral" not in found.advice
    assert trouble_in(vae(*fell, 10.0, -20.0, -700.0), sharp) == []  # it came back
    # While a warm-up goes on the loss rises, and the negative ELBO falls.
    warm = [row | {"train": row["train"] | {"reconstruction": 60.0, "kl": 300.0 / row["epoch"]}}
            for row in vae(60.0, 90.0, 200.0, 210.0, 220.0)]  # fmt: skip
    assert trouble_in(warm, MlpVaeConfig(beta=50.0, warmup_epochs=5.0)) == []


def test_scores_of_a_critic_may_drift_but_not_lie_further_apart_than_images():
    critic = GanConfig(loss="wasserstein-gp", discriminator_norm="none")
    assert trouble_in([row(1, discriminator=-20.0, generator=900.0)], critic) == []
    assert [one.title for one in trouble_in([row(1, discriminator=-200.0)], critic)] == ["Divergence"]
    assert [one.title for one in trouble_in([row(1, generator=900.0)], GanConfig())] == ["Divergence"]


def test_advice_names_nothing_that_is_in_use_and_nothing_that_does_not_go_with_the_loss():
    won = [row(i, real=1.0, fake=0.0) for i in (1, 2, 3)]

    def said(**settings) -> str:
        (found,) = trouble_in(won, GanConfig(**settings))
        return f"{found.about} {found.advice}"

    assert "label smoothing" in said() and "label smoothing" not in said(label_smoothing=0.1)
    assert "label smoothing" not in said(loss="hinge") and "margins" in said(loss="hinge")
    assert "(R1)" in said() and "(R1)" not in said(r1=0.5) and "dropout" not in said(dropout=0.3)
    assert "is steep" in said()  # as it is with -log D, not with log(1 - D)


def test_a_discriminator_that_always_wins_is_named():
    won = {"real": 1.0, "fake": 0.0}
    assert titles([row(1, **won), row(2, **won)]) == []
    assert titles([row(i, **won) for i in (1, 2, 3)]) == ["The discriminator always wins"]
    critic = GanConfig(loss="wasserstein-gp", discriminator_norm="none")
    assert trouble_in([row(i, **won) for i in (1, 2, 3)], critic) == []
    both = [row(i, **won, diversity=0.0) for i in (1, 2, 3)]
    assert titles(both) == ["Mode collapse", "The discriminator always wins"]


def test_the_first_steps_of_a_duel_are_nobodys_fault():
    rows = [row(i, diversity=0.0, real=1.0, fake=0.0) | {"step": 25 * i} for i in (1, 2, 3)]
    assert titles(rows) == []
