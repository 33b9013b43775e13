"""An engine trains what stands in the store, in fair turns, stops and resumes it, and survives what runs do to it."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from core import jobs, library
from core.datasets.digits import DigitsConfig
from core.files import read_lines
from core.owner import Owner
from tests.core.jobs.conftest import (
    ended,
    endless_run,
    engines,
    gone,
    kill,
    open_files,
    small_run,
    until,
    worker_at,
    workers,
)
from tests.visitors import ANNA, BEN, CARL, DORA


def starts(folder: Path) -> list[dict]:
    return [row for row in read_lines(folder / "events.jsonl") if row["event"] == "start"]


def test_an_ordered_run_is_trained(engine: Path):
    id = jobs.submit(small_run(3), ANNA)
    until(lambda: ended(id))
    status = jobs.status(id)
    assert (status.state, status.epoch, status.fraction, status.reason) == ("done", 3, 1.0, "")
    assert status.images_per_second > 0 and status.seconds > 0
    assert [row["epoch"] for row in jobs.events(id)] == [1, 2, 3]
    library.open_model(library.find(id))


def test_a_running_run_stops_within_two_seconds_keeps_its_weights_and_goes_on_to_its_end(engine: Path):
    id = jobs.submit(small_run(40), ANNA)
    until(lambda: jobs.status(id).epoch >= 1)
    jobs.stop(id, ANNA)
    assert until(lambda: ended(id)) < 2.0
    stopped = jobs.status(id)
    assert stopped.state == "stopped" and 1 <= stopped.epoch < 40
    library.open_model(library.find(id))
    jobs.resume(id, ANNA)
    until(lambda: ended(id))
    assert jobs.status(id).state == "done"
    assert [row["epoch"] for row in jobs.events(id)] == list(range(1, 41)), "no epoch twice, none left out"


@pytest.mark.long
def test_turns_are_fair_and_background_comes_last(engine: Path):
    busy = jobs.submit(endless_run(), CARL)
    until(lambda: jobs.status(busy).epoch >= 1)
    sweep = jobs.submit(small_run(seed=50), DORA, background=True)
    flood = [jobs.submit(small_run(seed=i), ANNA) for i in range(4)]
    newcomer = jobs.submit(small_run(), BEN)
    expected = [flood[0], newcomer, *flood[1:], sweep]
    waiting = [id for id in expected if jobs.status(id).state == "queued"]
    assert [jobs.status(id).position for id in waiting] == list(range(1, 7))
    jobs.stop(busy, CARL)
    until(lambda: all(ended(id) for id in expected))
    assert sorted(expected, key=lambda id: starts(engine / id)[0]["time"]) == expected


def test_whatever_listens_listens_on_this_machine_only(engine: Path):
    until(workers)
    below = [process for process in psutil.Process().children(recursive=True) if not gone(process)]
    sockets = [socket for process in below for socket in process.net_connections() if socket.status == "LISTEN"]
    assert len(sockets) >= 3
    assert {socket.laddr.ip for socket in sockets} == {"127.0.0.1"}


def test_the_engine_itself_loads_no_torch(engine: Path):
    until(workers)
    loaded = {Path(file.path).name for file in engines()[0].memory_maps()}
    assert "libtorch_cpu.so" not in loaded


def test_a_run_that_wants_too_much_memory_fails_alone(engine: Path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_MOST_WORK", "1000")  # a host that lets anybody try
    [before] = until_workers(1)
    id = jobs.submit(small_run(hidden=(4096, 4096, 4096, 4096), image_size=128), ANNA)
    until(lambda: ended(id))
    assert jobs.status(id).state == "failed"
    assert "out of memory" in jobs.status(id).reason
    assert [before] == workers(), "the worker lives on"


def test_a_deleted_run_is_forgotten(engine: Path):
    id = jobs.submit(endless_run(seed=7), ANNA)
    until(lambda: jobs.status(id).epoch >= 1)
    with pytest.raises(library.ModelError, match="stop it before deleting it"):
        library.delete(id, ANNA)
    jobs.stop(id, ANNA)
    until(lambda: ended(id))
    library.delete(id, ANNA)
    after = jobs.submit(small_run(seed=8), ANNA)
    until(lambda: ended(after))


@pytest.mark.long
def test_a_run_that_takes_its_worker_down_three_times_fails_and_a_bystander_finishes(engine: Path):
    # Its data is read anew by every worker, which leaves two seconds to kill that worker before it gets anywhere.
    poison = jobs.submit(endless_run().replace(dataset=DigitsConfig(limit=1400)), ANNA)
    bystander = jobs.submit(small_run(3, seed=9), BEN)
    for k in (1, 2, 3):
        until(lambda k=k: len(starts(engine / poison)) == k)
        kill(workers()[0])
    until(lambda: ended(poison))
    assert jobs.status(poison).state == "failed"
    assert "took its worker down 3 times" in jobs.status(poison).reason
    until(lambda: ended(bystander))
    assert jobs.status(bystander).state == "done"
    assert len(starts(engine / bystander)) == 1


@pytest.mark.long
def test_a_team_trains_on_one_worker_and_survives_its_death_as_if_nothing_had_been(engine: Path):
    def team(owner: Owner) -> tuple[str, ...]:
        return jobs.submit_together([small_run(12, latent_dim=2), small_run(12, latent_dim=3)], owner)

    whole, broken = team(ANNA), team(BEN)
    until(lambda: all(jobs.status(id).epoch >= 3 for id in broken))
    one, other = (worker_at(engine / id) for id in broken)
    assert one.pid == other.pid
    kill(one)
    until(lambda: all(ended(id) for id in broken))
    for one, other in zip(whole, broken, strict=True):
        assert jobs.status(one).state == jobs.status(other).state == "done"
        assert len(starts(engine / one)) == 1 and len(starts(engine / other)) == 2
        assert told(one) == told(other) and len(told(one)) == 12


@pytest.mark.long
def test_one_of_a_team_is_stopped_and_goes_on_by_itself_while_the_other_trains(engine: Path):
    painter, forger = jobs.submit_together([endless_run(seed=20), small_run(200, seed=21)], ANNA)
    until(lambda: jobs.status(forger).epoch >= 1)
    jobs.stop(forger, ANNA)
    assert until(lambda: ended(forger)) < 2.0
    jobs.resume(forger, ANNA)
    assert jobs.status(forger).position == 1 and jobs.status(painter).state == "running"
    epoch = jobs.status(painter).epoch
    until(lambda: jobs.status(painter).epoch > epoch + 2)
    assert jobs.status(forger).state == "queued", "there is one worker, and the other one has it"
    jobs.stop(painter, ANNA)
    until(lambda: jobs.status(forger).state == "running")
    assert ended(painter) and jobs.together(forger) == (painter, forger)
    jobs.stop(forger, ANNA)
    until(lambda: ended(forger))


@pytest.mark.long
def test_a_second_engine_waits_for_the_first_ones_end(engine: Path):
    first = engines()[0]
    with subprocess.Popen([sys.executable, "-m", "core.jobs.serve"], stdin=subprocess.PIPE) as process:
        second = psutil.Process(process.pid)
        until(lambda: str(engine / ".engine") in open_files(second))  # in line before any other
        id = jobs.submit(small_run(seed=11), ANNA)
        until(lambda: ended(id))
        assert workers(second) == [], "it was the first one's worker"
        kill(first)
        id = jobs.submit(small_run(seed=12), ANNA)
        until(lambda: ended(id))
        assert len(workers(second)) == 1, "it was the second one's worker"
        process.stdin.close()
        assert process.wait(10) == 0


def told(id: str) -> list[tuple]:
    return [(row["epoch"], row["step"], row["train"], row["validation"]) for row in jobs.events(id)]


def until_workers(count: int) -> list[psutil.Process]:
    until(lambda: len(workers()) == count)
    return workers()
