"""What the web process orders stands in files at once, is refused in one sentence, and needs neither torch nor dask."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core import jobs, library
from core.jobs import JobError, intake, run_state
from core.types import ModelError
from tests.core.jobs.conftest import small_run
from tests.visitors import ANNA, BEN, CARL


def test_the_web_process_stays_free_of_torch_and_dask():
    code = (
        "import sys, core.jobs; print([m for m in ('torch', 'distributed', 'dask', 'streamlit') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


def test_a_new_run_waits_with_its_place_in_the_queue(store: Path):
    first = jobs.submit(small_run(), ANNA, title="My first")
    second = jobs.submit(small_run(seed=1), ANNA)
    third = jobs.submit(small_run(), BEN)
    background = jobs.submit(small_run(seed=3), CARL, background=True)
    assert [jobs.status(id).position for id in (first, second, third, background)] == [1, 3, 2, 4]
    status = jobs.status(first)
    assert (status.state, status.epoch, status.epochs, status.fraction) == ("queued", 0, 2, 0.0)
    assert library.find(first).title == "My first"
    assert jobs.events(first) == []


def test_two_tabs_that_order_the_same_get_the_same_run(store: Path):
    ids: list[str] = []
    tabs = [threading.Thread(target=lambda: ids.append(jobs.submit(small_run(), ANNA))) for _ in range(8)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(ids) == 8 and len(set(ids)) == 1
    assert jobs.submit(small_run(), BEN) not in ids
    jobs.stop(ids[0], ANNA)
    assert jobs.submit(small_run(), ANNA) not in ids, "a run that has ended is no obstacle"


def test_a_waiting_run_stops_at_once_and_can_go_on(store: Path):
    id = jobs.submit(small_run(), ANNA)
    jobs.stop(id, ANNA)
    assert jobs.status(id).state == "stopped" and jobs.status(id).position is None
    jobs.stop(id, ANNA)
    jobs.resume(id, ANNA)
    assert jobs.status(id).state == "queued" and jobs.status(id).position == 1
    assert not (store / id / "stop").exists()
    jobs.resume(id, ANNA)


def test_a_resumed_run_joins_the_end_of_the_queue(store: Path):
    id = jobs.submit(small_run(), ANNA)
    jobs.stop(id, ANNA)
    other = jobs.submit(small_run(), BEN)
    jobs.resume(id, ANNA)
    assert [jobs.status(i).position for i in (other, id)] == [1, 2]


def test_only_the_owner_moves_a_run_but_a_link_reads_it(store: Path):
    id = jobs.submit(small_run(), ANNA)
    with pytest.raises(PermissionError, match="Only its owner may stop this run"):
        jobs.stop(id, BEN)
    with pytest.raises(PermissionError, match="Only its owner may resume this run"):
        jobs.resume(id, BEN)
    assert jobs.status(id).state == "queued"


@pytest.mark.parametrize("id", ["", "x", "../../etc", "A" * 32, "0" * 31, "0" * 33, "mnist-vae-2d", "0" * 32 + "\n"])
def test_a_link_that_is_no_id_is_refused(store: Path, id: str):
    for call in (jobs.status, jobs.events, lambda id: jobs.stop(id, ANNA), lambda id: jobs.resume(id, ANNA)):
        with pytest.raises(ModelError, match="32 hex digits"):
            call(id)


def test_a_link_to_nothing_says_so(store: Path):
    with pytest.raises(ModelError, match="There is no model"):
        jobs.status("0" * 32)


def test_what_is_done_is_not_resumed_and_what_is_stopping_not_yet(store: Path):
    id = jobs.submit(small_run(), ANNA)
    with run_state.claim(store / id):
        run_state.write_state(store / id, "running")
        jobs.stop(id, ANNA)
        assert jobs.status(id).state == "running"
        with pytest.raises(JobError, match="just stopping"):
            jobs.resume(id, ANNA)
    run_state.write_state(store / id, "done")
    with pytest.raises(JobError, match="This run is done"):
        jobs.resume(id, ANNA)


def test_an_owner_has_a_limit_that_is_nobody_elses(store: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LATENT_INK_MOST_RUNS", "3")
    ids = [jobs.submit(small_run(seed=i), ANNA) for i in range(3)]
    with pytest.raises(JobError, match="3 runs waiting or running and may have 3"):
        jobs.submit(small_run(seed=9), ANNA)
    jobs.submit(small_run(seed=9), BEN)
    jobs.stop(ids[0], ANNA)
    jobs.submit(small_run(seed=9), ANNA)
    with pytest.raises(JobError, match="may have 3"):
        jobs.resume(ids[0], ANNA)


def test_a_full_disk_takes_no_run_and_keeps_no_half_of_one(store: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(intake, "ROOM", 2**60)
    with pytest.raises(JobError, match="The disk is full"):
        jobs.submit(small_run(), ANNA)
    assert [path for path in store.iterdir() if path.is_dir()] == []
