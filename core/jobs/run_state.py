"""Where does a run stand, and who may change that right now?

Every change of state.json is made by whoever holds the run's lock: the worker for as long as it trains, the engine or
the web process for a moment. The kernel frees the lock of a process that dies, however it dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import Field

from core.config import Config, ConfigError
from core.files import append_line, opened, parsed_json, read_lines, write_json
from core.training.history import Judged

# How temporary files begin that need no lock.
WEB_SIDE = (".about.json.", ".queue.json.", ".together.json.", ".README.md.", ".annotations.json.")
TERMINAL = frozenset({"done", "stopped", "failed"})
STATES = TERMINAL | {"queued", "running"}
MOST_SECONDS, MOST_COUNTED = 1e9, 10**15  # of a run that tells how far it is; more is no run of ours


class Tick(Config):
    """What tick.json says of a training, or of another task, while it goes on; seconds: of work."""

    epoch: int = Field(0, ge=0, le=MOST_COUNTED)
    step: int = Field(0, ge=0, le=MOST_COUNTED)
    steps: int = Field(0, ge=0, le=MOST_COUNTED)
    images: int = Field(0, ge=0, le=MOST_COUNTED)
    fraction: float = Field(0.0, ge=0.0, le=1.0)
    images_per_second: float = Field(0.0, ge=0.0)
    seconds: float = Field(0.0, ge=0.0, le=MOST_SECONDS)
    doing: str = Field("", max_length=200)
    judged: Judged | None = None


def read_state(folder: Path) -> str:
    """Return queued, running, done, stopped or failed; a folder that does not say, or is gone, is done.

    One whose state.json is damaged has failed: nobody moves it any more.
    """
    try:
        said = parsed_json((folder / "state.json").read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return "done"
    except ValueError:
        return "failed"
    state = said.get("state") if isinstance(said, dict) else None
    return state if isinstance(state, str) and state in STATES else "failed"


def write_state(folder: Path, state: str, reason: str = "") -> None:
    """Replace state.json atomically. Raises OSError."""
    write_json(folder / "state.json", {"state": state, "reason": reason})
    if state == "queued":  # perhaps again: core.jobs.order passes over what has ended until the store has changed
        os.utime(folder.parent)


def refresh(folder: Path) -> None:
    """Let those who know a folder by the time stamp of its state.json look again. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        os.utime(folder / "state.json")


@contextmanager
def claim(folder: Path, *, patience: float = 0.0) -> Iterator[bool]:
    """Hold the run's lock inside the block; yields False if somebody else kept it for `patience` seconds.

    Also yields False if the folder is gone: its owner has deleted it.
    """
    try:
        # Never unlinked: a lock on a file that others no longer find is no lock.
        stream = opened(folder / ".lock", "ab")
    except (FileNotFoundError, NotADirectoryError):
        yield False
        return
    with stream:
        deadline = time.monotonic() + patience
        while not (held := _flocked(stream.fileno())) and time.monotonic() < deadline:
            time.sleep(0.02)
        yield held


def end(folder: Path, state: str, reason: str = "") -> None:
    """Bring a run whose lock is held to a terminal state and note it in its events. Raises OSError."""
    write_state(folder, state, reason)
    note(folder, state)


def note(folder: Path, event: str) -> None:
    """Append an event with the epoch and the step the run has reached. Raises OSError."""
    epoch, step = reached(folder)
    append_line(folder / "events.jsonl", {"event": event, "epoch": epoch, "step": step, "time": time.time()})


def stop_unless_trained(folder: Path) -> bool:
    """Mark a run that no worker holds as stopped; return whether it is in a terminal state now."""
    with claim(folder) as mine:
        if mine and read_state(folder) not in TERMINAL:
            end(folder, "stopped")
    return read_state(folder) in TERMINAL


def reached(folder: Path) -> tuple[int, int]:
    """Return the (epoch, step) a run has got to so far, by its history and its newest tick."""
    rows = read_lines(folder / "history.jsonl")[-1:]
    tick = read_tick(folder)
    places = [(_count(row, "epoch"), _count(row, "step")) for row in [*rows, *([tick] if tick else [])]]
    return max(places, key=lambda place: place[1], default=(0, 0))


def read_tick(folder: Path) -> dict[str, Any] | None:
    """Return what tick.json says, see Tick; None if the run has told nothing yet, or nothing that makes sense."""
    try:
        said = Tick.from_json((folder / "tick.json").read_bytes())
    except (FileNotFoundError, NotADirectoryError, ConfigError):
        return None
    return said.model_dump(exclude_none=True, exclude_unset=True)


def lost_starts(folder: Path) -> int:
    """Count the starts that ended without a word since the run last got further than ever: each took a worker down.

    Counted since it got further, not in all: a healthy long run may lose many workers in its life.
    """
    count, furthest = 0, 0
    for row in read_lines(folder / "events.jsonl"):
        step = _count(row, "step")
        if row.get("event") != "start":  # it came to an orderly end: whatever happened before is forgiven
            count = 0
        elif step > furthest:
            count = 1
        else:
            count += 1
        furthest = max(furthest, step)
    return 0 if reached(folder)[1] > furthest else count


def sweep(folder: Path, *, older_than: float = 0.0) -> None:
    """Remove temporary files that killed writers left in a model folder whose lock is held.

    What the web side writes without the lock is left alone for a minute: its writer may be at it.
    """
    now = time.time()
    for path in [*folder.glob("*.tmp"), *folder.glob(".*.tmp"), *folder.glob("snapshots/.*.tmp")]:
        age = max(older_than, 60.0) if path.name.startswith(WEB_SIDE) else older_than
        try:
            if now - path.stat().st_mtime >= age:
                path.unlink()
        except FileNotFoundError:
            continue


def _count(row: dict[str, Any], name: str) -> int:
    value = row.get(name, 0)
    return value if type(value) is int and 0 <= value <= MOST_COUNTED else 0


def _flocked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
