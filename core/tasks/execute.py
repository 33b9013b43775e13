"""How is a task worked off, whatever its kind, and how does it say how far it is?"""

from __future__ import annotations

import time
from pathlib import Path

from core.files import write_json
from core.tasks import store
from core.tasks.base import ShouldStop, TaskError

TELL = 0.4  # seconds between two reports


def execute(folder: Path, *, should_stop: ShouldStop = lambda: False) -> str:
    """Do what `folder`/task.json says; return the state it ended in, "done" or "stopped".

    Raises ValueError (a sentence for the user), OSError, MemoryError or RuntimeError if it cannot be done; what to make
    of that is the caller's business.
    """
    entry = store.entry_at(folder)
    if entry.state == "done":
        return "done"
    write_json(folder / "state.json", {"state": "running", "reason": ""})
    if entry.task.key() != entry.key:
        raise TaskError("The model has changed since this was asked for: ask for it again.")
    ended = entry.task.work(folder, _unless_gone(folder, should_stop))
    write_json(folder / "state.json", {"state": ended, "reason": ""})
    return ended


class Tick:
    """Says in tick.json how far a task is, about twice a second; calling it costs next to nothing in between."""

    def __init__(self, folder: Path, total: int = 0) -> None:
        self.path, self.total = folder / "tick.json", total
        self.began, self.told = time.monotonic(), 0.0

    def __call__(self, step: int, total: int = 0, *, share: tuple[float, float] = (0.0, 1.0)) -> None:
        """Report `step` of `total` steps; share: where they begin and end in the whole task, 0 to 1. Raises OSError."""
        now = time.monotonic()
        total = total or self.total
        if now - self.told < TELL and step < total:
            return
        self.told = now
        low, high = share
        fraction = low + (high - low) * (min(1.0, step / total) if total else 0.0)
        write_json(self.path, {"step": step, "steps": total, "fraction": fraction, "seconds": now - self.began})


def _unless_gone(folder: Path, should_stop: ShouldStop) -> ShouldStop:
    # A deleted model takes its tasks along, also one that is being worked on.
    looked = [0.0, False]

    def stop() -> bool:
        if time.monotonic() - looked[0] > TELL:
            looked[:] = time.monotonic(), not folder.exists()
        return looked[1] or should_stop()

    return stop
