"""How does a page order work on a model that is not a training, follow it, and stop it?

As with runs, files are read and written and nothing else. A key, too, lets anyone follow a task; only those who asked
for it stop it, and not while another of them waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from core import places
from core.files import made, touched
from core.jobs import engine, order, run_state
from core.jobs.intake import JobError, check_room, full_disk_said, one_at_a_time
from core.library import task_folder
from core.library.task import TaskConfig, TaskError
from core.limits import Limits
from core.owner import Owner
from core.tasks import store
from core.tasks.store import TaskEntry


@dataclass(frozen=True)
class TaskStatus:
    """Where a task stands.

    state: queued, running, done, stopped or failed; reason says why, if it failed. iteration, total: steps done and to
    do, both 0 as long as nobody knows. fraction: 0 to 1. seconds: of work so far. position: 1 for the task that starts
    next, None if it does not wait. doing: what is being done just now, in a few words.
    """

    key: str
    state: str
    reason: str
    iteration: int
    total: int
    fraction: float
    seconds: float
    position: int | None
    doing: str = ""


def submit_task(
    task: TaskConfig, owner: Owner, *, background: bool = False, watched: bool = False, anew: bool = False
) -> str:
    """Queue a task for `owner` and return its key, which names the task whoever asks for it.

    What is done, or ships with the zoo, is not done again; what waits or runs already is waited for together; what
    failed or was stopped begins anew. background: everybody's other work goes first. watched: also what ships with the
    zoo is done once here, for those who want to see it being done. anew: also what is done is done again, as what came
    of it lies elsewhere and is gone. Raises JobError if the owner has too many tasks or the disk is full, ModelError if
    the model is gone or has no latents, DataError if a set of images is.
    """
    key = task.key()
    if task_folder.shipped(task.model, key) and not watched:
        return key
    with one_at_a_time():
        try:
            entry = store.find(key)
        except TaskError:
            _take(task, key, owner, background)
        else:
            _take_up(entry, owner, background, anew)
        store.note_asker(task_folder.folder_of(key), owner, background=background)
    engine.nudge()
    return key


def task_status(key: str) -> TaskStatus:
    """Return where a task stands. Raises TaskError if there is none of that key (any more)."""
    path = task_folder.folder_of(key)
    if not path.is_dir() and task_folder.shipped_with_any(key):
        return TaskStatus(key, "done", "", 0, 0, 1.0, 0.0, None)
    entry = store.find(key)
    tick = (run_state.read_tick(path) or {}) if entry.state != "queued" else {}
    return TaskStatus(
        key=key,
        state=entry.state,
        reason=entry.reason,
        iteration=tick.get("step", 0),
        total=tick.get("steps", 0),
        fraction=1.0 if entry.state == "done" else tick.get("fraction", 0.0),
        seconds=tick.get("seconds", 0.0),
        position=order.position(path) if entry.state == "queued" else None,
        doing=tick.get("doing", ""),
    )


def stop_task(key: str, owner: Owner) -> bool:
    """End a task that `owner` asked for: at once if it waits, else within two seconds, keeping what it has.

    Returns False if it goes on, because others who asked for it wait for it still; they may end it then, and the last
    of them does. A task that has ended stays as it is.
    Raises TaskError, PermissionError if `owner` does not wait for it.
    """
    with one_at_a_time():
        entry = store.find(key)
        if entry.state in run_state.TERMINAL:
            return True
        askers = store.askers(entry.path)
        if owner not in askers:
            raise PermissionError("Only a visitor who waits for this may stop it.")
        if len(askers) > 1:
            for background in (False, True):
                store.forget_asker(entry.path, owner, background=background)
            return False
        with full_disk_said():
            touched(entry.path / "stop")
            run_state.stop_unless_trained(entry.path)
    engine.nudge()
    return True


def abandon_task(key: str, owner: Owner) -> None:
    """Take back what `owner` asked for: unless somebody else waits for it too, it ends and leaves nothing.

    What is done stays, and so does what they also asked for in the background. Raises TaskError.
    """
    with one_at_a_time():
        entry = store.find(key)
        if not entry.active or store.forget_asker(entry.path, owner):
            return
        with run_state.claim(entry.path) as waiting, full_disk_said():
            if waiting:
                task_folder.remove(entry.path)
            else:
                touched(entry.path / "unwanted")
                touched(entry.path / "stop")
    engine.nudge()


def _take(task: TaskConfig, key: str, asker: Owner, background: bool) -> None:
    _check(asker)
    entry = store.create(task, key, asker)
    order.join(entry.path, asker, background=background)
    run_state.refresh(entry.path)


def _take_up(entry: TaskEntry, asker: Owner, background: bool, anew: bool) -> None:
    """Leave a task that is done or under way as it is; begin one anew that failed or was stopped, or is to be."""
    if entry.state == "running":
        if (entry.path / "stop").exists():
            store.forget_askers(entry.path)
        for name in ("stop", "unwanted"):
            (entry.path / name).unlink(missing_ok=True)  # somebody wants it after all
    elif entry.state == "queued" and not background and order.in_background(entry.path):
        order.join(entry.path, asker)  # somebody is waiting for it now
        run_state.refresh(entry.path)
    elif entry.state in ("failed", "stopped") or (anew and entry.state == "done"):
        _check(asker)
        with run_state.claim(entry.path, patience=1.0) as mine:
            if not mine:
                raise JobError("This is just stopping: ask again in a moment.")
            store.forget_askers(entry.path)
            for name in ("stop", "unwanted", "tick.json"):
                (entry.path / name).unlink(missing_ok=True)
            run_state.note(entry.path, "resume")
            store.claim_for(entry.path, asker)
            order.join(entry.path, asker, background=background)
            run_state.write_state(entry.path, "queued")


def _check(asker: Owner) -> None:
    made(places.tasks())
    most = Limits.from_environment().most_tasks
    check_room(asker, order.outstanding(places.tasks()), most, "maps and other tasks")
