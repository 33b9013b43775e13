"""Worker, engine and app are killed in turn while several owners train: nothing is lost and nothing stays behind."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from core import jobs, library
from core.jobs.engine import ROOT
from tests.core.jobs.conftest import ended, endless_run, engines, gone, kill, small_run, until, worker_at
from tests.visitors import ANNA, BEN, CARL

pytestmark = pytest.mark.long

# A web process as far as jobs go: it keeps an engine alive until it ends itself.
APP = "import sys; from core import jobs; jobs.ensure_engine(); sys.stdin.read()"


class App:
    """A web process beside this one, and everything that ever ran below it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", APP], cwd=ROOT, stdin=subprocess.PIPE)
        self.top = psutil.Process(self.process.pid)

    def below(self) -> list[psutil.Process]:
        return self.top.children(recursive=True)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()


def epochs(ids: list[str]) -> int:
    return sum(len(jobs.events(id)) for id in ids)


def test_every_run_comes_to_its_end_whatever_is_killed(store: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LATENT_INK_WORKERS", "1")
    monkeypatch.setenv("LATENT_INK_NICENESS", "1")
    owners = {jobs.submit(small_run(6, seed=i), owner): owner for i in range(2) for owner in (ANNA, BEN, CARL)}
    unwanted = jobs.submit(endless_run(seed=9), ANNA)
    ids, seen = [*owners, unwanted], set()

    def progress() -> None:
        before = epochs(ids)
        until(lambda: epochs(ids) >= before + 2)
        seen.update(app.below())

    app = App()
    progress()
    kill(worker_at(store / next(id for id in ids if jobs.status(id).state == "running"), app.top))
    progress()
    kill(engines(app.top)[0])
    progress()
    app.kill()
    until(lambda: all(gone(process) for process in seen), 10)
    app = App()
    until(lambda: all(ended(id) for id in owners))
    until(lambda: jobs.status(unwanted).epoch >= 1)
    seen.update(app.below())
    jobs.stop(unwanted, ANNA)
    assert until(lambda: ended(unwanted)) < 2.0
    app.kill()
    until(lambda: all(gone(process) for process in seen), 10)

    assert {jobs.status(id).state for id in owners} == {"done"}
    assert jobs.status(unwanted).state == "stopped"
    for id in ids:
        rows = [row["epoch"] for row in jobs.events(id)]
        assert rows == list(range(1, len(rows) + 1)), "no epoch lost, none twice"
        library.open_model(library.find(id))
    assert all(len(jobs.events(id)) == 6 for id in owners)
    assert not [path for path in store.rglob("*.tmp")]


def test_an_engine_ends_with_its_app_and_leaves_its_runs_to_the_next(store: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LATENT_INK_WORKERS", "1")
    monkeypatch.setenv("LATENT_INK_NICENESS", "1")
    id = jobs.submit(endless_run(), ANNA)
    app = App()
    until(lambda: jobs.status(id).epoch >= 1)
    below = app.below()
    app.process.stdin.close()
    app.process.wait()
    began = time.monotonic()
    until(lambda: all(gone(process) for process in below), 10)
    assert time.monotonic() - began < 5
    assert jobs.status(id).state == "queued"
    assert not (store / id / "stop").exists()
