"""Are many images drawn from the same places as few, packed whole, and fit to be learned from?"""

from __future__ import annotations

import csv
import io
import zipfile

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from core import images as pixels
from core import jobs, library
from core.config import ConfigError
from core.jobs import client
from core.latents import Latents
from core.library import task_folder
from core.sampling import SAMPLERS
from core.tasks import DrawTask, TaskError
from core.tasks.draw import dataset_of, draws_of, file_of, open_draw, table_of
from core.tasks.sampler import fit
from tests.core.conftest import keep
from tests.core.tasks.conftest import worked_off
from tests.visitors import ANNA

KDE = SAMPLERS["kde"]()


@pytest.fixture
def plain_model(store, trained_vae) -> library.Entry:
    """Anna's VAE, which is told no class."""
    return keep(trained_vae, ANNA)


def rows_of(text: bytes | str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text if isinstance(text, str) else text.decode())))


def test_a_worker_leaves_a_sheet_a_zip_and_a_table_of_one_and_the_same_images(model):
    task = DrawTask(model=model.id, sampler=KDE, n=50, temperature=0.5, seed=3)
    assert open_draw(task) is None
    assert worked_off(task).state == "done"
    assert (open_draw(task).n, open_draw(task).size, open_draw(task).labelled) == (50, 28, True)
    data, rows = dataset_of(task), rows_of(file_of(task, "drawn.csv"))
    z = np.array([[float(row[f"z{i}"]) for i in (1, 2, 3)] for row in rows], np.float32)
    with torch.no_grad():
        y = F.one_hot(torch.from_numpy(data.labels), 10).float()
        images = pixels.to_uint8(library.open_model(model).decode(torch.from_numpy(z), y))
    assert np.abs(images.astype(int) - data.images).max() <= 1  # z is written with six digits
    assert [row["class"] for row in rows] == [data.classes[label] for label in data.labels]
    labels = library.latents(model).labels
    assert [labels[int(row["source"])] for row in rows] == data.labels.tolist()  # each is drawn around an image
    with zipfile.ZipFile(io.BytesIO(file_of(task, "drawn.zip"))) as packed:
        assert len(packed.namelist()) == 51 and packed.testzip() is None
        assert [row["class"] for row in rows_of(packed.read("labels.csv"))] == [row["class"] for row in rows]
        last = np.asarray(Image.open(io.BytesIO(packed.read("images/00049.png"))).convert("L"))
    assert np.abs(last.astype(int) - data.images[49]).max() <= 9  # sixteen greys
    sheet = Image.open(io.BytesIO(file_of(task, "drawn.png")))
    assert sheet.size == (8 * 30 - 2, 7 * 30 - 2)


def test_the_first_images_are_those_that_a_page_shows(plain_model):
    fitted = fit(KDE, plain_model, library.latents(plain_model))
    few = fitted.draw(16, rng=np.random.default_rng(5)).z
    task = DrawTask(model=plain_model.id, sampler=KDE, n=200, seed=5)
    assert worked_off(task).state == "done"
    rows = rows_of(file_of(task, "drawn.csv"))[:16]
    assert np.allclose([[float(row["z1"]), float(row["z2"])] for row in rows], few, rtol=1e-4, atol=1e-5)


def test_a_strategy_that_knows_no_classes_leaves_none(plain_model):
    task = DrawTask(model=plain_model.id, sampler=SAMPLERS["prior"](), n=20)
    assert worked_off(task).state == "done"
    data = dataset_of(task)
    assert data.labels is None and data.classes == () and not open_draw(task).labelled
    assert {row["class"] for row in rows_of(file_of(task, "drawn.csv"))} == {""}
    assert data.name.startswith("20 by standard prior from ") and len(data.name) <= 60


def test_a_class_is_drawn_alone(model, plain_model):
    for entry in (model, plain_model):
        task = DrawTask(model=entry.id, sampler=KDE, n=12, label=7)
        assert worked_off(task).state == "done"
        assert set(dataset_of(task).labels.tolist()) == {7}


def test_a_conditional_model_is_told_a_class_also_by_a_prior_that_knows_of_none(model):
    fitted = fit(SAMPLERS["prior"](), model, None)
    bare = type(fitted)(fitted.config, fitted.law, np.full(len(fitted.labels), -1), fitted.sources)
    assert draws_of(model, bare, n=12, label=None, seed=0).labels.tolist() == [*range(10), 0, 1]
    assert draws_of(model, bare, n=3, label=4, seed=0).labels.tolist() == [4, 4, 4]


def test_a_model_without_latents_draws_from_the_prior(plain_model):
    (plain_model.path / "latents.safetensors").unlink()
    assert worked_off(DrawTask(model=plain_model.id, sampler=SAMPLERS["prior"](), n=5)).state == "done"


@pytest.mark.parametrize("n", [0, -1, 10_001, 10**7])
def test_too_few_or_too_many_are_refused_before_anything_is_made(n):
    with pytest.raises(ConfigError, match=rf"n must be between 1 and 10000, got {n}\."):
        DrawTask(model="x", sampler=KDE, n=n)


def test_large_images_are_drawn_in_smaller_numbers(plain_model, monkeypatch):
    monkeypatch.setattr("core.tasks.draw.MOST_PIXELS", 10 * 28**2)
    DrawTask(model=plain_model.id, sampler=KDE, n=10).check()
    with pytest.raises(TaskError, match="between 1 and 10 with 28 px images, got 11"):
        DrawTask(model=plain_model.id, sampler=KDE, n=11).check()


def test_what_cannot_be_drawn_fails_with_a_sentence(plain_model, trained_classifier):
    reader = keep(trained_classifier, ANNA)
    for task, sentence in (
        (DrawTask(model=reader.id, sampler=KDE), "it is a classifier"),
        (DrawTask(model=plain_model.id, sampler=KDE, label=10), "label must be between 0 and 9, got 10"),
        (DrawTask(model=plain_model.id, sampler=SAMPLERS["prior"](), label=3), "cannot be asked for class 3"),
    ):
        status = worked_off(task)
        assert status.state == "failed" and sentence in status.reason
        assert open_draw(task) is None


def test_a_stop_leaves_nothing_half_made(plain_model):
    task = DrawTask(model=plain_model.id, sampler=KDE, n=2000)
    key = client.submit_task(task, ANNA)
    assert task.work(task_folder.folder_of(key), lambda: True) == "stopped"
    assert open_draw(task) is None
    with pytest.raises(TaskError, match="draw them again"):
        file_of(task, "drawn.zip")


def test_retrained_weights_make_another_task(plain_model):
    task = DrawTask(model=plain_model.id, sampler=KDE)
    before = task.key()
    path = plain_model.path / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    assert task.key() != before
    assert task.key() != task.replace(seed=1).key()
    assert jobs.submit_task(task, ANNA) == task.key()


def test_a_table_holds_no_formulas(plain_model):
    table = library.latents(plain_model)
    assert isinstance(table, Latents)
    draws = fit(KDE, plain_model, table).draw(3, label=1, rng=np.random.default_rng(0))
    assert [row["class"] for row in rows_of(table_of(draws, ("a", "=cmd()"), latents=False))] == ["'=cmd()"] * 3
