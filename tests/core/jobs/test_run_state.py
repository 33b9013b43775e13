"""A run has one holder at a time, however that one dies, and only lost workers are counted against it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.files import write_json
from core.jobs import run_state
from core.jobs.run_state import claim, lost_starts, note, read_state, stop_unless_trained, sweep, write_state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_state(tmp_path, "queued")
    return tmp_path


def at(folder: Path, epoch: int, step: int) -> None:
    write_json(folder / "tick.json", {"epoch": epoch, "step": step})


def test_one_holder_at_a_time(folder: Path):
    with claim(folder) as first, claim(folder, patience=0.05) as second:
        assert (first, second) == (True, False)
    with claim(folder) as mine:
        assert mine
    with claim(folder / "deleted") as mine:
        assert not mine


def test_a_killed_holder_holds_nothing(folder: Path):
    code = f"""
from core.jobs.run_state import claim; from pathlib import Path
with claim(Path({str(folder)!r})) as mine: print(mine, flush=True); input()"""
    holder = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout.readline() == b"True\n"
        with claim(folder) as mine:
            assert not mine
        holder.kill()
        holder.wait()
        with claim(folder, patience=1.0) as mine:
            assert mine


def test_stop_is_immediate_only_while_nobody_trains(folder: Path):
    with claim(folder):
        assert not stop_unless_trained(folder)
        assert read_state(folder) == "queued"
    assert stop_unless_trained(folder)
    assert read_state(folder) == "stopped"
    write_state(folder, "done")
    assert stop_unless_trained(folder)
    assert read_state(folder) == "done", "what has ended stays as it ended"


def test_starts_that_lost_their_worker_are_counted_since_it_last_got_further(folder: Path):
    assert lost_starts(folder) == 0
    for k in (1, 2, 3):
        note(folder, "start")
        assert lost_starts(folder) == k
    at(folder, 1, 40)
    assert lost_starts(folder) == 0, "it has got further since"
    note(folder, "start")
    at(folder, 0, 25)  # begun again from the last epoch, and killed before it came as far as the time before
    note(folder, "start")
    assert lost_starts(folder) == 2
    note(folder, "stopped")
    note(folder, "resume")
    note(folder, "start")
    assert lost_starts(folder) == 1, "an orderly end forgives what was before"


def test_sweep_takes_what_killed_writers_left_and_spares_the_web_side(folder: Path):
    (folder / "snapshots").mkdir()
    left = [folder / ".model.safetensors.1f.tmp", folder / "snapshots" / ".0001.safetensors.2e.tmp"]
    web = folder / ".about.json.3d.tmp"
    for path in [*left, web]:
        path.touch()
    sweep(folder, older_than=60)
    assert all(path.exists() for path in [*left, web])
    sweep(folder)
    assert not any(path.exists() for path in left) and web.exists()
    os.utime(web, (time.time() - 100,) * 2)
    sweep(folder)
    assert not web.exists()
    assert read_state(folder) == "queued"


def test_the_furthest_place_is_where_a_run_has_got_to(folder: Path):
    assert run_state.reached(folder) == (0, 0)
    at(folder, 3, 30)
    (folder / "history.jsonl").write_text('{"epoch": 4, "step": 40}\n{"epoch": 5, "st')
    assert run_state.reached(folder) == (4, 40)
    (folder / "tick.json").write_text("torn")
    assert run_state.reached(folder) == (4, 40)
