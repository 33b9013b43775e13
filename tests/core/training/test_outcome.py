"""Is a training judged by what became of it, and is the next one better?"""

import json

import numpy as np
import pytest
import torch

from core import places
from core.augmentation import GENTLE
from core.datasets import DATASETS
from core.library.folder import find
from core.models import ClassifierConfig, GanConfig, MlpVaeConfig
from core.training.loop import fit
from core.training.outcome import outcome_of
from core.training.run import RunConfig, TrainingConfig
from core.types import ImageDataset

MODEL = MlpVaeConfig(latent_dim=4, hidden=(64,), activation="silu")
GAN = GanConfig(latent_dim=4, filters=(4, 8), discriminator_filters=(4, 8))


@pytest.fixture(scope="module")
def digits() -> ImageDataset:
    return DATASETS["digits"]().load("train")


def trained(dataset: ImageDataset, model=MODEL, **training) -> tuple[list[dict], RunConfig]:
    config = RunConfig(
        dataset=DATASETS["digits"](), model=model, training=TrainingConfig(device="cpu", learning_rate=5e-3, **training)
    )
    torch.manual_seed(0)
    rows = fit(config.model.build(dataset.classes), dataset, config.training)
    return [progress.row() for progress in rows if progress.epoch_end], config


@pytest.fixture(scope="module")
def scrawls() -> ImageDataset:
    """48 random walks of a pen: nothing that is learned of some of them helps with the others."""
    rng, images = np.random.default_rng(0), np.zeros((48, 28, 28), np.uint8)
    for image in images:
        at = rng.integers(6, 22, 2)
        for step in rng.integers(-1, 2, (120, 2)).repeat(2, axis=0):
            at = np.clip(at + step, 1, 26)
            image[tuple(at)] = 255
    return ImageDataset("scrawls", images)


def test_few_images_seen_very_often_are_learned_by_heart(scrawls):
    model = MODEL.replace(latent_dim=16, hidden=(256, 128))
    history, config = trained(scrawls, model=model, batch_size=16, epochs=20, epoch_images=640)
    outcome = outcome_of(history, config)
    assert outcome.kind == "overfitted"
    assert "by heart" in outcome.about and f"epoch {outcome_epoch(history)}" in outcome.about
    assert outcome.better.training.augmentation == GENTLE
    assert outcome.better.replace(training=config.training) == config
    again = outcome_of(history, outcome.better)  # as if varying had not helped
    assert again.better.training.epochs == outcome_epoch(history) < config.training.epochs


def test_a_few_steps_are_too_short_and_the_next_run_has_enough(digits):
    history, config = trained(digits.subset(np.arange(120)), batch_size=64, epochs=8)
    outcome = outcome_of(history, config)
    assert outcome.kind == "too short"
    assert "16 steps" in outcome.about
    assert outcome.better.training.epochs == 800  # two steps an epoch
    assert "800 epochs" in outcome.advice


def test_few_steps_that_taught_the_latents_something_are_not_said_to_draw_the_mean(digits):
    history, config = trained(digits, batch_size=32, epochs=7)
    assert history[-1]["step"] < 500 and history[-1]["validation"]["kl"] > 1
    told = outcome_of(history, config)
    assert told.kind == "too short" and "so soon" in told.about and "mean" not in told.about
    history[-1]["validation"]["kl"] = 0.1
    assert "mean of images" in outcome_of(history, config).about


def test_a_run_that_was_stopped_early_is_continued_from_what_it_did(digits):
    history, config = trained(digits.subset(np.arange(120)), batch_size=64, epochs=8)
    cut = outcome_of(history[:2], config)
    assert cut.kind == "too short" and "4 steps" in cut.about and cut.better.training.epochs == 800


def test_enough_images_and_steps_end_well(digits):
    history, config = trained(digits, batch_size=64, epochs=30, augmentation=GENTLE)
    outcome = outcome_of(history, config)
    assert outcome.kind == "well" and outcome.better is None
    assert f"{history[-1]['step']:,} steps" in outcome.about


def test_a_loss_that_still_falls_is_too_short_whatever_the_steps(digits):
    history, config = trained(digits, batch_size=64, epochs=6, schedule="constant")
    for row in history:
        row["step"] *= 10  # as many steps as are enough for others
    assert history[-1]["validation"]["loss"] < history[-2]["validation"]["loss"]
    outcome = outcome_of(history, config)
    assert outcome.kind == "too short" and "came in the last fifth" in outcome.about
    assert outcome.better.training.epochs == 12


def test_a_gan_is_not_accused_of_anything_its_losses_do_not_say(digits):
    history, config = trained(digits, model=GAN, batch_size=64, epochs=2)
    assert outcome_of(history, config).kind == "too short"
    for row in history:
        row["step"] += 3_000
    outcome = outcome_of(history, config)
    assert outcome.kind == "well" and "do not say" in outcome.about


@pytest.mark.parametrize("name", sorted(path.parent.name for path in places.zoo().glob("*/history.jsonl")))
def test_models_that_come_along_ended_well(name):
    entry = find(name)
    rows = [json.loads(line) for line in (entry.path / "history.jsonl").read_text().splitlines()]
    assert outcome_of(rows, entry.config).kind == "well"


def test_rows_that_do_not_tell_are_not_judged():
    config = RunConfig(dataset=DATASETS["digits"](), model=MODEL)
    assert outcome_of([], config) is None
    rows = [{"epoch": 1, "step": 900, "train": {"loss": 1.0}, "validation": {"loss": None}}]
    assert outcome_of(rows, config) is None


@pytest.mark.parametrize("odd", [{"epoch": 0}, {"epoch": None}, {"epoch": [3]}, {"step": None}, {"step": [900]}])
def test_rows_from_elsewhere_may_count_in_any_way(odd):
    assert judged([curve(1.0)[0] | {"step": 900} | odd] * 6) is None


@pytest.mark.parametrize("part", [{"loss": [1.0]}, {"loss": None}, {}, [1.0], None])
def test_rows_from_elsewhere_may_hold_any_losses(part):
    assert judged([{"epoch": 3, "step": 900, "train": part, "validation": part}] * 6) is None
    assert judged([{}]) is None


def curve(*held_out: float, every: int = 400, **more) -> list[dict]:
    """A history of these held-out losses, so many steps apart."""
    return [
        {"epoch": i, "step": every * i, "train": {"loss": loss}, "validation": {"loss": loss} | more}
        for i, loss in enumerate(held_out, 1)
    ]


def judged(rows: list[dict], model=MODEL):
    return outcome_of(rows, RunConfig(dataset=DATASETS["digits"](), model=model))


def test_a_reader_is_not_said_to_draw():
    assert judged(curve(0.09, every=468), ClassifierConfig()).kind == "well"  # a pass over MNIST: it reads 97 %
    few = judged(curve(2.2, 2.0, every=20), ClassifierConfig())
    assert few.kind == "too short" and "draws" not in few.about


def test_a_few_epochs_do_not_tell_how_a_curve_goes_on():
    outcome = judged(curve(125.0, 112.0, 105.0))
    assert outcome.kind == "well" and "do not tell" in outcome.about and "any more" not in outcome.about


def test_a_loss_that_never_fell_is_not_still_falling():
    chance = curve(206.9, 206.5, 206.6, 206.55, 206.5, 206.52, 206.49, 206.5, 206.45, 206.3)
    assert judged(chance).kind == "well"


def test_latents_that_tell_nothing_are_no_good_end_and_the_next_run_pays_less_for_them():
    flat = curve(*[206.9] * 8, kl=0.11)
    outcome = judged(flat, MODEL.replace(beta=20.0))
    assert outcome.kind == "collapsed" and outcome.better.model == MODEL.replace(beta=1.0)
    assert judged(flat, MODEL).better is None
    assert judged(curve(*[206.9] * 8, kl=2.0), MODEL.replace(beta=20.0)).kind == "well"


def test_losses_of_large_images_and_negative_ones_are_written_out():
    assert "10,488 nats" in judged(curve(13000, 10543, 10500, 10490, 10489, 10488.2)).about
    assert "-1,312 nats" in judged(curve(500, -900, -1200.5, -1300, -1310, -1311, -1312)).about


def outcome_epoch(history: list[dict]) -> int:
    return min(history, key=lambda row: row["validation"]["loss"])["epoch"]
