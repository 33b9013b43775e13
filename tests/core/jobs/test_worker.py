"""What a worker does with one run: each end it can come to, without any cluster around it."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch

from core import jobs, library, places
from core.files import read_lines
from core.jobs import run_state, worker
from tests.core.jobs.conftest import endless_run, small_run
from tests.visitors import ANNA


def events(folder: Path) -> list[str]:
    return [row["event"] for row in read_lines(folder / "events.jsonl")]


def test_a_run_ends_done_and_is_not_run_again(store: Path):
    id = jobs.submit(small_run(), ANNA)
    (store / id / ".model.safetensors.dead.tmp").touch()
    assert worker.run(str(store / id)) == "done"
    status = jobs.status(id)
    assert (status.state, status.epoch, status.fraction, len(jobs.events(id))) == ("done", 2, 1.0, 2)
    assert events(store / id) == ["start", "done"]
    assert not list((store / id).glob(".*.tmp"))
    assert worker.run(str(store / id)) == "done"
    assert events(store / id) == ["start", "done"]
    library.open_model(library.find(id))


def test_a_wish_to_stop_is_seen_before_and_during_the_training(store: Path):
    id = jobs.submit(endless_run(), ANNA)
    (store / id / "stop").touch()
    assert worker.run(str(store / id)) == "stopped"
    assert events(store / id) == ["stopped"]
    signal = worker.StopSignal(store / id)
    assert signal()


def test_a_run_held_by_another_worker_is_left_to_it(store: Path):
    id = jobs.submit(small_run(), ANNA)
    with run_state.claim(store / id):
        assert worker.run(str(store / id)) == "busy"
    assert jobs.status(id).state == "queued"
    assert worker.run(str(store / ("0" * 32))) == "busy", "its owner has deleted it"


def test_a_run_that_took_three_workers_down_is_failed_until_its_owner_insists(store: Path):
    id = jobs.submit(small_run(), ANNA)
    for _ in range(3):
        run_state.note(store / id, "start")
    assert worker.run(str(store / id)) == "failed"
    assert "took its worker down 3 times without getting further" in jobs.status(id).reason
    jobs.resume(id, ANNA)
    assert worker.run(str(store / id)) == "done"


def test_an_unreadable_config_fails_the_run_with_a_sentence(store: Path):
    id = jobs.submit(small_run(), ANNA)
    (store / id / "config.json").write_text("{}")
    assert worker.run(str(store / id)) == "failed"
    assert "config.json" in (store / id / "state.json").read_text()


def test_abandoned_is_not_stopped(store: Path, monkeypatch: pytest.MonkeyPatch):
    id = jobs.submit(endless_run(), ANNA)

    def taken_away(self) -> bool:
        raise worker.Abandoned

    monkeypatch.setattr(worker.StopSignal, "__call__", taken_away)
    assert worker.run(str(store / id)) == "queued"
    assert events(store / id) == ["start", "abandoned"]
    assert run_state.lost_starts(store / id) == 0


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell what a process uses")
def test_too_much_memory_is_an_error_and_only_inside_the_block():
    with worker.data_limit(2**30):
        with pytest.raises(RuntimeError, match="can't allocate memory"):
            torch.empty(2**32, dtype=torch.uint8)
        with pytest.raises(MemoryError):
            np.ones(2**32, np.uint8)
    torch.empty(2**32, dtype=torch.uint8)


def test_a_full_disk_fails_the_run_and_spares_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("only root can make a small disk")
    try:
        monkeypatch.setenv("LATENT_INK_HOME", str(disk))
        monkeypatch.setattr("core.jobs.intake.ROOM", 0)
        good, bad = jobs.submit(small_run(), ANNA), jobs.submit(small_run(hidden=(512, 512)), ANNA)
        assert worker.run(str(places.models() / good)) == "done"
        assert worker.run(str(places.models() / bad)) == "failed"
        assert "disk is full" in jobs.status(bad).reason
        library.open_model(library.find(good))
        (disk / "ballast").write_bytes(b"")
        with pytest.raises((library.ModelError, OSError)):
            (disk / "ballast").write_bytes(bytes(2**23))
    finally:
        subprocess.run(["umount", disk], check=True)
