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
    if ended == "stopped" and (folder / "unwanted").exists():
        store.remove(folder)  # half a map would stand where a whole one is asked for next
        return ended
    write_json(folder / "state.json", {"state": ended, "reason": ""})
    store.make_room()
    return ended


class Tick:
    """Says in tick.json how far a task is, about twice a second; calling it costs next to nothing in between."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "tick.json"
        self.began, self.told, self.said = time.monotonic(), 0.0, ""

    def __call__(self, doing: str, fraction: float, step: int = 0, steps: int = 0) -> None:
        """Report what is being done, and how much of the whole task is, 0 to 1; step of steps where work is counted.

        Raises OSError.
        """
        now = time.monotonic()
        if now - self.told < TELL and doing == self.said:
            return
        self.told, self.said = now, doing
        tick = {"doing": doing, "step": step, "steps": steps, "fraction": min(1.0, fraction)}
        write_json(self.path, tick | {"seconds": round(now - self.began, 3)}, durable=False)


def _unless_gone(folder: Path, should_stop: ShouldStop) -> ShouldStop:
    # A deleted model takes its tasks along, also one that is being worked on.
    looked = [0.0, False]

    def stop() -> bool:
        if time.monotonic() - looked[0] > TELL:
            looked[:] = time.monotonic(), not folder.exists()
        return looked[1] or should_stop()

    return stop
