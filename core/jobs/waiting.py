"""How long does a training wait for its turn, behind those of others?

It goes by what the trainings ahead have still to learn, and by how many train at once. Whose they are does not matter,
and is not told.
"""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from core import library, places
from core.files import read_lines, read_object, write_json
from core.jobs import order, run_state
from core.library.folder import entry_at
from core.limits import Limits
from core.owner import Owner
from core.training.run import RunConfig
from core.types import ModelError

SETTLED = 1.0  # seconds of learning, before which the start is most of what has passed
READY = 0.3  # seconds that a run takes before it learns
MOST_AROUND = 4.0  # a clock that was set meanwhile is not believed
MOST_AT_ONCE = 4096
AT_ONCE = ".at-once.json"  # in the store: how many trainings the engine lets run at a time
Length = Callable[[RunConfig], float]  # seconds that a whole training takes


def waiting_seconds(owner: Owner, length: Length) -> float:
    """Return the seconds until a training that `owner` orders now would begin; 0 if a worker is free.

    length: tells how long a training takes that has not begun.
    """
    runs = order.outstanding(places.models())
    return _turn(runs, order.newcomer(places.models(), owner), length)


def ahead(owner: Owner) -> int:
    """Return how many runs that wait would begin before one that `owner` orders now."""
    newcomer = order.newcomer(places.models(), owner)
    return order.in_turn([*order.outstanding(places.models()), newcomer]).index(newcomer)


def waiting_left(id: str, length: Length) -> float:
    """Return the seconds until a queued run begins; 0 for any other. Raises ModelError if there is none of that id."""
    path = library.path_of(id)
    runs = order.outstanding(places.models())
    mine = next((run for run in runs if run.path == path and run.state == "queued"), None)
    return 0.0 if mine is None else _turn([run for run in runs if run != mine], mine, length)


def note_at_once(store: Path, trainings: int) -> None:
    """Keep how many trainings the engine lets run at a time. Raises OSError."""
    if _at_once(store) != trainings:
        write_json(store / AT_ONCE, {"trainings": trainings})


def _turn(runs: Sequence[order.Run], last: order.Run, length: Length) -> float:
    """Return when `last` begins, beside these: each takes the worker that is free first, a team one together."""
    queued = order.in_turn([*runs, last])
    ahead = queued[: queued.index(last)]
    ends: dict[str, float] = {}
    for run in runs:
        if run.state == "running":
            ends[run.team or run.id] = ends.get(run.team or run.id, 0.0) + _left(run, length, last)
    if last.team in ends:
        return 0.0
    workers = sorted(ends.values())
    workers = [0.0] * max(0, _at_once(places.models()) - len(workers)) + workers  # sorted, so a heap
    teams: dict[str, float] = {}
    for run in ahead:
        if run.team != last.team or not run.team:
            teams[run.team or run.id] = teams.get(run.team or run.id, 0.0) + _left(run, length, last)
    for team, seconds in teams.items():
        if team not in ends:  # else its turns are with those of its team that have begun
            heapq.heapreplace(workers, workers[0] + seconds)
    return workers[0]


def _left(run: order.Run, length: Length, last: order.Run) -> float:
    """Return how long a run keeps its worker from `last`: to its end, or for a slice if it gives way to that one."""
    most = (run.owner != last.owner and Limits.from_environment().slice_seconds) or float("inf")
    try:
        config = entry_at(run.path).config
    except ModelError:  # just deleted, or not readable: its worker will find the same
        return 0.0
    left = seconds_left(run.path)
    return min(most, length(config) if left is None else left)


def seconds_left(path: Path) -> float | None:
    """Return the seconds by the clock that a run still takes, by its pace so far; None if it has not told any yet.

    Of one that takes turns with others they are its own, without their turns.
    """
    tick = run_state.read_tick(path) or {}
    fraction, seconds = tick.get("fraction", 0.0), tick.get("seconds", 0.0)
    if not fraction > 0:
        return None
    return seconds * (1 - fraction) / fraction * _by_the_clock(path, tick)


def _by_the_clock(path: Path, tick: Mapping[str, Any]) -> float:
    """Return how long a second of learning takes by the clock, with what is measured, drawn and written in between."""
    starts = [row for row in read_lines(path / "events.jsonl") if row.get("event") == "start"]
    # Gone on with, or in turns with others, its own clock says nothing of that.
    begun = starts[0].get("time") if len(starts) == 1 else None
    if not isinstance(begun, float) or order.team_of(path) or tick.get("seconds", 0.0) < SETTLED:
        return 1.0
    with contextlib.suppress(FileNotFoundError):
        passed = (path / "tick.json").stat().st_mtime - begun - READY
        return min(MOST_AROUND, max(1.0, passed / tick["seconds"]))
    return 1.0


def _at_once(store: Path) -> int:
    trainings = read_object(store / AT_ONCE).get("trainings")
    return min(MOST_AT_ONCE, max(1, trainings)) if type(trainings) is int else 1  # no engine has been here yet
