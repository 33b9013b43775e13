"""Is a tuned reader kept as an ordinary model of whoever asked, once, and counted beside the old one?"""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from core import library, places
from core.config import ConfigError
from core.datasets import DATASETS, own
from core.library import task_folder
from core.tasks import TuneTask, store, tune
from core.tasks.execute import execute
from core.training import tuning
from core.types import ImageDataset
from tests.core.conftest import keep
from tests.core.tasks.conftest import worked_off
from tests.readings import READINGS, of_the_house
from tests.visitors import ANNA, BEN

DIGITS = tuple("0123456789")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A store of its own, the app's own zoo, and no MNIST."""
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LATENT_INK_DATA", raising=False)
    monkeypatch.setattr(tuning, "STEPS", 2)  # what is learned is tested in test_tuning


def told(n: int = 6, label: int = 7) -> ImageDataset:
    kept = library.latents(library.find("mnist-vae-16d"))
    chosen = np.flatnonzero(kept.labels == label)[:n]
    images = np.rot90(kept.thumbnails()[chosen], axes=(1, 2)).copy()
    return ImageDataset("mine", images, kept.labels[chosen], DIGITS)


def wanted(n: int = 6) -> TuneTask:
    return tune.task_of(library.find("mnist-classifier"), told(n))


def test_it_is_counted_beside_the_old_one_and_kept(home):
    task = wanted(3)
    assert tune.open_tuned(task) is None and tune.kept_as(task, ANNA) is None
    assert worked_off(task).state == "done"
    found, new = tune.open_tuned(task), tune.kept_as(task, ANNA)
    assert found.told == 3 and found.folds == 3 and found.rehearsed == 858
    assert found.held_out.n == 3 and found.test.n == 1000 and "Every other one of the 2,000 images" in found.where
    old = library.open_model(library.find("mnist-classifier"))
    assert found.held_out.before == tuning.read_right(old, told(3).images, told(3).labels).sum()
    assert found.test.before > 950 and found.test.after > 900
    share, low, high = found.test.share("after")
    assert low < share == found.test.after / 1000 < high
    assert tune.kept_as(task, BEN) is None and new.owner == ANNA and new.title == "Digit reader, tuned"
    assert new.id in [entry.id for entry in library.list_models(ANNA)]
    assert new.config.tuning.corrections == 3 and new.config.tuning.reader == "Digit reader"
    assert "tuned for 2 steps on 3 drawings by a visitor" in library.card(new)
    assert library.scores(new).scores["accuracy"].value == found.test.after / 1000


def test_the_tuned_reader_is_a_reader_like_any_other(home):
    task = wanted(1)
    assert worked_off(task).state == "done" and tune.open_tuned(task).held_out is None, "one alone cannot be held out"
    new = tune.kept_as(task, ANNA)
    model = library.open_model(new)
    assert model.familiar.calibrated and model.classes == DIGITS
    with torch.no_grad():
        x = torch.rand(3, 1, 28, 28)
        features, logits, unlike = model.read(x)
        assert torch.equal(logits, model(x)) and torch.equal(features, model.features(x)) and (unlike > 1).all()
    for name, reading in READINGS.items():
        try:
            reading(new)
        except Exception as error:
            assert of_the_house(error), f"{name}: {error!r}"
    again = tune.task_of(new, told(2))
    assert worked_off(again).state == "done" and tune.kept_as(again, ANNA).title == "Digit reader, tuned (2)"


def test_a_killed_worker_is_followed_by_one_that_makes_no_second_model(home, monkeypatch):
    task = wanted(2)
    folder = store.create(task, task.key(), ANNA).path
    store.note_asker(folder, ANNA)

    def dies(*_, **__) -> None:
        raise KeyboardInterrupt

    learned = tuning.tuned
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):  # while it is kept
        patch.setattr("core.library.write_card", dies)
        execute(folder)
    (id,) = json.loads((folder / tune.KEPT).read_text()).values()
    (places.models() / f".new-{id}").mkdir()  # what a worker leaves that has no time to tidy up
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):  # and when it has been
        patch.setattr(tuning, "tuned", lambda *a, **k: dies() if len(a[1]) == 1 else learned(*a, **k))
        execute(folder)
    assert tune.kept_as(task, ANNA).id == id and tune.open_tuned(task).held_out is None
    assert execute(folder) == "done"
    mine = [entry for entry in library.list_models(ANNA) if entry.owner == ANNA]
    assert (
        [entry.id for entry in mine]
        == [tune.kept_as(task, ANNA).id]
        == list(json.loads((folder / tune.KEPT).read_text()).values())
    )
    assert [path.name for path in places.models().iterdir()] == [mine[0].id]


def test_it_stops_when_nobody_wants_it(home):
    task = wanted(2)
    folder = store.create(task, task.key(), ANNA).path
    assert execute(folder, should_stop=lambda: True) == "stopped"
    assert tune.open_tuned(task) is None


def test_what_was_told_goes_with_the_tunings_and_the_reader_stays(home):
    task = wanted(2)
    assert worked_off(task).state == "done"
    new = tune.kept_as(task, ANNA)
    tune.forget(BEN)
    assert task_folder.folder_of(task.key()).is_dir()
    tune.forget(ANNA)
    assert not task_folder.folder_of(task.key()).is_dir() and library.find(new.id).has_weights


def test_what_cannot_be_tuned_is_refused_in_a_sentence(home, trained_vae, trained_classifier):
    vae = keep(trained_vae, ANNA)
    with pytest.raises(ValueError, match="only a reader can be tuned"):
        wanted(1).replace(model=vae.id).check()
    other = keep(trained_classifier, ANNA)
    with pytest.raises(ValueError, match="these drawings are others"):
        wanted(1).replace(model=other.id, labels=(150,)).check()
    for changes in ({"labels": (1, 2)}, {"images": ("nonsense",)}, {"images": ()}):
        with pytest.raises(ConfigError):
            wanted(1).replace(**changes)


def test_only_who_may_learn_from_its_images_may_tune_a_reader_of_somebody(home, trained_classifier):
    few = library.latents(library.find("mnist-vae-16d"))
    id = own.save(ImageDataset("secret", few.thumbnails()[:200], few.labels[:200], DIGITS))
    entry = keep(trained_classifier, ANNA)
    (entry.path / "config.json").write_text(entry.config.replace(dataset=DATASETS["own"](id=id)).to_json())
    entry, size = library.find(entry.id), entry.config.model.image_size
    one = ImageDataset("mine", np.full((1, size, size), 9, np.uint8), np.zeros(1, np.int64), DIGITS)
    task = tune.task_of(entry, one)
    assert tune.may_tune(entry, ANNA) and not tune.may_tune(entry, BEN)
    now = worked_off(task, BEN)
    assert now.state == "failed" and "only they can tune it" in now.reason and tune.kept_as(task, BEN) is None
    store.note_asker(task_folder.folder_of(task.key()), BEN)
    assert worked_off(task, ANNA).state == "done"
    assert tune.kept_as(task, ANNA).owner == ANNA and tune.kept_as(task, BEN) is None
    assert [entry.owner for entry in library.list_models(BEN) if not entry.zoo] == []


def test_where_none_of_its_images_are_here_it_says_that_it_would_forget(home, trained_classifier):
    entry = keep(trained_classifier, ANNA)
    gone = entry.config.replace(dataset=DATASETS["own"](id="0" * 64))
    (entry.path / "config.json").write_text(gone.to_json())
    size = entry.config.model.image_size
    one = ImageDataset("mine", np.full((1, size, size), 9, np.uint8), np.zeros(1, np.int64), entry.config.classes)
    now = worked_off(tune.task_of(library.find(entry.id), one))
    assert now.state == "failed" and "it would forget what it can read" in now.reason
