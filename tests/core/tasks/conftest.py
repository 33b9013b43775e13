"""What do the tests of tasks share? A model in the store, and maps of it that take no time."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import jobs, library, places
from core.jobs import worker
from core.projection import PcaConfig
from core.tasks import MapTask
from core.tasks.base import TaskConfig
from tests.core.conftest import keep


@pytest.fixture
def model(store: Path, trained_cvae: Path) -> library.Entry:
    """Anna's conditional VAE of three latent dimensions, with 120 images; to be changed as one likes."""
    return keep(trained_cvae, "anna")


def pca_of(entry: library.Entry, **changes) -> MapTask:
    return MapTask(**{"model": entry.id, "projection": PcaConfig()} | changes)


def worked_off(task: TaskConfig, owner: str = "anna") -> jobs.TaskStatus:
    """Order a task, let this process do it, and return where it stands then."""
    key = jobs.submit_task(task, owner)
    worker.run(str(places.tasks() / key))
    return jobs.task_status(key)
