"""Which runs are outstanding, and in which order do those that wait start?"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.files import write_json

OUTSTANDING = frozenset({"queued", "running"})

# What a folder said when its state.json was last replaced; a look at a thousand finished runs costs a stat each.
_seen: dict[str, tuple[tuple[int, int], Run | None]] = {}


@dataclass(frozen=True)
class Run:
    """An outstanding run. submitted: seconds since 1970. background: lets everybody's other runs go first."""

    id: str
    path: Path
    owner: str
    state: str
    submitted: float
    background: bool


def outstanding(models: Path) -> list[Run]:
    """Return the runs in `models` that are queued or running, in no particular order."""
    try:
        with os.scandir(models) as found:
            paths = {entry.path for entry in found if not entry.name.startswith(".")}
    except FileNotFoundError:
        return []
    for gone in set(list(_seen)) - paths:  # a copy first: other threads look, too
        _seen.pop(gone, None)
    return [run for path in paths if (run := _look(path))]


def in_turn(runs: Iterable[Run]) -> list[Run]:
    """Return the queued runs in the order in which they start.

    A run waits behind as many runs of each other owner as its own owner has before it: whoever queues twenty lets a
    newcomer's first run start next. Background runs come last; among equals the earlier goes first.
    """
    runs = sorted(runs, key=lambda run: (run.submitted, run.id))
    ahead = Counter((run.owner, run.background) for run in runs if run.state == "running")
    turns = []
    for run in runs:
        if run.state == "queued":
            turns.append(((run.background, ahead[run.owner, run.background], run.submitted, run.id), run))
            ahead[run.owner, run.background] += 1
    return [run for _, run in sorted(turns, key=lambda turn: turn[0])]


def note_turn(folder: Path, *, submitted: float, background: bool) -> None:
    """Write queue.json: when a run joined the queue, and whether it may wait for others. Raises OSError."""
    write_json(folder / "queue.json", {"submitted": submitted, "background": background})


def _look(path: str) -> Run | None:
    try:
        stat = os.stat(f"{path}/state.json")
    except (FileNotFoundError, NotADirectoryError):  # finished elsewhere, or being deleted
        return None
    stamp = (stat.st_ino, stat.st_mtime_ns)
    seen = _seen.get(path)
    if seen is None or seen[0] != stamp:
        seen = _seen[path] = (stamp, _read(Path(path)))
    return seen[1]


def _read(path: Path) -> Run | None:
    state = _json(path / "state.json").get("state")
    if state not in OUTSTANDING:
        return None
    about, turn = _json(path / "about.json"), _json(path / "queue.json")
    submitted = turn.get("submitted", about.get("created", 0.0))
    return Run(path.name, path, about.get("owner") or "", state, submitted, bool(turn.get("background", False)))


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
