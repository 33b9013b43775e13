"""What is all that a visitor has here, and how does it go at their word?"""

from __future__ import annotations

import shutil
import time

from core import library, places
from core.datasets import own
from core.handwriting import pad
from core.handwriting.hand import hands
from core.holdings import count_anew, set_ids
from core.jobs import client, order, task_client
from core.lessons import classroom, progress
from core.library import models
from core.library.task import TaskError
from core.owner import Owner
from core.tasks import message, store
from core.types import ModelError
from core.words.nouns import counted

PATIENCE = 6.0  # seconds in which a training that was told to stop has stopped
WAKE = 0.1


def delete_all(owner: Owner) -> str:
    """Stop and remove every model, set, hand and note of a visitor, and take back what they have ordered.

    Returns a sentence: what went, and what would not stop in time. What they gave away, such as a zip, is not here.
    Raises OSError.
    """
    _take_back(owner)
    own_models = library.models_of(owner)
    for entry in own_models:
        if entry.active:
            client.stop(entry.id, owner)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and any(run.owner == owner for run in order.outstanding(places.models())):
        time.sleep(WAKE)
    left = sum(not _deleted(entry.id, owner) for entry in own_models)
    for name, _ in [broken for broken in library.broken(owner) if broken[0] not in {e.id for e in own_models}]:
        left += not _deleted(name, owner)
    sets, kept = set_ids(owner), hands.hands(owner)
    for id in sets:
        own.delete(id, owner)
        message.forget(id)
    for hand in kept:
        hands.delete(hand, owner)
    pad.forget_all(owner)
    shutil.rmtree(places.annotations() / owner.mark, ignore_errors=True)
    progress.forget(owner)
    classroom.end_all(owner)
    count_anew()
    models_gone = counted(len(own_models) - left, "model")
    gone = f"{models_gone}, {counted(len(sets), 'set', 'sets')} of images, {counted(len(kept), 'hand')}"
    still = f" {counted(left, 'model')} did not stop in time: delete what is left in a moment." if left else ""
    return f"{gone} and your notes are gone.{still}"


def _take_back(owner: Owner) -> None:
    """Take back the tasks that a visitor waits for; those that others wait for, too, go on."""
    for run in order.outstanding(places.tasks()):
        try:
            if owner in store.askers(run.path):
                task_client.abandon_task(run.id, owner)
        except (TaskError, OSError):  # it has ended meanwhile
            continue


def _deleted(id: str, owner: Owner) -> bool:
    try:
        models.delete(id, owner)
    except ModelError:
        return not (places.models() / id).is_dir()
    return True
