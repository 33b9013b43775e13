"""Does the host say what a training may cost, before it is ordered and while it runs?"""

from __future__ import annotations

import time

import pytest

from core import library
from core.datasets import DATASETS
from core.jobs import bounds, client, order
from core.jobs.execute import execute
from core.models import MlpVaeConfig
from core.owner import Owner
from core.training.recipes import RECIPES
from core.training.run import RunConfig, TrainingConfig

OWNER = Owner.of("token of alice")
LARGE = MlpVaeConfig(image_size=128, hidden=(4096,) * 4)


def run_of(model=MlpVaeConfig(hidden=(16,)), **training) -> RunConfig:
    return RunConfig(dataset=DATASETS["digits"](limit=120), model=model, training=TrainingConfig(**training))


def test_every_recipe_fits_and_a_giant_does_not(store):
    assert all(bounds.objection(recipe.run) == "" for recipe in RECIPES.values())
    with pytest.raises(client.JobError, match="235 million multiply-adds an image, and may take 150"):
        client.submit(run_of(LARGE), OWNER)
    with pytest.raises(client.JobError, match="multiply-adds"):
        client.submit_together([run_of(), run_of(LARGE)], OWNER)
    assert library.list_models(OWNER) == [entry for entry in library.list_models(OWNER) if entry.zoo]


def test_the_host_decides(monkeypatch):
    monkeypatch.setenv("LATENT_INK_MOST_WORK", "300")
    assert bounds.objection(run_of(LARGE)) == ""
    monkeypatch.setenv("LATENT_INK_MOST_WORK", "1")
    assert bounds.objection(RECIPES["handwriting-128"].run) and not bounds.objection(RECIPES["digits-2d"].run)


@pytest.mark.parametrize("dataset", [DATASETS["folder"](path="/"), DATASETS["elsewhere"]()])
def test_nobody_orders_a_training_on_a_place_of_the_server(store, dataset):
    with pytest.raises(client.JobError, match="not here to learn from"):
        client.submit(run_of().replace(dataset=dataset), OWNER)


def test_the_queue_of_all_has_an_end(store, monkeypatch):
    monkeypatch.setattr("core.jobs.engine.nudge", lambda: None)  # nothing is to be taken from it meanwhile
    monkeypatch.setenv("LATENT_INK_MOST_QUEUED", "2")
    for i in range(2):
        client.submit(run_of(), Owner.of(f"token {i}"))
    with pytest.raises(client.JobError, match="This server is busy: 2 wait or run, and 2 may"):
        client.submit(run_of(), Owner.of("token of somebody else"))
    assert len(order.outstanding(store)) == 2


def test_a_flood_within_a_minute_is_told_when_to_try_again(store, monkeypatch):
    monkeypatch.setattr("core.jobs.engine.nudge", lambda: None)
    monkeypatch.setenv("LATENT_INK_MOST_ORDERS", "3")
    for i in range(3):
        client.submit(run_of(), Owner.of(f"token {i}"))
    with pytest.raises(client.JobError, match=r"asked for 3 things within a minute: try again in (5\d|60) seconds"):
        client.submit(run_of(), Owner.of("token of somebody else"))
    now = time.time()
    assert bounds.hurried([now - 61, now - 62, now - 63, now + 10]) == "", (
        "what is long ago, or yet to come, is no flood"
    )


def test_a_training_that_may_learn_no_longer_keeps_what_it_learned(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "seconds", lambda: 0.4)
    monkeypatch.setenv("LATENT_INK_MOST_MINUTES", "1")
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.json").write_text(run_of(epochs=5000).to_json())
    assert execute(folder) == "stopped"
    entry = library.entry_at(folder)
    assert entry.reason == "A training may learn for 1 minute here, and it did: what it learned is kept."
    assert library.open_model(entry) and 0 < len(library.history(entry)) < 5000
