"""Tasks wait, start, stop and fail as runs do, in a lane beside theirs; and a map is made once, whoever asks for it."""

import threading
from pathlib import Path

import pytest

from core import jobs, library, places
from core.jobs import JobError, intake, order, run_state, worker
from core.library.task import TaskError
from core.limits import Limits
from core.projection import PcaConfig, TsneConfig, UmapConfig
from core.tasks import MapTask
from core.tasks.execute import execute
from core.tasks.map.kept import open_map
from tests.core.conftest import keep
from tests.core.jobs.conftest import small_run
from tests.visitors import ANNA, BEN, CARL, DORA, ERIK


@pytest.fixture
def model(store: Path, trained_vae: Path) -> library.Entry:
    return keep(trained_vae, ANNA)


def pca(model: library.Entry, points: int = 0) -> MapTask:
    return MapTask(model=model.id, projection=PcaConfig(), points=points)


def states(*keys: str) -> list[str]:
    return [jobs.task_status(key).state for key in keys]


def test_two_visitors_who_ask_for_the_same_map_wait_for_one(model):
    keys: list[str] = []
    visitors = [
        threading.Thread(target=lambda who=who: keys.append(jobs.submit_task(pca(model), who)))
        for who in (ANNA, BEN, CARL, DORA)
    ]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert len(keys) == 4 and len(set(keys)) == 1
    assert [path.name for path in places.tasks().iterdir() if path.is_dir()] == [keys[0]]
    assert worker.run(str(places.tasks() / keys[0])) == "done"
    assert jobs.submit_task(pca(model), ERIK) == keys[0]
    assert states(keys[0]) == ["done"], "what is done is not done again"
    assert open_map(pca(model)) is not None


def test_only_who_asked_stops_it_and_whoever_asks_next_has_it_begun_anew(model):
    key = jobs.submit_task(pca(model), ANNA)
    with pytest.raises(PermissionError, match="Only a visitor who waits for this may stop it"):
        jobs.stop_task(key, BEN)
    assert jobs.stop_task(key, ANNA)
    assert jobs.stop_task(key, ANNA)
    assert states(key) == ["stopped"]
    assert jobs.submit_task(pca(model), BEN) == key
    assert states(key) == ["queued"] and jobs.task_status(key).position == 1
    with pytest.raises(PermissionError):
        jobs.stop_task(key, ANNA)
    assert worker.run(str(places.tasks() / key)) == "done"
    jobs.stop_task(key, BEN)
    assert states(key) == ["done"], "what has ended stays as it ended"


@pytest.mark.parametrize("first, last", [(ANNA, BEN), (BEN, ANNA)])
@pytest.mark.parametrize("background", [False, True])
def test_what_two_wait_for_goes_on_until_the_last_of_them_stops_it(model, first, last, background):
    key = jobs.submit_task(pca(model), ANNA)
    jobs.submit_task(pca(model), BEN, background=background)
    path = places.tasks() / key
    with run_state.claim(path):
        run_state.write_state(path, "running")
        assert not jobs.stop_task(key, first) and not (path / "stop").exists()
        with pytest.raises(PermissionError):
            jobs.stop_task(key, first)
        with pytest.raises(PermissionError):
            jobs.stop_task(key, CARL)  # who never asked
        assert states(key) == ["running"]
        assert jobs.stop_task(key, last) and (path / "stop").exists()
        assert jobs.stop_task(key, last), "pressed again, it is being stopped"


def test_a_wish_to_stop_is_withdrawn_by_asking_again(model):
    key = jobs.submit_task(pca(model), ANNA)
    with run_state.claim(places.tasks() / key):
        run_state.write_state(places.tasks() / key, "running")
        jobs.stop_task(key, ANNA)
        assert (places.tasks() / key / "stop").exists()
        jobs.submit_task(pca(model), BEN)
        assert not (places.tasks() / key / "stop").exists()


def test_a_map_that_nobody_wants_any_more_is_gone_and_one_that_somebody_waits_for_stays(model):
    key = jobs.submit_task(pca(model), ANNA)
    jobs.submit_task(pca(model), BEN)
    jobs.abandon_task(key, ANNA)
    assert states(key) == ["queued"], "ben waits for it still"
    jobs.abandon_task(key, CARL)  # who never asked
    assert states(key) == ["queued"]
    jobs.abandon_task(key, BEN)
    with pytest.raises(TaskError):
        jobs.task_status(key)
    aside = jobs.submit_task(pca(model), ANNA, background=True)
    jobs.submit_task(pca(model), ANNA)
    jobs.abandon_task(aside, ANNA)
    assert states(aside) == ["queued"], "something larger of hers needs it"
    assert worker.run(str(places.tasks() / aside)) == "done"
    jobs.abandon_task(aside, ANNA)
    assert states(aside) == ["done"]


def test_a_map_that_is_abandoned_at_work_leaves_no_half_of_it_and_is_made_whole_when_asked_for_again(model):
    task = MapTask(model=model.id, projection=TsneConfig(iterations=250))
    key = jobs.submit_task(task, ANNA)
    path = places.tasks() / key
    with run_state.claim(path):
        run_state.write_state(path, "running")
        jobs.abandon_task(key, ANNA)
        assert (path / "stop").exists()
        jobs.submit_task(task, ANNA)
        assert not (path / "stop").exists() and not (path / "unwanted").exists(), "she has changed her mind again"
        jobs.abandon_task(key, ANNA)
    run_state.write_state(path, "queued")
    execute(path, should_stop=lambda: True)
    assert not path.exists() and open_map(task) is None


def test_runs_wait_for_runs_and_tasks_for_tasks(model):
    run = jobs.submit(small_run(), ANNA)
    mapped = [jobs.submit_task(pca(model, n), ANNA) for n in (10, 20)]
    grid = jobs.submit_task(pca(model, 30), CARL, background=True)
    newcomer = jobs.submit_task(pca(model, 40), BEN)
    another = jobs.submit(small_run(seed=1), BEN)
    positions = [jobs.task_status(key).position for key in (*mapped, grid, newcomer)]
    assert [jobs.status(run).position, *positions, jobs.status(another).position] == [1, 1, 3, 4, 2, 2]


def test_who_comes_to_wait_for_a_background_task_fetches_it_forward(model):
    grid = [jobs.submit_task(pca(model, n), ANNA, background=True) for n in (10, 20, 30)]
    run = jobs.submit(small_run(), BEN)
    jobs.submit_task(pca(model, 30), ANNA)
    assert [jobs.task_status(key).position for key in grid] == [2, 3, 1]
    assert jobs.status(run).position == 1
    jobs.submit_task(pca(model, 30), CARL, background=True)
    assert jobs.task_status(grid[2]).position == 1, "and nobody sends it back"


def test_two_grids_of_small_multiples_fit_and_no_flood(model):
    for n in range(Limits().most_tasks):
        jobs.submit_task(pca(model, n + 10), ANNA, background=True)
    with pytest.raises(JobError, match="30 maps and other tasks waiting or running and may have 30"):
        jobs.submit_task(pca(model, 100), ANNA)
    jobs.submit_task(pca(model, 10), ANNA)  # it waits already
    jobs.submit_task(pca(model, 100), BEN)
    jobs.submit(small_run(), ANNA)  # runs have a limit of their own
    assert Limits().most_tasks >= 24


def test_a_full_disk_takes_no_task(model, monkeypatch):
    monkeypatch.setattr(intake, "ROOM", 2**60)
    with pytest.raises(JobError, match="The disk is full"):
        jobs.submit_task(pca(model), ANNA)
    assert not list(places.tasks().iterdir())


def test_a_task_that_took_three_workers_down_is_given_up_until_somebody_insists(model):
    key = jobs.submit_task(pca(model), ANNA)
    for _ in range(3):
        run_state.note(places.tasks() / key, "start")
    assert worker.run(str(places.tasks() / key)) == "failed"
    assert "took its worker down 3 times" in jobs.task_status(key).reason
    assert "fewer points" in jobs.task_status(key).reason
    jobs.submit_task(pca(model), ANNA)
    assert worker.run(str(places.tasks() / key)) == "done"


def test_a_task_that_is_taken_away_is_not_stopped(model, monkeypatch):
    task = MapTask(model=model.id, projection=TsneConfig(perplexity=5.0, iterations=5000))
    key = jobs.submit_task(task, ANNA)
    folder, asked = places.tasks() / key, []

    def taken_away(self) -> bool:
        if (folder / "frames.bin").exists():
            asked.append(1)
            raise worker.Abandoned
        return False

    monkeypatch.setattr(worker.StopSignal, "__call__", taken_away)
    assert worker.run(str(folder)) == "queued"
    assert asked and run_state.lost_starts(folder) == 0


def test_too_little_memory_fails_the_task_with_advice(model, monkeypatch):
    def greedy(self, folder, should_stop):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 byte")

    monkeypatch.setattr(MapTask, "work", greedy)
    key = jobs.submit_task(pca(model), ANNA)
    assert worker.run(str(places.tasks() / key)) == "failed"
    assert jobs.task_status(key).reason == "the task ran out of memory; try fewer points."


def test_a_task_of_a_model_that_is_gone_is_refused_and_one_that_waits_goes_with_it(model):
    key = jobs.submit_task(pca(model), ANNA)
    library.delete(model.id, ANNA)
    assert order.outstanding(*places.stores()) == []
    assert worker.run(str(places.tasks() / key)) == "busy", "the folder is gone"
    with pytest.raises(TaskError):
        jobs.task_status(key)
    with pytest.raises(library.ModelError, match="There is no model"):
        jobs.submit_task(pca(model), ANNA)


def test_a_map_that_ships_needs_no_engine(store):
    task = MapTask(model="mnist-vae-16d", projection=UmapConfig())
    assert jobs.task_status(jobs.submit_task(task, ANNA)).state == "done"
    assert order.outstanding(*places.stores()) == []
