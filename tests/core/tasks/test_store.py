"""Tasks go when their model does, when nothing leads to them any more, and when there are too many."""

import os
import time

import pytest

from core import jobs, library, places
from core.config import ConfigError
from core.latents import Latents
from core.library.task import TaskError
from core.projection import PcaConfig, TsneConfig
from core.tasks import TASKS, AnyTask, MapTask, store
from core.types import ModelError
from tests.core.conftest import keep
from tests.core.tasks.conftest import pca_of, worked_off
from tests.visitors import ANNA, BEN, CARL


def retrained(entry: library.Entry) -> None:
    table = library.latents(entry)
    Latents(table.mu + 1, table.logvar, table.labels, table.atlas, table.columns, table.tile).save(
        entry.path / "latents.safetensors"
    )


def aged(key: str) -> None:
    before = time.time() - 2 * store.ORPHAN_AFTER
    os.utime(places.tasks() / key, (before, before))


def test_a_key_names_the_settings_and_the_latents(model, trained_vae):
    task = pca_of(model)
    assert task.key() == task.key() == pca_of(model).key()
    others = {pca_of(model, points=10).key(), MapTask(model=model.id, projection=TsneConfig()).key()}
    others |= {MapTask(model=keep(trained_vae).id, projection=PcaConfig()).key()}
    before = task.key()
    retrained(model)
    assert len({before, task.key(), *others}) == 5


def test_a_model_without_latents_has_no_maps(store, trained_classifier):
    entry = keep(trained_classifier)
    with pytest.raises(ModelError, match="has no latents"):
        pca_of(entry).key()
    with pytest.raises(ModelError, match="There is no model"):
        MapTask(model="0" * 32, projection=PcaConfig()).key()


def test_every_kind_survives_json_and_says_what_it_is():
    for kind, config in TASKS.items():
        assert config.model_fields["kind"].default == kind
        assert callable(config.work) and config.work is not config.__mro__[1].work
    task = MapTask(model="mnist-vae-16d", projection=TsneConfig(perplexity=5.0), points=7)
    assert store.Order.from_json(store.Order(task=task).to_json()).task == task
    assert AnyTask is not None


@pytest.mark.parametrize("points", [-1, 70_001, 200_000])
def test_more_points_than_can_be_drawn_are_refused(points):
    with pytest.raises(ConfigError, match=f"points must be between 0 and 70000, got {points}"):
        MapTask(model="mnist-vae-16d", projection=PcaConfig(), points=points)


@pytest.mark.parametrize("key", ["", "x", "../../etc", "A" * 32, "0" * 31, "0" * 32 + "\n"])
def test_a_link_that_is_no_key_is_refused(store, key):
    for call in (jobs.task_status, lambda key: jobs.stop_task(key, ANNA)):
        with pytest.raises(TaskError, match="32 hex digits"):
            call(key)


def test_a_link_to_a_map_that_is_gone_says_so(store):
    with pytest.raises(TaskError, match="nothing kept under this key any more"):
        jobs.task_status("0" * 32)


def test_a_deleted_model_takes_its_tasks_along_and_no_others(model, trained_vae):
    other = keep(trained_vae, BEN)
    mine, bens = jobs.submit_task(pca_of(model), CARL), jobs.submit_task(pca_of(other), BEN)
    library.delete(model.id, ANNA)
    assert [entry.key for entry in store.entries()] == [bens]
    with pytest.raises(TaskError):
        jobs.task_status(mine)


def test_results_of_a_model_that_was_retrained_are_swept_after_a_while(model):
    keys = [jobs.submit_task(pca_of(model, points=n), ANNA) for n in (0, 10)]
    (places.tasks() / ".new-1").mkdir()
    for key in keys:
        jobs.stop_task(key, ANNA)
    store.sweep()
    assert len(store.entries()) == 2, "everything leads somewhere"
    retrained(model)
    store.sweep()
    assert len(store.entries()) == 2, "somebody may still be looking at it"
    aged(keys[0])
    aged(".new-1")
    store.sweep()
    assert [path.name for path in places.tasks().iterdir() if path.is_dir()] == [keys[1]]


def test_what_was_finished_first_goes_first_when_there_is_too_much(model):
    keys = [worked_off(pca_of(model, points=n)).key for n in (0, 20, 30)]
    waiting = jobs.submit_task(pca_of(model, points=40), ANNA)
    for i, key in enumerate(keys):
        os.utime(places.tasks() / key / "state.json", (1e9 + i, 1e9 + i))
    size = sum(path.stat().st_size for path in (places.tasks() / keys[2]).iterdir())
    store.make_room(10**9)
    assert len(store.entries()) == 4
    store.make_room(size)
    assert {entry.key for entry in store.entries()} == {keys[2], waiting}


def test_a_folder_that_cannot_be_read_is_no_trouble_for_the_others(model):
    key = jobs.submit_task(pca_of(model), ANNA)
    odd = places.tasks() / ("f" * 32)
    odd.mkdir()
    (odd / "task.json").write_text('{"task": {"kind": "of old"}}')
    assert [entry.key for entry in store.entries(model.id)] == [key]
    with pytest.raises(TaskError, match=r"task\.json"):
        jobs.task_status("f" * 32)
