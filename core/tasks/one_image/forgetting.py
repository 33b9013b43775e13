"""How does all go that was made of somebody's pictures: what was worked out, sets of variations, models of them?"""

from __future__ import annotations

from pathlib import Path

from core.datasets import own
from core.files import append_line, read_lines
from core.library import models, task_folder
from core.library.folder import find
from core.owner import Owner
from core.tasks import store
from core.tasks.one_image.task import OneImageTask, forget
from core.tasks.one_image.vary import VaryTask
from core.types import ModelError

MADE = "made.jsonl"  # in a task's folder, beside the pictures


def keys_of(owner: Owner) -> list[str]:
    """Return the keys of all that this visitor has asked of pictures of their own, newest first."""
    return [
        entry.key
        for entry in store.entries("")
        if isinstance(entry.task, OneImageTask | VaryTask) and owner in store.askers(entry.path)
    ]


def note_made(key: str, owner: Owner, *, dataset: str, model: str) -> None:
    """Note that of a task's pictures a set of images was kept for `owner`, and a model that learns from it.

    Raises OSError, TaskError for what is no key.
    """
    append_line(task_folder.folder_of(key) / MADE, {"owner": owner.mark, "dataset": dataset, "model": model})


def models_of(key: str, owner: Owner) -> list[str]:
    """Return the ids of the models that `owner` has had made of a task's pictures, newest first, deleted ones too.

    Raises TaskError for what is no key.
    """
    made = [row for row in _made(task_folder.folder_of(key)) if row.get("owner") == owner.mark]
    return [str(row.get("model")) for row in reversed(made)]


def active_models(owner: Owner) -> list[str]:
    """Return the ids of the models, made for this visitor of pictures of theirs, that still learn or wait to."""
    return [id for key in keys_of(owner) for id in models_of(key, owner) if _is_active(id)]


def forget_all(owner: Owner) -> tuple[int, int]:
    """Remove every picture that this visitor has brought for one image, and all that was made of them.

    What somebody else asked for with the very same images stays for them. Returns how many models went, and how many
    are left because they still learn: what is known of those pictures stays with them, so that it can be asked for
    again. Raises OSError.
    """
    gone = left = 0
    for key in keys_of(owner):
        ids = models_of(key, owner)
        active = sum(map(_is_active, ids))
        gone += sum(_model_gone(id, owner) for id in ids)
        left += active
        if active:
            continue
        for row in _made(task_folder.folder_of(key)):
            if row.get("owner") == owner.mark:
                own.delete(str(row.get("dataset")), owner)
        forget(key, owner)
    return gone, left


def _is_active(id: str) -> bool:
    try:
        return find(id).active
    except ModelError:  # deleted already
        return False


def _made(folder: Path) -> list[dict]:
    return read_lines(folder / MADE)


def _model_gone(id: str, owner: Owner) -> bool:
    try:
        models.delete(id, owner)
    except (ModelError, PermissionError):  # deleted already, or still learning
        return False
    return True
