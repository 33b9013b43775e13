"""What can be worked out about a model, besides training it? One file per kind; TASKS lists them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.tasks.base import TaskConfig, TaskError
from core.tasks.clusters import ClusterTask
from core.tasks.directions import DirectionsTask
from core.tasks.draw import DrawTask
from core.tasks.duel import DuelTask
from core.tasks.fitting import SamplerTask
from core.tasks.invert import InvertTask
from core.tasks.lesson import LessonTask
from core.tasks.map import MapTask
from core.tasks.nearest import NearestTask
from core.tasks.scores import ScoreTask
from core.tasks.stability import StabilityTask
from core.tasks.walk import WalkTask

TASKS: dict[str, type[TaskConfig]] = {
    "map": MapTask,
    "clusters": ClusterTask,
    "stability": StabilityTask,
    "lesson": LessonTask,
    "sampler": SamplerTask,
    "scores": ScoreTask,
    "walk": WalkTask,
    "draw": DrawTask,
    "duel": DuelTask,
    "nearest": NearestTask,
    "invert": InvertTask,
    "directions": DirectionsTask,
}
AnyTask = Annotated[
    MapTask
    | ClusterTask
    | StabilityTask
    | LessonTask
    | SamplerTask
    | ScoreTask
    | WalkTask
    | DrawTask
    | DuelTask
    | DirectionsTask
    | NearestTask
    | InvertTask,
    Field(discriminator="kind"),
]

__all__ = [
    "TASKS",
    "AnyTask",
    "ClusterTask",
    "DirectionsTask",
    "DrawTask",
    "DuelTask",
    "InvertTask",
    "LessonTask",
    "MapTask",
    "NearestTask",
    "SamplerTask",
    "ScoreTask",
    "StabilityTask",
    "TaskConfig",
    "TaskError",
    "WalkTask",
]
