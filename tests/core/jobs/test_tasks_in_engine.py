"""A task is done by a real worker beside a training: it outlives its worker, is stopped, loses its model."""

from pathlib import Path

import numpy as np
import pytest

from core import jobs, library, places
from core.files import read_lines
from core.projection import PcaConfig, TsneConfig
from core.tasks import MapTask
from core.tasks.map.kept import COLUMNS, open_map, read_frames
from tests.core.conftest import keep
from tests.core.jobs.conftest import ended as run_ended
from tests.core.jobs.conftest import endless_run, kill, small_run, until, worker_at, workers
from tests.visitors import ANNA, BEN, CARL, DORA

pytestmark = pytest.mark.long


def tsne(model: library.Entry, iterations: int, points: int) -> MapTask:
    settings = TsneConfig(perplexity=10.0, early_iterations=0, iterations=iterations)
    return MapTask(model=model.id, projection=settings, points=points)


def ended(key: str) -> bool:
    return jobs.task_status(key).state in ("done", "stopped", "failed")


def test_a_task_is_done_while_a_training_runs_and_a_training_while_tasks_do(lanes: Path, trained_vae: Path):
    model = keep(trained_vae, ANNA)
    training = jobs.submit(endless_run(seed=21), ANNA)
    until(lambda: jobs.status(training).epoch >= 1)
    second = jobs.submit(small_run(2, seed=22), BEN)
    quick = jobs.submit_task(MapTask(model=model.id, projection=PcaConfig()), CARL)
    until(lambda: ended(quick))
    assert jobs.task_status(quick).state == "done", "beside the training"
    assert jobs.status(training).state == "running" and len(workers()) == 2
    assert jobs.status(second).state == "queued" and jobs.status(second).position == 1, "one training at a time"

    long = [jobs.submit_task(tsne(model, 5000, points), ANNA) for points in (210, 220)]
    until(lambda: len(read_frames(long[0])) >= 2)
    waiting = jobs.submit_task(tsne(model, 60, 0), DORA)
    assert jobs.task_status(long[1]).state == "queued", "nor two tasks where there is one worker for them"
    assert jobs.task_status(waiting).position == 1, "dora's first goes before anna's second, and no training counts"
    jobs.stop(training, ANNA)
    until(lambda: run_ended(second))
    assert jobs.status(second).state == "done", "beside the tasks"
    assert jobs.task_status(long[0]).state == "running"
    for key in long:
        jobs.stop_task(key, ANNA)
    until(lambda: ended(waiting))


def test_killed_while_fitting_it_begins_anew_beside_a_training_and_comes_to_its_end(lanes: Path, trained_vae: Path):
    task = tsne(keep(trained_vae, ANNA), 600, 200)
    training = jobs.submit(endless_run(seed=23), ANNA)
    until(lambda: jobs.status(training).epoch >= 1)
    key = jobs.submit_task(task, ANNA)
    until(lambda: jobs.task_status(key).iteration >= 20)
    kill(worker_at(places.tasks() / key))
    until(lambda: ended(key))
    assert jobs.task_status(key).state == "done"
    assert jobs.status(training).state == "running", "the map was not put behind it, on the worker that was left"
    jobs.stop(training, ANNA)
    until(lambda: run_ended(training))
    events = places.tasks() / key / "events.jsonl"
    until(lambda: [row["event"] for row in read_lines(events)] == ["start", "start", "done"], 10)
    film, made = read_frames(key), open_map(task)
    assert (np.diff(film.iterations) > 0).all() and film.iterations[-1] == 600, "one film, from the beginning"
    assert set(made.columns) == set(COLUMNS) and not made.scores["stopped_early"]


def test_stopped_in_the_middle_its_layout_is_kept_and_the_worker_free_within_two_seconds(lanes: Path, trained_vae):
    model = keep(trained_vae, BEN)
    task = tsne(model, 5000, 240)
    key = jobs.submit_task(task, BEN)
    until(lambda: len(read_frames(key)) >= 2)
    jobs.stop_task(key, BEN)
    assert until(lambda: ended(key)) < 2.0
    assert jobs.task_status(key).state == "stopped"
    made = open_map(task)
    assert made.scores["stopped_early"] and made.xy.shape == (240, 2)

    doomed = jobs.submit_task(tsne(model, 5000, 230), CARL)
    until(lambda: len(read_frames(doomed)) >= 2)
    library.delete(model.id, BEN)
    other = keep(trained_vae, CARL)
    after = jobs.submit_task(MapTask(model=other.id, projection=PcaConfig()), CARL)
    until(lambda: ended(after), 10)
    assert jobs.task_status(after).state == "done", "the worker has let go of the map whose model is gone"
    assert not (places.tasks() / doomed).exists() and not (places.tasks() / key).exists()
