"""How does a visitor see a map form, stop it, and play it again?"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from core.blocks.layout import frames_block, making_block
from core.jobs import client
from core.tasks import MapTask, TaskConfig, TaskError
from core.tasks.map.frames import Frames
from core.tasks.map.kept import read_frames
from core.tasks.map.training_replay import training_film
from core.types import DataError, ModelError
from ui import forms, notices, state
from ui.cache import one_model
from ui.components.channel import channel
from ui.map.on_pad import PLANE, scattered
from ui.map.state import MapState
from ui.map.view import MapView

TICK = 0.4  # seconds between two looks at a map that forms
OVERLAP = 3  # looks whose frames are sent once more
ACTIVE = ("queued", "running")


def status_of(task: TaskConfig) -> client.TaskStatus | None:
    """Return where a task stands, None if nobody has asked for it.

    Raises ModelError if its model is gone, DataError if its set of images is.
    """
    try:
        return client.task_status(task.key())
    except TaskError:
        return None


def order(
    task: TaskConfig, *, place: str = "map", watched: bool = False, background: bool = False, anew: bool = False
) -> bool:
    """Have a task done and return whether it was taken; a refusal is noted for `place`, see `notices.said_earlier`.

    watched: also if its result came along, because somebody wants to see it being made. background: after everybody's
    other work. anew: also if it is done, as what came of it is gone.
    """
    try:
        client.submit_task(task, state.owner(), watched=watched, background=background, anew=anew)
    except (ModelError, DataError, client.JobError) as error:
        notices.say_later(forms.sentence(error), place)
        return False
    return True


def wish(task: TaskConfig, place: str = "map") -> None:
    """Have a task done, as `order` does. For callbacks."""
    order(task, place=place)


def end(key: str, place: str = "map") -> None:
    """End the task of that key, keeping what it has; if it goes on, why is noted for `place`. For callbacks."""
    try:
        if not client.stop_task(key, state.owner()):
            notices.say_later("Somebody else waits for this too, so it goes on.", place)
    except (TaskError, PermissionError, client.JobError) as error:
        notices.say_later(forms.sentence(error), place)


def abandon(key: str) -> None:
    """Take back the wish for a map that nobody looks at any more; what others wait for goes on."""
    with suppress(TaskError, client.JobError):  # it is gone already, or ends by itself on a full disk
        client.abandon_task(key, state.owner())


def still(model: str) -> None:
    """Have the pad say that no map is being made."""
    channel(making_block(model=model), key=f"making-{model}")


def follow(task: MapTask) -> None:
    """Draw how far a map is that was asked for, with what it looks like so far on the pad, until it ends."""
    known = state.of(MapState)
    if known.watched != task.key():
        known.watched, known.seen = task.key(), ()
    st.fragment(_tick, run_every=TICK)(task, _there(task))


def ended(task: MapTask) -> None:
    """Have a map's film played that was waited for and came so soon that hardly anything of it was seen as it formed.

    As it does of few images, and where the engine, which began at the same moment, left the page no time to look.
    """
    known, now = state.of(MapState), status_of(task)
    if known.watched != task.key():
        return
    if now is not None and now.state == "done" and len(known.seen) < OVERLAP:
        known.replay = "form"
    known.watched, known.seen = "", ()


def _there(task: MapTask) -> tuple[bool, bool]:
    """Say whether the images have been read, and whether they have their places: the pad wants to show both at once."""
    return one_model.encoded(task) is not None, one_model.kept_map(task) is not None


def _tick(task: MapTask, there: tuple[bool, bool]) -> None:
    now = status_of(task)
    if now is None or now.state not in ACTIVE or _there(task) != there:
        st.rerun()
    _send_new(task, now.key)
    _tell(task, now)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(1.0, now.fraction), _words(task, now), width=240)
        st.button(
            "End here", key="end-map", on_click=end, args=(now.key,),
            help="Keep the map as it is now, before its last step.",
        )  # fmt: skip


def _send_new(task: MapTask, key: str) -> None:
    """Send the frames that have come since a few looks ago: the browser may have skipped a run of the page."""
    known = state.of(MapState)
    seen = list(known.seen) if known.watched == key else []
    after = seen[-OVERLAP] if len(seen) >= OVERLAP else -1
    frames = read_frames(key, after=after)
    if len(frames):
        known.watched, known.seen = key, (*seen, int(frames.iterations[-1]))[-OVERLAP:]
    block = _block(task, key, frames, live=True, first=0 if after < 0 else 1) if len(frames) else None
    channel(block, key=f"frames-{task.model}")


def _tell(task: MapTask, now: client.TaskStatus) -> None:
    """Have the map itself say what it still shows, and what comes."""
    waits = ""
    if now.state == "queued":
        waits = f"number {now.position} in the queue" if (now.position or 1) > 1 else "next in the queue"
    title = task.projection.title
    channel(
        making_block(model=task.model, id=now.key, title=title, waits=waits, seconds=now.seconds),
        key=f"making-{task.model}",
    )


def _block(task: MapTask, key: str, frames: Frames, *, live: bool, first: int = 0) -> bytes:
    return frames_block(
        model=task.model,
        id=key,
        iterations=frames.iterations,
        xy=frames.xy,
        total=frames.total,
        title=task.projection.title,
        unit="step",
        live=live,
        play=not live,
        first=first,
    )


def _words(task: MapTask, now: client.TaskStatus) -> str:
    title = task.projection.title
    if now.state == "queued":
        return f"{title}: number {now.position} in the queue." if (now.position or 1) > 1 else f"{title}: next."
    if now.doing == "laying out":
        return f"{title}: step {now.iteration} of {now.total}"
    return f"{title}: {now.doing or 'getting ready'}"


def replays(view: MapView) -> dict[str, str]:
    """Return what can be played again on this map: name -> words for a button."""
    found = {}
    if view.map is not None and view.task.projection.seeded:
        found["form"] = "Watch it form"
    if (view.entry.path / "snapshots").is_dir() and not view.task.points:
        found["training"] = "Replay the training"
    return found


def play(task: MapTask, what: str) -> None:
    """Have a film played; a map that came along is made once more for it. For callbacks."""
    if what == "form" and not len(read_frames(task.key())):
        order(task, watched=True)  # it is seen live
    else:
        state.of(MapState).replay = what


def replay(view: MapView, what: str) -> None:
    """Send a film to the pad: of the map as it formed ("form"), or of the training on this one map ("training")."""
    block = one_model.film(view.task.key(), what, view.entry, lambda: _film(view, what))
    channel(block, key=f"frames-{view.entry.id}")


def _film(view: MapView, what: str) -> bytes | None:
    key = view.task.key()
    if what == "form":
        return _block(view.task, key, read_frames(key), live=False)
    frames = training_film(view.entry, view.fitted)
    if frames is None or not len(frames):
        return None
    return frames_block(
        model=view.entry.id, id=key if scattered(view) else PLANE, iterations=frames.iterations, xy=frames.xy,
        total=frames.total, title="Training", unit="epoch", play=True,
    )  # fmt: skip
