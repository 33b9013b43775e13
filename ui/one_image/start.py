"""How does a run begin, and how does another one like it?"""

from __future__ import annotations

from collections.abc import Sequence

from core.config import ConfigError
from core.one_image.vae import TWO_DIMS, OneImageVaeConfig
from core.tasks import OneImageTask
from ui import forms, notices, state
from ui.map import forming
from ui.one_image.run import Run
from ui.one_image.state import Known, OneImageState

PLACE = "one image"


def wanted(known: Sequence[Known], character: str, settings: OneImageState) -> OneImageTask:
    """Return the task of these images. Raises ConfigError with a sentence.

    A writer's other images are tests only where all images are that writer's.
    """
    writers = {one.writer for one in known}
    writer = writers.pop() if len(writers) == 1 else None
    images = tuple(one.text for one in known)
    others = dict.fromkeys(text for one in known for text in one.others) if writer is not None else {}
    return OneImageTask(
        images=images,
        own=tuple(text for text in others if text not in images) or settings.own,
        character=character,
        variation=settings.variation,
        vae=TWO_DIMS if settings.dims == 2 else OneImageVaeConfig(),
        chosen=settings.chosen,
        drawn=all(one.drawn for one in known),
        writer=writer,
    )


def begin(task: OneImageTask) -> None:
    """Have a task done and look at it. For callbacks."""
    if forming.order(task, place=PLACE):
        key = task.key()
        state.of(OneImageState).run = key
        state.write_address(run=key)


def again(run: Run, **changes) -> None:
    """Have a run done with other settings, such as chosen="vae" or own=texts, and look at that. For callbacks."""
    try:
        begin(run.task.changed(**changes))
    except ConfigError as error:
        notices.say_later(forms.sentence(error), PLACE)


def take_over(run: Run) -> None:
    """Set the page to what a run was asked with: it was reloaded, or a link of the visitor's own was followed."""
    known, task = state.of(OneImageState), run.task
    known.run, known.character = run.key, task.character
    known.known = tuple(
        Known(text, task.drawn, task.writer, task.own if task.writer is not None else ()) for text in task.images
    )
    known.variation, known.chosen, known.dims = task.variation, task.chosen, task.vae.dims
    known.own = () if task.writer is not None else task.own
