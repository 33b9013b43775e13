"""How is a task worked off, whatever its kind, and how does it say how far it is?"""

from __future__ import annotations

import time
from pathlib import Path

from core.files import write_json
from core.library import task_folder
from core.library.task import ShouldStop, TaskError
from core.library.task_folder import TELL
from core.tasks import store


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
        task_folder.remove(folder)  # half a map would stand where a whole one is asked for next
        return ended
    write_json(folder / "state.json", {"state": ended, "reason": ""})
    store.make_room()
    return ended


def _unless_gone(folder: Path, should_stop: ShouldStop) -> ShouldStop:
    # A deleted model takes its tasks along, also one that is being worked on.
    looked = [0.0, False]

    def stop() -> bool:
        if time.monotonic() - looked[0] > TELL:
            looked[:] = time.monotonic(), not folder.exists()
        return looked[1] or should_stop()

    return stop
