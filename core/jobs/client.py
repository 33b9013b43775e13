"""How does a page, or anybody else, order a training, follow it, stop it and let it go on?

Everything here reads and writes files and nothing else: no torch, no dask, no connection. The engine (core.jobs.serve),
wherever it runs, finds what is written here. A link, that is the id, lets anyone follow a run; only its owner moves it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import library, places
from core.files import parsed_json, read_object, touched, write_json
from core.jobs import bounds, engine, order, run_state, start, waiting
from core.jobs.intake import JobError, check_room, full_disk_said, one_at_a_time
from core.jobs.task_client import TaskStatus, abandon_task, stop_task, submit_task, task_status
from core.library import Entry
from core.library.folder import ID
from core.limits import Limits
from core.owner import Owner
from core.training.run import RunConfig
from core.types import ModelError

__all__ = [
    "JobError",
    "Status",
    "TaskStatus",
    "abandon_task",
    "events",
    "resume",
    "status",
    "stop",
    "stop_task",
    "submit",
    "submit_task",
    "submit_together",
    "task_status",
    "together",
]

MOST_TOGETHER = 4  # runs that take turns on one worker


@dataclass(frozen=True)
class Status:
    """Where a run stands.

    state: queued, running, done, stopped or failed; reason says why, if it failed. epoch, epochs: finished and ordered.
    fraction: 0 to 1 of the budget. seconds: training time so far; seconds_left: an estimate while it runs, with the
    turns of those that are trained together with it, else None.
    position: 1 for the training that starts next, None if it does not wait.
    """

    id: str
    state: str
    reason: str
    epoch: int
    epochs: int
    fraction: float
    images_per_second: float
    seconds: float
    seconds_left: float | None
    position: int | None


def submit(config: RunConfig, owner: Owner, *, title: str = "", background: bool = False) -> str:
    """Queue a run of `owner` and return its id; the engine starts it in its turn.

    If the same owner's run of the same config is still queued or running, its id is returned instead. background:
    everybody's other runs go first (for sweeps). Raises JobError if the owner has too many runs, this one is larger
    than the host allows, or queue or disk are full; ModelError for a bad title.
    """
    _allow(config)
    with one_at_a_time():
        everybodys = order.outstanding(places.models())
        mine = [run for run in everybodys if run.owner == owner]
        for run in mine:
            if _same(run.path, config):
                return run.id
        check_room(owner, everybodys, Limits.from_environment().most_runs, "runs")
        entry = library.create(config, owner, title)
        try:
            order.join(entry.path, owner, background=background)
        except OSError:
            shutil.rmtree(entry.path, ignore_errors=True)
            raise
        run_state.refresh(entry.path)
    engine.nudge()
    return entry.id


def submit_together(configs: Sequence[RunConfig], owner: Owner, *, titles: Sequence[str] = ()) -> tuple[str, ...]:
    """Queue two to four runs of `owner` that take turns on one worker; return their ids in order.

    Each turn is that of the run which has used the smaller share of its budget (own training seconds, where budgets
    are seconds), so that they learn side by side and on the same machine under the same load. Otherwise each is a run
    like any other: one that fails, or is stopped, ends alone, and trains alone when it is resumed. titles: none, or one
    for each run. If the same runs are under way together already, their ids are returned. Raises JobError, ModelError.
    """
    if not 2 <= len(configs) <= MOST_TOGETHER:
        raise JobError(f"2 to {MOST_TOGETHER} runs can be trained together, got {len(configs)}.")
    if titles and len(titles) != len(configs):
        raise JobError(f"titles must name each of the {len(configs)} runs or none, got {len(titles)}.")
    for config in configs:
        _allow(config)
    with one_at_a_time():
        everybodys = order.outstanding(places.models())
        mine = {run.id: run for run in everybodys if run.owner == owner}
        for first in [id for id, run in mine.items() if run.team == id]:
            team = [run for id in together(first) if (run := mine.get(id)) and run.team == first]
            if len(team) == len(configs) and all(map(_same, [run.path for run in team], configs)):
                return tuple(run.id for run in team)
        check_room(owner, everybodys, Limits.from_environment().most_runs, "runs", ordered=len(configs))
        ids = _created_together(configs, owner, titles or [""] * len(configs))
    engine.nudge()
    return ids


def together(id: str) -> tuple[str, ...]:
    """Return the ids of the runs that a run is, or was, trained with, itself included and in the order they were given.

    Those that are deleted are left out; () for a run by itself, and for one of which no other is left. Raises
    ModelError if there is none of that id.
    """
    path = library.find(id).path
    ids = read_object(path / "together.json").get("ids")
    named = [id for id in ids if isinstance(id, str) and ID.fullmatch(id)] if isinstance(ids, list) else []
    left = tuple(id for id in dict.fromkeys(named[:MOST_TOGETHER]) if (path.parent / id).is_dir())
    return left if len(left) > 1 else ()


def status(id: str) -> Status:
    """Return where a run stands. Raises ModelError if there is none of that id."""
    entry = _find(id)
    tick = run_state.read_tick(entry.path) or {}
    fraction, seconds = tick.get("fraction", 0.0), tick.get("seconds", 0.0)
    return Status(
        id=id,
        state=entry.state,
        reason=entry.reason,
        epoch=tick.get("epoch", 0),
        epochs=entry.config.training.epochs,
        fraction=1.0 if entry.state == "done" else fraction,
        images_per_second=tick.get("images_per_second", 0.0),
        seconds=seconds,
        seconds_left=_seconds_left(entry.path) if entry.state == "running" else None,
        position=order.position(entry.path) if entry.state == "queued" else None,
    )


def events(id: str) -> list[dict[str, Any]]:
    """Return one row per finished epoch, as Progress.row() gives it; what is none is skipped. Raises ModelError."""
    return library.history(_find(id))


def stop(id: str, owner: Owner) -> None:
    """End a run of `owner`: at once if it waits, else within two seconds and with its weights kept.

    A run that has ended already stays as it is. Raises ModelError, PermissionError if it is another visitor's.
    """
    entry = _own(id, owner, "stop")
    if entry.state in run_state.TERMINAL:
        return
    # First the wish, then the look whether a worker holds the run: a worker that takes it in between reads the wish.
    with full_disk_said():
        touched(entry.path / "stop")
        run_state.stop_unless_trained(entry.path)
    engine.nudge()


def resume(id: str, owner: Owner) -> None:
    """Let a stopped or failed run of `owner` go on from where it was, in its turn.

    A run that is queued or running stays as it is. Raises ModelError, PermissionError if it is another visitor's,
    JobError if it is done, still stopping, or the owner has too many runs.
    """
    entry = _own(id, owner, "resume")
    with run_state.claim(entry.path, patience=1.0) as free, one_at_a_time():
        state = run_state.read_state(entry.path)
        if state == "done":
            raise JobError("This run is done: there is nothing left to train.")
        if state in run_state.TERMINAL and free:
            everybodys = order.outstanding(places.models())
            check_room(owner, everybodys, Limits.from_environment().most_runs, "runs")
            (entry.path / "stop").unlink(missing_ok=True)
            run_state.note(entry.path, "resume")
            order.join(entry.path, owner)
            run_state.write_state(entry.path, "queued")
        elif (entry.path / "stop").exists():
            raise JobError("This run is just stopping: resume it in a moment.")
    engine.nudge()


def _allow(config: RunConfig) -> None:
    """Raise JobError if a run is larger than the host of this server lets anybody order."""
    if not config.dataset.offered and config.dataset.name != "own":  # a place of this machine is not for visitors
        raise JobError("These images are not here to learn from: bring them on Train.")
    if why := bounds.objection(config) or start.why_not(config):
        raise JobError(why)


def _created_together(configs: Sequence[RunConfig], owner: Owner, titles: Sequence[str]) -> tuple[str, ...]:
    entries: list[Entry] = []
    try:
        # The engine passes over what is stopped, and a worker waits for locks: it begins with all of them or with none.
        for config, title in zip(configs, titles, strict=True):
            entries.append(library.create(config, owner, title, state="stopped"))
        ids = tuple(entry.id for entry in entries)
        with ExitStack() as held:
            for entry in entries:
                held.enter_context(run_state.claim(entry.path))
            for entry in entries:
                write_json(entry.path / "together.json", {"ids": ids})
                order.join(entry.path, owner, team=ids[0])
                run_state.write_state(entry.path, "queued")
    except (OSError, ValueError):
        for entry in entries:
            shutil.rmtree(entry.path, ignore_errors=True)
        raise
    return ids


def _seconds_left(path: Path) -> float | None:
    own = waiting.seconds_left(path)
    if own is None:
        return None
    # They take turns and end together: each waits for what the others still have to learn.
    others = [waiting.seconds_left(run.path) for run in order.teammates(path)]
    return own + sum(own if left is None else left for left in others)


def _find(id: str) -> Entry:
    # The zoo has names, runs have ids: a name is never a run, whatever the library makes of it.
    if not re.fullmatch(r"[0-9a-f]{32}", id):
        raise ModelError("A run's id is 32 hex digits: this link is wrong or incomplete.")
    return library.find(id)


def _own(id: str, owner: Owner, verb: str) -> Entry:
    entry = _find(id)
    if entry.owner != owner:
        raise PermissionError(f"Only its owner may {verb} this run.")
    return entry


def _same(path: Path, config: RunConfig) -> bool:
    # What is noted when the data is read does not count: a running run may know more than the one ordered.
    try:
        running = parsed_json((path / "config.json").read_bytes())
    except (FileNotFoundError, ValueError):
        return False
    ordered = parsed_json(config.to_json())
    return isinstance(running, dict) and running | {name: ordered[name] for name in ("classes", "left_out")} == ordered
