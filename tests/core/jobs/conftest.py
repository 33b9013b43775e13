"""What do the tests of jobs share? Small real runs, a store, and an engine that is gone when they are."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from core import jobs, places
from core.datasets.digits import DigitsConfig
from core.jobs.engine import close_engine
from core.models import MlpVaeConfig
from core.training.run import RunConfig, TrainingConfig


def small_run(epochs: int = 2, seed: int = 0, **model) -> RunConfig:
    """Return a run of a fraction of a second, or of `epochs` times 30 ms."""
    vae = MlpVaeConfig(**({"hidden": (16,)} | model))
    training = TrainingConfig(epochs=epochs, batch_size=100, snapshots=(1,), device="cpu")
    return RunConfig(dataset=DigitsConfig(), model=vae, training=training, seed=seed)


def endless_run(seed: int = 0) -> RunConfig:
    """Return a run that goes on until somebody stops it."""
    return small_run(5000, seed)


def until(truth: Callable[[], object], seconds: float = 100.0) -> float:
    """Wait until `truth()`; return how long it took in seconds. Fails after `seconds`."""
    began = time.monotonic()
    while not truth():
        assert time.monotonic() - began < seconds, f"still not so after {seconds} s"
        time.sleep(0.01)
    return time.monotonic() - began


def ended(id: str) -> bool:
    return jobs.status(id).state in ("done", "stopped", "failed")


def workers(process: psutil.Process | None = None) -> list[psutil.Process]:
    """Return the workers below a process, this one by default; they are what multiprocessing spawned."""
    below = (process or psutil.Process()).children(recursive=True)
    return [child for child in below if "spawn_main" in " ".join(command_of(child))]


def worker_at(folder: Path, process: psutil.Process | None = None) -> psutil.Process:
    """Return the worker that a run or a task is on: the one that holds its lock."""
    found: list[psutil.Process] = []

    def look() -> list[psutil.Process]:
        found[:] = [worker for worker in workers(process) if str(folder / ".lock") in open_files(worker)]
        return found

    until(look)
    return found[0]


def open_files(process: psutil.Process) -> set[str]:
    try:
        return {os.readlink(f"/proc/{process.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{process.pid}/fd")}
    except OSError:  # it, or one of its files, was closed this moment
        return set()


def engines(process: psutil.Process | None = None) -> list[psutil.Process]:
    below = (process or psutil.Process()).children(recursive=True)
    return [child for child in below if "core.jobs.serve" in command_of(child)]


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


def kill(process: psutil.Process) -> None:
    process.send_signal(signal.SIGKILL)


def gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store without an engine; returns the models' folder."""
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    return places.models()


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> Iterator[Path]:
    """A store with an engine of a single worker, shared by the tests of a file; returns the models' folder."""
    with started(tmp_path_factory.mktemp("store"), lanes=1) as models:
        yield models


@pytest.fixture(scope="module")
def lanes(tmp_path_factory) -> Iterator[Path]:
    """A store with an engine of one worker and a lane for tasks beside it; returns the models' folder."""
    with started(tmp_path_factory.mktemp("store"), lanes=2) as models:
        yield models


@contextmanager
def started(home: Path, *, lanes: int) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_INK_HOME", str(home))
        patch.setenv("LATENT_INK_WORKERS", "1")
        patch.setenv("LATENT_INK_LANES", str(lanes))
        patch.setenv("LATENT_INK_MEMORY", "1024")
        patch.setenv("LATENT_INK_NICENESS", "1")  # beside other tests 10 would be starvation
        jobs.ensure_engine()
        yield places.models()
        close_engine()
