"""The same code moves runs to somebody else's cluster: a scheduler and two workers started by hand."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core import jobs, library
from core.jobs.engine import ROOT, close_engine
from tests.core.jobs.conftest import ended, endless_run, engines, small_run, until, workers
from tests.visitors import ANNA, BEN, CARL

pytestmark = pytest.mark.long


class Cluster:
    """A dask scheduler and its workers, on this machine, outside any engine."""

    def __init__(self, logs: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address, self.logs = f"tcp://127.0.0.1:{self.port}", logs
        self.scheduler: subprocess.Popen | None = None
        self.workers: list[subprocess.Popen] = []

    def start(self, count: int) -> None:
        self.scheduler = self._dask("scheduler", f"--port={self.port}")
        self.workers = [self._dask("worker", self.address, "--nthreads=1", "--no-nanny") for _ in range(count)]

    def _dask(self, *arguments: str) -> subprocess.Popen:
        here = ["--host=127.0.0.1", "--no-dashboard", "--dashboard-address=127.0.0.1:0"]
        with (self.logs / "dask.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "dask", *arguments, *here], cwd=ROOT, stdout=log, stderr=log)

    def close(self) -> None:
        for process in [self.scheduler, *self.workers]:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A cluster of two workers and an engine that uses it."""
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    with contextlib.closing(Cluster(tmp_path)) as cluster:
        cluster.start(2)
        monkeypatch.setenv("LATENT_INK_SCHEDULER", cluster.address)
        monkeypatch.setenv("LATENT_INK_LANES", "1")  # else the second worker would be left to tasks
        jobs.ensure_engine()
        yield cluster
        close_engine()


def test_runs_are_trained_stopped_and_recovered_on_a_cluster_that_is_not_ours(cluster: Cluster):
    long = [jobs.submit(endless_run(), owner) for owner in (ANNA, BEN)]
    until(lambda: all(jobs.status(id).epoch >= 1 for id in long))  # at once: both workers are at work
    assert workers(psutil.Process(engines()[0].pid)) == [], "none of our own"
    short = jobs.submit(small_run(), CARL)
    jobs.stop(long[0], ANNA)
    assert until(lambda: ended(long[0])) < 2.0
    library.open_model(library.find(long[0]))
    until(lambda: ended(short))
    assert jobs.status(short).state == "done"

    cluster.close()
    cluster.start(1)
    before = jobs.status(long[1]).epoch
    until(lambda: jobs.status(long[1]).epoch > before)
    jobs.stop(long[1], BEN)
    assert until(lambda: ended(long[1])) < 2.0
    epochs = [row["epoch"] for row in jobs.events(long[1])]
    assert epochs == list(range(1, len(epochs) + 1)), "it went on where it was"
