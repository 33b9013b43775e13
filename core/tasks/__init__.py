"""What can be worked out about a model, besides training it? One file per kind; TASKS lists them."""

from __future__ import annotations

from core.tasks.base import TaskConfig, TaskError
from core.tasks.map import MapTask

TASKS: dict[str, type[TaskConfig]] = {
    "map": MapTask,
}
# With a second kind: a union of all, told apart by Field(discriminator="kind").
AnyTask = MapTask

__all__ = ["TASKS", "AnyTask", "MapTask", "TaskConfig", "TaskError"]
