"""What do the tests of tasks share? A model in the store, and maps of it that take no time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import jobs, library, places
from core.jobs import worker
from core.library.task import TaskConfig
from core.owner import Owner
from core.projection import PcaConfig
from core.tasks import MapTask
from tests.core.conftest import keep
from tests.visitors import ANNA


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of its own, and the app's own zoo."""
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def model(store: Path, trained_cvae: Path) -> library.Entry:
    """Anna's conditional VAE of three latent dimensions, with 120 images; to be changed as one likes."""
    return keep(trained_cvae, ANNA)


def digits(label: int, n: int) -> np.ndarray:
    """The first n images of a digit that come along with the zoo, uint8 (n, 28, 28)."""
    shown = library.latents(library.find("mnist-vae-16d"))
    return shown.thumbnails()[shown.labels == label][:n]


def pca_of(entry: library.Entry, **changes) -> MapTask:
    return MapTask(**{"model": entry.id, "projection": PcaConfig()} | changes)


def worked_off(task: TaskConfig, owner: Owner = ANNA) -> jobs.TaskStatus:
    """Order a task, let this process do it, and return where it stands then."""
    key = jobs.submit_task(task, owner)
    worker.run(str(places.tasks() / key))
    return jobs.task_status(key)
