"""What does a worker do with a run or a task, and how is everybody else kept safe from it?"""

from __future__ import annotations

import contextlib
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from distributed import Worker, WorkerPlugin, get_worker
from distributed.core import Status

from core.files import write_atomic
from core.jobs import order, paces, run_state, turns
from core.jobs.reason import ERRORS, REMEDY, reason_of
from core.jobs.slices import Slice

if TYPE_CHECKING:
    from dask.typing import Key

MOST_LOST_STARTS = 3  # a run that took as many workers down without getting further is given up
STOP_LOOK = 0.2  # seconds between two looks for the owner's wish to stop
GRACE = 0.5  # seconds in which a new worker that is needed at once gets its run
SPARE, LEAST_GROWTH = 32 * 2**20, 128 * 2**20  # bytes kept below the nanny's limit; bytes any run may take
ENDING = (Status.closing, Status.closing_gracefully, Status.closed, Status.failed)


class Abandoned(BaseException):
    """The engine took the run away from this worker; nobody asked it to stop, so it must stay resumable.

    No Exception: whatever stands between a training step and the worker must not take it for an error of the run.
    """


def run(folder: str, threads: int = 0, niceness: int = 0) -> str:
    """Work the run or task in `folder` off on this worker, with its team in turns; return its state, or "busy".

    threads: of torch, 0 for the worker's own default. niceness: how far the work stands back for other processes.
    """
    path = Path(folder)
    stand_back(threads, niceness)
    begun = turns.claimed(path, _work)
    if begun is None:
        return "busy"  # another worker is not quite dead yet, or the owner has just deleted the folder
    if any(run_state.lost_starts(one) >= MOST_LOST_STARTS - 1 for one in [path, *turns.waiting_with(path)]):
        turns.separate(path)  # whichever it is, it is not to take another run's last chance with it
    with data_limit(_memory_limit()):
        turns.take_turns(path, begun, _work)
    return run_state.read_state(path)


def _work(path: Path) -> Iterator[float]:
    """Work off a folder whose lock is held; yield the share of its budget that it has used, if it takes turns."""
    if (path / "stop").exists():
        run_state.end(path, "stopped")
        return
    lost = run_state.lost_starts(path)
    if lost >= MOST_LOST_STARTS:
        remedy = "try fewer points" if is_task(path) else "try a smaller model or batch"
        reason = f"this run took its worker down {lost} times without getting further; {remedy}."
        run_state.end(path, "failed", reason)
        return
    run_state.note(path, "start")
    try:
        yield from _execute(path)
        run_state.note(path, run_state.read_state(path))
    except Abandoned:
        run_state.note(path, "abandoned")
        run_state.write_state(path, "queued")
    # Of a training they are those of its folder, which is unreadable, full or gone; the others it has seen to itself.
    except ERRORS as error:
        if path.exists():
            words = {"what": "task", "remedy": "fewer points"} if is_task(path) else {}
            (path / "tick.json").unlink(missing_ok=True)  # on a full disk, room for the last word
            run_state.end(path, "failed", reason_of(error, **words))


def is_task(path: Path) -> bool:
    """Say whether the folder holds a task and not a model."""
    return (path / "task.json").exists()


def _execute(path: Path) -> Iterator[float]:
    # Here and not above: the engine, too, imports this file, and has no use for torch and its 170 MB.
    if is_task(path):
        from core.tasks.execute import execute

        execute(path, should_stop=StopSignal(path))
        return
    from core.jobs.execute import training

    remedy = f"{REMEDY}, or train it by itself" if order.team_of(path) else REMEDY
    stop, its_slice = StopSignal(path), Slice(path)
    ends = training(path, should_stop=lambda: stop() or its_slice.ended(), remedy=remedy, stopped=its_slice.state)
    for progress in ends:
        yield progress.fraction


class StopSignal:
    """Says before every step whether to stop. Raises Abandoned if this worker is to give the run up."""

    def __init__(self, path: Path) -> None:
        self._wish = path / "stop"
        self._looked, self._stop = 0.0, False
        worker = _worker()
        self._sent = None if worker is None else (worker, worker.get_current_task())

    def __call__(self) -> bool:
        if self._sent and _taken_away(*self._sent):
            raise Abandoned
        now = time.monotonic()
        if now - self._looked > STOP_LOOK:  # a stat a step would cost more than some steps do
            self._looked, self._stop = now, self._wish.exists()
        return self._stop


def _taken_away(worker: Worker, key: Key) -> bool:
    # dask cannot end a running task: a cancelled one trains on and holds its slot unless it looks for itself.
    task = worker.state.tasks.get(key)
    return task is None or task.state in ("cancelled", "resumed") or worker.status in ENDING


class Standby(WorkerPlugin):
    """Makes a worker ready for its first run, which would begin five seconds later otherwise."""

    name = "latent-ink-standby"

    def __init__(self, threads: int, niceness: int) -> None:
        self.threads, self.niceness = threads, niceness

    async def setup(self, worker: Worker) -> None:
        worker.loop.call_later(GRACE, self._warm, worker)

    def _warm(self, worker: Worker) -> None:
        if worker.state.tasks:  # a run is here already, and the best warming up for itself
            return
        # In the thread that runs come to: one that comes early waits just for the rest.
        work = worker.executors["default"]
        worker.loop.run_in_executor(work, warm, worker.local_directory, self.threads, self.niceness)


def warm(scratch: str, threads: int, niceness: int) -> None:
    """Run a tiny training on the offline digits, to the end and then away with it; note how fast it goes here.

    Only a whole run will do: torch's import is two seconds of it, reading the digits, which stay in memory, two more.
    """
    from core.datasets.digits import DigitsConfig
    from core.jobs.execute import execute
    from core.models import MlpVaeConfig
    from core.training.run import RunConfig, TrainingConfig

    stand_back(threads, niceness)
    training = TrainingConfig(epochs=1, batch_size=1000)
    config = RunConfig(dataset=DigitsConfig(), model=MlpVaeConfig(hidden=(8,)), training=training)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        write_atomic(Path(folder) / "config.json", config.to_json())
        execute(Path(folder))
    with contextlib.suppress(OSError):  # a worse guess of how long trainings take is all that it costs
        paces.measure()


def stand_back(threads: int, niceness: int) -> None:
    """Give this thread, and those torch starts from it, their number and their place behind the web process."""
    if threads:
        import torch

        torch.set_num_threads(threads)
    if niceness > os.getpriority(os.PRIO_PROCESS, 0):
        os.setpriority(os.PRIO_PROCESS, 0, niceness)


@contextlib.contextmanager
def data_limit(limit: int | None) -> Iterator[None]:
    """Let a run that asks for too much memory fail with an error inside the block; without it the nanny kills it.

    limit: bytes of memory this process may have in all, None for no limit.
    """
    now = _memory()
    if limit is None or now is None or _has_accelerator():
        yield
        return
    resident, data = now
    growth = int(0.95 * limit) - resident - SPARE  # at 95 % of the limit the nanny kills
    before = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (data + max(LEAST_GROWTH, growth), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _memory() -> tuple[int, int] | None:
    """Return bytes (resident, mapped as data) of this process, None where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text().split()
    except FileNotFoundError:
        return None
    return int(pages[1]) * resource.getpagesize(), int(pages[5]) * resource.getpagesize()


def _memory_limit() -> int | None:
    worker = _worker()
    if worker is None or worker.state.nthreads > 1:  # a limit is the whole process's, whichever run it is meant for
        return None
    return worker.memory_manager.memory_limit or None


def _worker() -> Worker | None:
    try:
        return get_worker()
    except ValueError:  # called by hand, outside a cluster
        return None


def _has_accelerator() -> bool:
    import torch

    # A GPU's driver maps address space far beyond the memory there is, and all of it would count as data.
    return torch.cuda.is_available()
