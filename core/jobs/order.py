"""Which runs and tasks are outstanding, and in which order do those that wait start?

Each store is a lane of its own: trainings wait for trainings and tasks for tasks. Within a lane it goes in rounds:
every owner has one run in a round. A run joins the first round in which its owner has none yet, but none before the one
that is running now; so whoever queues twenty lets a newcomer's first run start next, and whoever orders one after the
other does not get in between for ever.

Runs that are trained together are a team: each joins a round, so that two cost their owner two turns, and all start in
the turn of the first.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from core.config import Config, ConfigError
from core.files import read_object, write_json
from core.owner import Owner

ROUNDS = ".rounds.json"  # in each store: the last round that each owner joined
UNPLACED = 10**9  # round of a run that has not joined, because whoever ordered it died that very moment: the last
MOST_SUBMITTED = 1e11  # seconds since 1970
OUTSTANDING = frozenset({"queued", "running"})

STILL = 2.0  # seconds after which a store's time stamp surely tells the next change from the last
WHOLE = 10.0  # seconds after which every folder is looked at again, whatever the time stamps say

# What a folder said when its state.json was last replaced; a look at a thousand finished runs costs a stat each,
_seen: dict[str, tuple[tuple[int, int], Run | None]] = {}
# and even those only when something was added: store: (its time stamp, when that was, what was outstanding then).
_looks: dict[str, tuple[int, float, tuple[str, ...]]] = {}


class Place(Config):
    """What queue.json says; see Run."""

    round: int = Field(UNPLACED, ge=0, le=UNPLACED)
    submitted: float | None = Field(None, ge=0, le=MOST_SUBMITTED)
    background: bool = False
    team: str = Field("", max_length=64)


@dataclass(frozen=True)
class Run:
    """An outstanding run or task. owner: None if its folder does not say. submitted: seconds since 1970.

    background: lets all runs that are not go first. team: the same for all that are trained together, "" for a run by
    itself.
    """

    id: str
    path: Path
    owner: Owner | None
    state: str
    round: int
    submitted: float
    background: bool = False
    team: str = ""

    @property
    def place(self) -> tuple[bool, int, float, str]:
        """What a run by itself is sorted by."""
        return self.background, self.round, self.submitted, self.id


def outstanding(*stores: Path) -> list[Run]:
    """Return the runs in these folders that are queued or running, in no particular order."""
    return [run for store in stores for run in _outstanding(str(store))]


def in_turn(runs: Iterable[Run]) -> list[Run]:
    """Return the queued runs in the order in which they start, those of a team in the turn of its first."""
    queued = sorted((run for run in runs if run.state == "queued"), key=lambda run: run.place)
    first: dict[str, Run] = {}
    for run in queued:
        first.setdefault(run.team or run.id, run)
    return sorted(queued, key=lambda run: (first[run.team or run.id].place, run.place))


def next_lane(
    waiting: Mapping[Path, Sequence[Run]], out: Mapping[Path, int], most: int, latest: Path | None
) -> Path | None:
    """Say which store the next run is to come from when a worker is free, None if none may have another one.

    waiting: of each store, in turn. out: how many of each are with workers, at most `most`. latest: the store of the
    last one sent. That of which fewer are out comes first; where it is as many, that which did not have the last turn.
    """
    may = [store for store, queue in waiting.items() if queue and out[store] < most]
    return min(may, key=lambda store: (waiting[store][0].background, out[store], store == latest), default=None)


def position(folder: Path) -> int | None:
    """Return 1 for the run that starts next among its own kind, with its team; None for one that does not wait."""
    queued = in_turn(outstanding(folder.parent))
    turns = list(dict.fromkeys(run.team or run.id for run in queued))
    return next((turns.index(run.team or run.id) + 1 for run in queued if run.id == folder.name), None)


def team_of(folder: Path) -> str:
    """Return what the queue calls the team of a run, "" for a run by itself."""
    return place_of(folder).team


def teammates(folder: Path) -> list[Run]:
    """Return the other outstanding runs of a run's team, first come first."""
    team = team_of(folder)
    found = [run for run in outstanding(folder.parent) if team and run.team == team and run.path != folder]
    return sorted(found, key=lambda run: run.place)


def leave_team(folder: Path) -> None:
    """Let a run train by itself, in the place that it has in the queue. Raises OSError."""
    write_json(folder / "queue.json", place_of(folder).replace(team="").model_dump(exclude_none=True))


def in_background(folder: Path) -> bool:
    """Say whether a run lets all others go first."""
    return place_of(folder).background


def place_of(folder: Path) -> Place:
    """Return the place that a run joined; if its queue.json is damaged, that of one which has not joined."""
    # One that cannot be sorted among the others would stop everybody's.
    try:
        return Place.from_json((folder / "queue.json").read_bytes())
    except (FileNotFoundError, NotADirectoryError, ConfigError):
        return Place()


def join(folder: Path, owner: Owner, *, background: bool = False, team: str = "") -> None:
    """Give a run its place at the end of its owner's queue; the caller keeps others from joining meanwhile.

    team: any word that only the runs have that are trained together with it. Raises OSError.
    """
    store, place = folder.parent, "background" if background else "front"
    last, mine = _rounds(store, owner, background, but=folder)
    place_now = {"round": mine, "submitted": time.time(), "background": background, "team": team}
    write_json(folder / "queue.json", place_now)
    write_json(store / ROUNDS, _noted(store) | {place: last | {owner.mark: mine}})


def newcomer(store: Path, owner: Owner) -> Run:
    """Return a run with the place that one would get which `owner` orders now; it is not in the store."""
    return Run("", store / "", owner, "queued", _rounds(store, owner, False)[1], time.time())


def _rounds(store: Path, owner: Owner, background: bool, but: Path | None = None) -> tuple[dict[str, int], int]:
    """Return (the last round that each owner joined, by mark, the round that `owner` joins next)."""
    others = [run for run in outstanding(store) if run.background == background and run.path != but]
    placed = [run for run in others if run.round != UNPLACED]
    first = min((run.round for run in placed), default=0)
    now = max((run.round for run in placed if run.state == "running"), default=first)
    # Also what has ended since counts, while others wait: else each new run of an owner would start a life anew.
    noted = _noted(store).get("background" if background else "front", {})
    last = {who: n for who, n in noted.items() if n >= now} if placed else {}
    return last, max(now, last.get(owner.mark, -1) + 1)


def _outstanding(store: str) -> list[Run]:
    now = time.time()
    try:
        stamp = os.stat(store).st_mtime_ns
        known = _looks.get(store, (-1, 0.0, ()))
        if known[0] == stamp and 0 <= now - known[1] < WHOLE:
            # What has ended since stays ended: who brings a run back changes the store's time stamp.
            return [run for path in known[2] if (run := _look(path))]
        found = [run for path in _folders(store) if (run := _look(path))]
    except FileNotFoundError:
        return []
    still = now - stamp / 1e9 > STILL
    _looks[store] = (stamp if still else -1, now, tuple(str(run.path) for run in found))
    return found


def _folders(store: str) -> list[str]:
    """Return all folders in a store, and forget those that are gone."""
    with os.scandir(store) as entries:
        paths = [entry.path for entry in entries if not entry.name.startswith(".")]
    for gone in {path for path in list(_seen) if os.path.dirname(path) == store} - set(paths):
        _seen.pop(gone, None)
    return paths


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
    state = read_object(path / "state.json").get("state")
    if not isinstance(state, str) or state not in OUTSTANDING:
        return None
    about, place = read_object(path / "about.json"), place_of(path)
    created = about.get("created", 0.0)
    fine = type(created) in (int, float) and 0 <= created <= MOST_SUBMITTED
    return Run(
        id=path.name,
        path=path,
        owner=Owner.read(about.get("owner")),
        state=state,
        round=place.round,
        submitted=place.submitted if place.submitted is not None else created if fine else 0.0,
        background=place.background,
        team=place.team,
    )


def _noted(store: Path) -> dict[str, dict[str, int]]:
    """Return the last round that each owner joined, by where; what is not that is left out."""
    found = read_object(store / ROUNDS)
    return {
        place: {owner: last for owner, last in rounds.items() if type(last) is int and 0 <= last < UNPLACED}
        for place, rounds in found.items()
        if isinstance(rounds, dict)
    }
