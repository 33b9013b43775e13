"""How do runs and tasks get from their folders to workers, in fair turns, whatever dies in between?

In two lanes, trainings and tasks, neither of which ever gets the last worker: a map of three seconds is not to wait for
a training of an hour, nor a training for thirty maps. Of a team the first run is sent; its worker finds the others.
What is not in a folder or in dask, the dispatcher does not remember: a new one goes on where a dead one was.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

from distributed import Client, Future, KilledWorker

from core.files import read_lines
from core.jobs import order, run_state, waiting, worker
from core.jobs.order import Run
from core.jobs.settings import EngineSettings
from core.jobs.slices import paused

LOOK = 0.3  # seconds between two looks at the folders when nobody nudges
DESERTED = 60.0  # seconds without any worker after which our own cluster is built anew
WARMED = 20.0  # seconds after which the first workers have surely warmed up, also on a busy machine
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 30.0  # seconds before a run that came back unfinished is sent again


class Dispatcher:
    """Sends queued runs and tasks to the workers of one client, no more at a time than there are workers for.

    The queue stays in the folders, not in dask: its order can change as people come and go, the position that a page
    shows is the true one, and a dying worker takes no waiting run into suspicion.
    """

    def __init__(self, client: Client, stores: Sequence[Path], settings: EngineSettings) -> None:
        self.client, self.stores, self.settings = client, tuple(stores), settings
        self.sent: dict[Path, Future] = {}  # one of a team's first run for all of its runs
        self._latest: Path | None = None  # store of what was sent last
        self._whole = bool(settings.scheduler) or settings.lanes == 1
        self._began = time.monotonic()
        self.nudged = threading.Event()
        self._manned = time.monotonic()
        self._pauses: dict[Path, tuple[float, float]] = {}  # folder: (not before, next pause)

    def serve(self, ending: threading.Event) -> None:
        """Dispatch until `ending`, or until the cluster is lost. Raises OSError if it goes in the middle of a turn."""
        self._manned = time.monotonic()
        while not ending.is_set() and self.client.status != "closed" and not self._deserted():
            if self.client.status == "running":  # else it is just reconnecting
                self.turn()
            self.nudged.wait(LOOK)
            self.nudged.clear()

    def hand_back(self, seconds: float) -> None:
        """Take the runs from the workers, who put them back into the queue; wait for that, but not for longer."""
        self.client.cancel(list(self.sent.values()))
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and any(run.state == "running" for run in order.outstanding(*self.stores)):
            time.sleep(0.02)

    def turn(self) -> None:
        """Look at everything once: take back what came back, settle what is nowhere, send what is next."""
        self._collect()
        self._count_in()
        for run in order.outstanding(*self.stores):
            if run.path not in self.sent:
                _settle(run)
        lanes = {store: self._waiting(store) for store in self.stores}
        if not any(lanes.values()) and not self.sent:
            self._manned = time.monotonic()  # nobody is missed
            self._grow(needed=False)
            return
        slots = self._slots()
        self._tell(slots)
        while self._out(*self.stores) < slots and (lane := self._next_lane(lanes, slots)):
            self._send(lanes[lane].pop(0))
            self._latest = lane
        self._count_in()
        self._grow(needed=any(lanes.values()))

    def _grow(self, *, needed: bool) -> None:
        """Start the worker that a second lane takes: when something waits, else when the first ones have warmed up."""
        # Two that warm up at a time take twice as long on a small machine, and so does the first run.
        if not self._whole and (needed or time.monotonic() - self._began > WARMED):
            assert self.client.cluster is not None  # one of our own: another is whole from the first
            self.client.cluster.scale(self.settings.processes)
            self._whole = True

    def _waiting(self, store: Path) -> list[Run]:
        """Return the runs that can be sent, in turn, and of each team its first."""
        queued = [] if paused(store) else order.in_turn(order.outstanding(store))
        teams: dict[str, Run] = {}
        for run in queued:
            if run.path not in self.sent and self._rested(run):
                teams.setdefault(run.team or run.id, run)
        return list(teams.values())

    def _next_lane(self, lanes: dict[Path, list[Run]], slots: int) -> Path | None:
        out = {store: self._out(store) for store in lanes}
        return order.next_lane(lanes, out, self._most(slots), self._latest)

    def _most(self, slots: int) -> int:
        """Return how many of a lane may be out at a time."""
        return max(1, slots - 1) if self.settings.lanes == 2 else slots

    def _tell(self, slots: int) -> None:
        """Keep how many trainings go on at once, from which pages foretell how long one waits."""
        if self._whole:  # until then a worker is still to come
            with contextlib.suppress(OSError):  # on a full disk a worse guess is all that it costs
                waiting.note_at_once(self.stores[0], self._most(slots))

    def _out(self, *stores: Path) -> int:
        """Count the workers that are taken by what was sent from these stores."""
        return len({future.key for path, future in self.sent.items() if path.parent in stores})

    def _count_in(self) -> None:
        """Take what waits of a team that is with a worker as sent: that worker finds it by itself."""
        runs = [run for run in order.outstanding(*self.stores) if run.team]
        out = {run.team: self.sent[run.path] for run in runs if run.path in self.sent}
        for run in runs:
            if run.state == "queued" and run.team in out:
                self.sent.setdefault(run.path, out[run.team])

    def _collect(self) -> None:
        for folder, future in list(self.sent.items()):
            if future.done():
                del self.sent[folder]
                self._weigh(folder, future)
            # Of a team some end before the others, and may be on their way again, by themselves.
            elif not self._alone(future) and (_ended(folder) or not order.team_of(folder)):
                del self.sent[folder]

    def _alone(self, future: Future) -> bool:
        return sum(other is future for other in self.sent.values()) == 1

    def _weigh(self, folder: Path, future: Future) -> None:
        """Fail a run that no worker could even begin; let any other that came back unfinished rest for a moment."""
        if _ended(folder) or _gave_way(folder):
            self._pauses.pop(folder, None)
            return
        error = future.exception() if future.status == "error" else None
        if error and not isinstance(error, (KilledWorker, CancelledError, OSError)):
            with run_state.claim(folder) as mine:
                if mine and order.team_of(folder):
                    order.leave_team(folder)  # the error need not have been its own: it is tried by itself
                    run_state.write_state(folder, "queued")
                elif mine:
                    run_state.end(folder, "failed", f"{type(error).__name__}: {error}"[:300])
        pause = self._pauses.get(folder, (0.0, FIRST_PAUSE))[1]
        self._pauses[folder] = (time.monotonic() + pause, min(LONGEST_PAUSE, 2 * pause))

    def _rested(self, run: Run) -> bool:
        return time.monotonic() >= self._pauses.get(run.path, (0.0, 0.0))[0]

    def _send(self, run: Run) -> None:
        mine = (0, 0) if self.settings.scheduler else (self.settings.threads, self.settings.niceness)
        future = self.client.submit(
            worker.run,
            str(run.path),
            *mine,
            # A key of its own for every attempt: dask would take a second one for the first, cancelled with it.
            key=f"run-{run.id}-{secrets.token_hex(4)}",
            pure=False,
            # What waits in dask, where there are fewer slots than LATENT_INK_SLOTS says, waits in the same order.
            priority=-run.round - (order.UNPLACED if run.background else 0),
        )
        self.sent[run.path] = future
        future.add_done_callback(lambda _: self.nudged.set())

    def _slots(self) -> int:
        threads = at_hand(self.client.scheduler_info()["workers"].values())
        if threads:
            self._manned = time.monotonic()
        # At least one: a cluster that grows on demand must see some demand.
        return self.settings.slots or max(1, threads)

    def _deserted(self) -> bool:
        """Whether workers of our own have been gone for longer than any of them takes to be replaced."""
        return not self.settings.scheduler and time.monotonic() - self._manned > DESERTED


def at_hand(workers: Iterable[Mapping[str, Any]]) -> int:
    """Count the threads of workers that take work now. workers: what dask tells of each.

    A worker that has come for one that died is told of before it takes anything. What is sent meanwhile dask gives to
    another that does, on which it waits until that one's training has ended.
    """
    return sum(told["nthreads"] for told in workers if told["status"] == "running")


def _ended(folder: Path) -> bool:
    return run_state.read_state(folder) in run_state.TERMINAL


def _gave_way(folder: Path) -> bool:
    """Say whether a run came back to let another one have its worker: nothing is wrong with it."""
    last = read_lines(folder / "events.jsonl")[-1:]
    return bool(last) and last[0].get("event") == "queued"


def _settle(run: Run) -> None:
    """Bring a run that is not on its way into order: stopped if its owner wants that, queued if its worker is gone."""
    if (run.path / "stop").exists():
        run_state.stop_unless_trained(run.path)
    elif run.state == "running":
        with run_state.claim(run.path) as mine:
            if mine and run_state.read_state(run.path) == "running":
                run_state.write_state(run.path, "queued")
