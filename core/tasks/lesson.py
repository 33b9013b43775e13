"""What would this method, with these settings, make of points whose truth is known? See core.projection.lessons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from core.config import ConfigError
from core.files import write_atomic
from core.library.task import ShouldStop, TaskConfig
from core.library.task_folder import Tick
from core.projection import AnyProjectionConfig
from core.projection.lessons import LESSONS, Lesson, turned_text
from core.tasks.results import opened

GRACE = 0.8  # seconds that a stop leaves for the last step


class LessonTask(TaskConfig):
    """Lay out the points of a lesson with a method and settings, and with one setting turned.

    Leaves lesson.safetensors. It needs no model: `model` stays empty.
    """

    kind: Literal["lesson"] = "lesson"
    lesson: str = Field(max_length=20, description="Which one: a key of LESSONS.")
    projection: AnyProjectionConfig

    @property
    def about(self) -> Lesson:
        """The lesson. Raises ConfigError if there is none of that name."""
        if self.lesson not in LESSONS:
            raise ConfigError(f"lesson must be one of {', '.join(LESSONS)}, got {self.lesson!r}.")
        return LESSONS[self.lesson]

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Make the maps and measure them. Raises ConfigError for an unknown lesson."""
        from core.tasks.interruptible import LeftBehind, aside

        try:
            aside(partial(_shown, self, folder), should_stop, grace=GRACE)
        except LeftBehind:
            return "stopped"
        return "stopped" if should_stop() else "done"


@dataclass(frozen=True, eq=False)
class Shown:
    """A lesson on points. tells: what was measured, a sentence. titles, maps: the true picture first, places (n, 2)
    each. groups: int64 (n,), which group each point belongs to.
    """

    task: LessonTask
    tells: str
    titles: tuple[str, ...]
    maps: tuple[np.ndarray, ...]
    groups: np.ndarray


def open_lesson(task: LessonTask) -> Shown | None:
    """Return the lesson as it was worked out, None if nobody has asked yet. Raises ModelError for a broken file."""

    def shown(key: str, tensors: dict[str, np.ndarray], notes: dict) -> Shown:
        maps = tuple(tensors[f"xy{i}"] for i in range(len(notes["titles"])))
        return Shown(task, notes["tells"], tuple(notes["titles"]), maps, tensors["groups"])

    return opened(task, "lesson.safetensors", shown, notes="lesson")


def _shown(task: LessonTask, folder: Path, stop: ShouldStop) -> None:
    """Make the maps and write them down. Raises LeftBehind if stopped meanwhile."""
    import torch

    from core.tasks.interruptible import LeftBehind

    lesson, example = task.about, task.about.example(task.projection)
    turned = lesson.turned(task.projection)
    name = turned_text(task.projection, turned) if turned else ""
    asked = {"Your settings": task.projection} | ({name[:1].upper() + name[1:]: turned} if turned else {})
    tick, maps = Tick(folder), [example.flat]
    for i, (title, projection) in enumerate(asked.items()):

        def on_step(iteration: int, total: int, xy: np.ndarray, i: int = i, title: str = title) -> bool:
            tick(title, (i + iteration / total) / len(asked), iteration, total)
            return stop()

        tick(title, i / len(asked))
        fitted = projection.fit(example.latents, example.groups, on_step=on_step, threads=torch.get_num_threads())
        maps.append(fitted.xy)
        if stop():
            raise LeftBehind
    tells = lesson.tells(example, maps[1], maps[2] if turned else None, name)
    _write(folder / "lesson.safetensors", tells, ("The truth", *asked), maps, example.groups)


def _write(path: Path, tells: str, titles: tuple[str, ...], maps: list[np.ndarray], groups: np.ndarray) -> None:
    from safetensors.numpy import save

    tensors = {f"xy{i}": np.ascontiguousarray(xy, np.float32) for i, xy in enumerate(maps)}
    notes = {"lesson": json.dumps({"tells": tells, "titles": list(titles)})}
    write_atomic(path, save(tensors | {"groups": groups.astype(np.int64)}, metadata=notes))
