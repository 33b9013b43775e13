"""What can be worked out about a model, besides training it? One file per kind; TASKS lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.config import any_of
from core.library.task import TaskConfig, TaskError
from core.tasks.clusters import ClusterTask
from core.tasks.directions import DirectionsTask
from core.tasks.draw import DrawTask
from core.tasks.duel.task import DuelTask
from core.tasks.hand import HandGroupsTask, HandLettersTask, PageTask
from core.tasks.invert import InvertTask
from core.tasks.lesson import LessonTask
from core.tasks.likelihood import LikelihoodTask
from core.tasks.map.task import MapTask
from core.tasks.message import CuresTask, DrawnHandTask, FilmTask, FontTask, OwnHandTask, WorthTask
from core.tasks.nearest import NearestTask
from core.tasks.one_image.task import OneImageTask
from core.tasks.one_image.vary import VaryTask
from core.tasks.path_film import WalkTask
from core.tasks.sampler import SamplerTask
from core.tasks.scores import ScoreTask
from core.tasks.stability import StabilityTask
from core.tasks.tune import TuneTask

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
    "likelihood": LikelihoodTask,
    "nearest": NearestTask,
    "invert": InvertTask,
    "directions": DirectionsTask,
    "one image": OneImageTask,
    "tune": TuneTask,
    "one image variations": VaryTask,
    "hand page": PageTask,
    "hand letters": HandLettersTask,
    "hand groups": HandGroupsTask,
    "hand ready": OwnHandTask,
    "hand cures": CuresTask,
    "hand drawn": DrawnHandTask,
    "hand font": FontTask,
    "hand film": FilmTask,
    "hand worth": WorthTask,
}
if TYPE_CHECKING:
    AnyTask = TaskConfig
else:
    AnyTask = any_of(TASKS, by="kind")
__all__ = [
    "TASKS",
    "AnyTask",
    "ClusterTask",
    "CuresTask",
    "DirectionsTask",
    "DrawTask",
    "DrawnHandTask",
    "DuelTask",
    "FilmTask",
    "FontTask",
    "HandGroupsTask",
    "HandLettersTask",
    "InvertTask",
    "LessonTask",
    "LikelihoodTask",
    "MapTask",
    "NearestTask",
    "OneImageTask",
    "OwnHandTask",
    "PageTask",
    "SamplerTask",
    "ScoreTask",
    "StabilityTask",
    "TaskConfig",
    "TaskError",
    "TuneTask",
    "VaryTask",
    "WalkTask",
    "WorthTask",
]
