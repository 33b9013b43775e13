"""Which runs are outstanding, and in which order do those that wait start?

In rounds: every owner has one run in a round. A run joins the first round in which its owner has none yet, but none
before the one that is running now; so whoever queues twenty lets a newcomer's first run start next, and whoever orders
one after the other does not get in between for ever.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.files import write_json

ROUNDS = ".rounds.json"  # in the store: the last round that each owner joined
UNPLACED = 10**9  # round of a run that has not joined, because whoever ordered it died that very moment: the last
OUTSTANDING = frozenset({"queued", "running"})

# What a folder said when its state.json was last replaced; a look at a thousand finished runs costs a stat each.
_seen: dict[str, tuple[tuple[int, int], Run | None]] = {}


@dataclass(frozen=True)
class Run:
    """An outstanding run. submitted: seconds since 1970. background: lets all runs that are not go first."""

    id: str
    path: Path
    owner: str
    state: str
    round: int
    submitted: float
    background: bool = False


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
    """Return the queued runs in the order in which they start."""
    queued = [run for run in runs if run.state == "queued"]
    return sorted(queued, key=lambda run: (run.background, run.round, run.submitted, run.id))


def join(folder: Path, owner: str, *, background: bool = False) -> None:
    """Give a run its place at the end of its owner's queue; the caller keeps others from joining meanwhile.

    Raises OSError.
    """
    lane = "background" if background else "front"
    others = [run for run in outstanding(folder.parent) if run.background == background and run.path != folder]
    placed = [run for run in others if run.round != UNPLACED]
    first = min((run.round for run in placed), default=0)
    now = max((run.round for run in placed if run.state == "running"), default=first)
    # Also what has ended since counts, while others wait: else each new run of an owner would start a life anew.
    rounds = _json(folder.parent / ROUNDS)
    last = {who: n for who, n in rounds.get(lane, {}).items() if n >= now} if placed else {}
    mine = max(now, last.get(owner, -1) + 1)
    write_json(folder / "queue.json", {"round": mine, "submitted": time.time(), "background": background})
    write_json(folder.parent / ROUNDS, rounds | {lane: last | {owner: mine}})


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
    about, place = _json(path / "about.json"), _json(path / "queue.json")
    return Run(
        id=path.name,
        path=path,
        owner=about.get("owner") or "",
        state=state,
        round=place.get("round", UNPLACED),
        submitted=place.get("submitted", about.get("created", 0.0)),
        background=place.get("background", False),
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
