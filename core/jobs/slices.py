"""When does a training give its worker to a visitor who waits, and where does it stand in line then?

It has the worker for a slice of time. After that it gives way to the first who waits and has nothing else at work, with
a checkpoint of the very step, and goes on from there when its turn comes again. It waits behind whoever it gave way to
and before its owner's other runs.
"""

from __future__ import annotations

import time
from pathlib import Path

from core.files import alone, touched, write_json
from core.jobs import order, run_state
from core.jobs.order import Run
from core.limits import Limits

WAITED = 2.0  # seconds after which a run surely waits, and is not just being sent to a worker that is free
LOOK = 1.0  # seconds between two looks at who waits
PAUSED = ".paused"  # in each store, while its queue begins nothing new


class Slice:
    """The time that a training has its worker for. It begins when this is made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.over = time.monotonic() + (Limits.from_environment().slice_seconds or float("inf"))
        self.gives_way = False

    def ended(self) -> bool:
        """Say whether it is over and somebody waits; once it is, it stays so."""
        now = time.monotonic()
        if not self.gives_way and now > self.over:
            self.over = now + LOOK
            self.gives_way = not paused(self.path.parent) and waits_for(self.path) is not None
        return self.gives_way

    def state(self) -> str:
        """Return the state of the training after it was told to stop: queued if it gives way, with its new place."""
        if not self.gives_way or (self.path / "stop").exists():
            return "stopped"
        step_back(self.path)
        return "queued"


def waits_for(path: Path) -> Run | None:
    """Return the first run that waits for the worker of a running one: of an owner who has none at work."""
    runs = order.outstanding(path.parent)
    mine = next((run for run in runs if run.path == path), None)
    busy = {run.owner for run in runs if run.state == "running"} | {mine.owner if mine else None}
    late = time.time() - WAITED
    waiting = (run for run in order.in_turn(runs) if run.owner not in busy and run.submitted < late)
    return next((run for run in waiting if mine and run.background <= mine.background), None)


def step_back(path: Path) -> None:
    """Give a running run the place behind the one that waits for its worker; its owner's others come after it."""
    with alone(path.parent / ".submit"):
        ahead, place = waits_for(path), order.place_of(path)
        round = max(place.round, ahead.round if ahead else 0)
        mine = next((run.owner for run in order.outstanding(path.parent) if run.path == path), None)
        write_json(path / "queue.json", _said(place.replace(round=round, submitted=time.time())))
        for run in order.in_turn(order.outstanding(path.parent)):
            if run.owner != mine or run.background != place.background or (place.team and run.team == place.team):
                continue
            round += 1
            if run.round >= round:
                break
            write_json(run.path / "queue.json", _said(order.place_of(run.path).replace(round=round)))
            run_state.refresh(run.path)


def pause(store: Path, *, on: bool) -> None:
    """Have the queue of a store begin nothing new, or go on; what is at work goes on either way. Raises OSError."""
    if on:
        touched(store / PAUSED)
    else:
        (store / PAUSED).unlink(missing_ok=True)


def paused(store: Path) -> bool:
    """Say whether the queue of a store begins nothing new."""
    return (store / PAUSED).exists()


def _said(place: order.Place) -> dict:
    return place.model_dump(exclude_none=True)
