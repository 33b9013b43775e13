"""A small run of one image, really worked off: two images, two sets, two seeds, a tenth of the images to learn from."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from core.library.folder import find, latents
from core.one_image.network import lesson
from core.one_image.vae import OneImageVaeConfig
from core.tasks import OneImageTask, store
from core.tasks.execute import execute
from core.tasks.one_image.task import of
from tests.ui.conftest import OWNER


def digits(label: int, n: int) -> np.ndarray:
    """Return images, uint8 (n, 28, 28), of those that come along."""
    shown = latents(find("mnist-vae-16d"))
    return shown.thumbnails()[shown.labels == label][:n]


def wanted(**changes: object) -> OneImageTask:
    """Return the run that `work_off` does, or another one like it."""
    images = digits(2, 7)
    usual = {"images": of(images[:2]), "own": of(images[2:]), "character": "2", "seeds": 2}
    return OneImageTask(**usual | {"sets": ("variations", "vae"), "vae": OneImageVaeConfig(passes=40)} | changes)


def work_off(home: Path) -> None:
    """Leave the run, done, in a store for OWNER; it takes some seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_INK_HOME", str(home))
        patch.delenv("LATENT_INK_DATA", raising=False)
        patch.setattr("core.one_image.outcome.lesson", partial(lesson, each=100))
        task = wanted()
        path = store.create(task, task.key(), OWNER).path
        store.note_asker(path, OWNER)
        assert execute(path) == "done"
