"""Trainings that cannot go well: each ends in order, with finite weights, and what is wrong is said in words."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load

from core import jobs
from core.datasets.digits import DigitsConfig
from core.datasets.folder import FolderConfig
from core.files import write_atomic
from core.images import image_keys, to_png
from core.jobs import worker
from core.jobs.execute import execute
from core.library.folder import Entry, entry_at, history, open_model
from core.models import GanConfig, MlpVaeConfig, ModelConfig
from core.models.vae_network import Vae
from core.training.run import RunConfig, TrainingConfig
from core.training.trouble import trouble_in
from tests.core.jobs.test_together import duel
from tests.visitors import ANNA

SMALL = {"latent_dim": 3, "filters": (2, 4), "discriminator_filters": (2, 4)}


def trained(folder: Path, data, model: ModelConfig, **training) -> Entry:
    folder.mkdir(exist_ok=True)
    training = TrainingConfig(**{"epochs": 2, "batch_size": 20, "device": "cpu", "snapshots": (1,)} | training)
    write_atomic(folder / "config.json", RunConfig(dataset=data, model=model, training=training).to_json())
    execute(folder)
    return entry_at(folder)


def finite(folder: Path) -> bool:
    tensors = load((folder / "model.safetensors").read_bytes()).values()
    return all(bool(torch.isfinite(tensor).all()) for tensor in tensors)


def titles(entry: Entry) -> list[str]:
    return [trouble.title for trouble in trouble_in(history(entry), entry.config.model)]


@pytest.mark.parametrize("conditional", [False, True])
def test_a_gan_learns_from_one_class_and_from_ten_images(tmp_path: Path, conditional: bool):
    digits = DigitsConfig(limit=60).load()
    others = tuple(sorted(image_keys(digits.images[digits.labels != 7])))
    for data in (DigitsConfig(limit=60, without=others), DigitsConfig(limit=10)):
        entry = trained(tmp_path / str(data.limit), data, GanConfig(conditional=conditional, **SMALL))
        assert entry.state == "done" and len(history(entry)) == 2, entry.reason
        assert finite(entry.path) and titles(entry) == []
        y = torch.eye(10)[[7, 7]] if conditional else None
        assert torch.isfinite(open_model(entry).decode(torch.randn(2, 3), y)).all()


def test_a_folder_of_one_class_has_no_classes_to_ask_for(tmp_path: Path):
    (tmp_path / "mine" / "seven").mkdir(parents=True)
    for i, image in enumerate(DigitsConfig(limit=12).load().images):
        (tmp_path / "mine" / "seven" / f"{i}.png").write_bytes(to_png(image))
    data = FolderConfig(path=str(tmp_path / "mine"))
    assert trained(tmp_path / "plain", data, GanConfig(**SMALL)).state == "done"
    entry = trained(tmp_path / "told", data, GanConfig(**SMALL, conditional=True))
    assert (entry.state, entry.reason) == (
        "failed",
        "a conditional model needs a data set with classes; this one has no labels.",
    )


@pytest.mark.long
def test_the_highest_rates_there_are_run_away_which_is_said(tmp_path: Path):
    model = GanConfig(**SMALL, loss="hinge", discriminator_norm="none", discriminator_rate=100.0)
    data = DigitsConfig(limit=120)
    entry = trained(tmp_path / "run", data, model, epochs=3, learning_rate=1.0, schedule="constant")
    assert titles(entry) == ["Divergence"] or "training diverged" in entry.reason
    assert finite(entry.path)
    open_model(entry)


@pytest.mark.long
def test_a_discriminator_that_is_far_too_strong_is_named(tmp_path: Path):
    strong = {"discriminator_filters": (8,), "discriminator_norm": "none", "discriminator_rate": 10.0}
    model = GanConfig(latent_dim=1, filters=(1,), discriminator_steps=2, **strong)
    training = {"epochs": 9, "batch_size": 2, "learning_rate": 5e-4, "schedule": "constant"}
    entry = trained(tmp_path / "run", DigitsConfig(limit=100), model, **training)
    assert entry.state == "done" and "The discriminator always wins" in titles(entry)
    assert finite(entry.path)


@pytest.mark.parametrize("spoiled_at", [6, 7])
def test_weights_that_a_step_has_spoiled_are_never_kept(tmp_path: Path, monkeypatch, spoiled_at: int):
    """Whether it is the last step of an epoch or any other: 6 steps are an epoch."""
    steps, real = [0], Vae.train_step

    def spoiling(self, *args, **kwargs):
        steps[0] += 1
        losses = real(self, *args, **kwargs)
        if steps[0] == spoiled_at:
            with torch.no_grad():
                self.head.bias.fill_(float("nan"))
        return losses

    monkeypatch.setattr(Vae, "train_step", spoiling)
    entry = trained(tmp_path / "run", DigitsConfig(limit=120), MlpVaeConfig(hidden=(8,)))
    assert entry.state == "failed" and "stopped being finite" in entry.reason
    assert finite(entry.path) and len(history(entry)) == (spoiled_at > 6)
    monkeypatch.undo()
    assert execute(entry.path) == "done", "from the last good epoch"


def test_one_of_a_team_that_diverges_does_not_keep_the_other_from_its_end(store: Path, monkeypatch):
    def endless(self, *args, **kwargs):
        return {"loss": torch.tensor(float("inf"))}

    monkeypatch.setattr(Vae, "train_step", endless)
    forger, painter = jobs.submit_together(duel(), ANNA)
    worker.run(str(store / forger))
    assert (jobs.status(forger).state, jobs.status(painter).state) == ("done", "failed")
    assert "training diverged at step 1" in jobs.status(painter).reason
    assert finite(store / painter) and finite(store / forger)
