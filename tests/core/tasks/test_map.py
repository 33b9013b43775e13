"""A map says where the images lie and how far to trust it, or in one sentence why there is none."""

import io
import json
import re
import time

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from core import images as pixels
from core import jobs, library, places
from core.jobs import worker
from core.latents import Latents
from core.projection import IdentityConfig, PcaConfig, TsneConfig
from core.tasks import MapTask
from core.tasks.execute import execute
from core.tasks.map import make
from core.tasks.map.kept import COLUMNS, open_map, read_frames
from tests.core.conftest import keep
from tests.core.tasks.conftest import pca_of, worked_off
from tests.visitors import ANNA


def long_tsne(entry, **changes) -> MapTask:
    """Return a map that takes a minute, if one lets it."""
    settings = {"perplexity": 5.0, "early_iterations": 0, "iterations": 5000} | changes
    return MapTask(model=entry.id, projection=TsneConfig(**settings))


def with_latents(entry: library.Entry, mu: np.ndarray) -> None:
    table = library.latents(entry)
    mu = mu.astype(np.float32)
    Latents(mu, np.zeros_like(mu), table.labels, table.atlas, table.columns, table.tile).save(
        entry.path / "latents.safetensors"
    )


def test_a_map_holds_places_columns_and_scores(model):
    status = worked_off(pca_of(model))
    assert (status.state, status.fraction, status.position) == ("done", 1.0, None)
    made = open_map(pca_of(model))
    latents = library.latents(model)
    assert np.allclose(made.xy, PcaConfig().fit(latents.mu).xy, atol=1e-5)
    assert set(made.columns) == set(COLUMNS)
    assert all(column.shape == (120,) and np.isfinite(column).all() for column in made.columns.values())
    assert made.scores["n"] == 120 and made.scores["k"] == 15 and not made.scores["stopped_early"]
    assert made.scores["trustworthiness"] == pytest.approx(made.columns["trust"].mean(), abs=1e-4)
    np.testing.assert_allclose(made.fitted.transform(latents.mu[:5]), made.xy[:5], atol=1e-5)
    assert not list((places.tasks() / made.key).glob(".*.tmp"))


def test_the_reconstruction_error_is_the_cross_entropy_of_what_is_decoded(model):
    worked_off(pca_of(model))
    found, table = open_map(pca_of(model)).columns["reconstruction"], library.latents(model)
    x = pixels.to_float(torch.from_numpy(table.thumbnails()))
    y = F.one_hot(torch.from_numpy(table.labels), 10).float()
    x_hat = library.open_model(model).decode(torch.from_numpy(table.mu), y).double()
    nats = F.binary_cross_entropy(x_hat, x.double(), reduction="none").sum((1, 2, 3))
    np.testing.assert_allclose(found, nats, rtol=1e-4)


def test_more_images_than_were_kept_are_encoded_test_images_first(store, trained_vae):
    entry = keep(trained_vae)
    task = MapTask(model=entry.id, projection=IdentityConfig(), points=200)
    assert worked_off(task).state == "done"
    made = open_map(task)
    test = entry.config.dataset.load("test", image_size=28)
    assert made.xy.shape == (200, 2) and len(made.latents) == 200
    assert len(test) < 200, "train images follow"
    assert made.latents.labels[: len(test)].tolist() == test.labels.tolist()
    x = pixels.to_float(torch.from_numpy(test.images[:10]))
    mu = library.open_model(entry).encode(x).mu.numpy()
    np.testing.assert_allclose(made.latents.mu[:10], mu, atol=1e-5)
    differ = np.abs(made.latents.thumbnails()[:10].astype(int) - test.images[:10])
    assert differ.max() <= 9, "in 16 greys"
    assert task.key() != MapTask(model=entry.id, projection=IdentityConfig()).key()


def test_thumbnails_shrink_before_a_phone_cannot_draw_them(monkeypatch):
    monkeypatch.setattr(make, "SHEET", make.SHEET // 100)
    png, columns, tile = make.thumbnails_of(np.zeros((700, 28, 28), np.uint8))
    assert tile == 15 and Image.open(io.BytesIO(png)).size == (columns * 15, -(-700 // columns) * 15)
    assert make.thumbnails_of(np.zeros((200, 28, 28), np.uint8))[2] == 28


def test_a_layout_can_be_watched_and_its_last_frame_is_the_map(model):
    task = long_tsne(model, iterations=100)
    assert worked_off(task).state == "done"
    made, film = open_map(task), read_frames(task.key())
    assert film.total == 100 and film.iterations[-1] == 100 and len(film) >= 2
    np.testing.assert_allclose(film.xy[-1], made.xy, atol=1e-3 * np.ptp(made.xy))
    assert (made.fitted.iterations, made.fitted.total) == (100, 100)
    assert jobs.task_status(task.key()).total == 100
    assert len(read_frames(task.key(), after=100)) == 0


def test_stopped_half_way_the_layout_reached_is_kept(model):
    task = long_tsne(model)
    began = time.monotonic()
    folder = places.tasks() / jobs.submit_task(task, ANNA)
    asked = []

    def stop() -> bool:
        if not asked and (folder / "frames.bin").exists():
            asked.append(time.monotonic())
        return bool(asked)

    assert make.make_map(model, task, folder, should_stop=stop) == "stopped"
    assert time.monotonic() - asked[0] < 2.0 and asked[0] >= began
    made = open_map(task)
    assert made.scores["stopped_early"] and 1 <= made.scores["iterations"] < 5000
    assert np.isfinite(made.xy).all() and made.xy.std() > 0
    assert read_frames(task.key()).iterations[-1] == made.scores["iterations"]


def test_stopped_before_there_is_a_layout_nothing_is_kept(model, tmp_path, monkeypatch):
    monkeypatch.setattr("core.tasks.interruptible.LOOK", 0.0)
    monkeypatch.setattr(make, "BATCH", 1)
    task = pca_of(model, points=100)
    assert make.make_map(model, task, tmp_path, should_stop=lambda: True) == "stopped"
    assert not (tmp_path / "map.safetensors").exists()
    assert open_map(task) is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"projection": TsneConfig(perplexity=100.0)}, "perplexity must be"),
        ({"projection": IdentityConfig()}, "at most 2 dimensions, got 3"),
        ({"points": 3000}, r"points must be at most 240, as many images as .* holds, got 3000"),
    ],
)
def test_what_cannot_be_laid_out_fails_with_the_reason(model, changes, sentence):
    status = worked_off(pca_of(model, **changes))
    assert status.state == "failed"
    assert re.search(sentence, status.reason), status.reason
    assert open_map(pca_of(model, **changes)) is None


def test_latents_that_are_broken_or_all_equal_fail_with_the_reason(model):
    with_latents(model, np.ones((120, 3)))
    status = worked_off(long_tsne(model))
    assert (status.state, "must not all be equal" in status.reason) == ("failed", True)
    with_latents(model, np.full((120, 3), np.nan))
    status = worked_off(long_tsne(model))
    assert status.state == "failed" and "not finite" in status.reason


def test_images_of_one_class_or_of_none_give_a_map_all_the_same(model):
    table = library.latents(model)
    for labels in (np.zeros(120, np.int64), None):
        Latents(table.mu, table.logvar, labels, table.atlas, table.columns, table.tile).save(
            model.path / "latents.safetensors"
        )
        status = worked_off(pca_of(model))
        if labels is None:  # this model has to be told the class of what it reconstructs
            assert status.state == "failed" and "class weights y" in status.reason
        else:
            assert status.state == "done" and open_map(pca_of(model)).scores["label_agreement"] == 1.0


def test_a_model_that_was_retrained_meanwhile_is_not_taken_for_the_old_one(model):
    key = jobs.submit_task(pca_of(model), ANNA)
    with_latents(model, library.latents(model).mu + 1)
    assert worker.run(str(places.tasks() / key)) == "failed"
    assert "model has changed since this was asked for" in jobs.task_status(key).reason
    assert worked_off(pca_of(model)).state == "done"


def test_a_map_of_a_model_that_is_deleted_meanwhile_is_given_up(model):
    task = long_tsne(model)
    folder = places.tasks() / jobs.submit_task(task, ANNA)
    deleted = []

    def look() -> bool:
        if not deleted and (folder / "frames.bin").exists():
            library.delete(model.id, ANNA)
            deleted.append(True)
        return False

    with pytest.raises(OSError):
        execute(folder, should_stop=look)
    assert deleted and not folder.exists()
    assert [path.name for path in places.tasks().iterdir() if path.is_dir()] == []


def test_a_full_disk_is_said(model, monkeypatch):
    def full(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.tasks.map.kept.write_atomic", full)
    status = worked_off(pca_of(model))
    assert status.state == "failed" and "disk is full" in status.reason


def test_the_scores_are_plain_json(model):
    worked_off(pca_of(model))
    scores = open_map(pca_of(model)).scores
    assert json.loads(json.dumps(scores)) == scores
