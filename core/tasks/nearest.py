"""Does a model draw images of its own? A worker finds the training images that are nearest to what it draws."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.files import write_atomic
from core.library.folder import Entry, find
from core.library.folder import latents as latents_of
from core.library.task import ShouldStop, TaskConfig
from core.library.task_folder import Tick
from core.sampling import AnySamplerConfig, PriorConfig
from core.scores.nearest_training import YARDSTICK, Nearest, nearest_few
from core.tasks.draw import decoded, draws_of
from core.tasks.results import opened
from core.tasks.sampler import fit
from core.types import ModelError

FILE = "nearest.safetensors"
GRACE = 0.8  # seconds that a stop leaves for the last chunk
READ = 0.3  # share of the work that is done when the data has been read


class NearestTask(TaskConfig):
    """Draw some images and find the nearest training images of each. Leaves nearest.safetensors (`open_nearest`)."""

    edition: ClassVar[int] = 2
    decodes: ClassVar[bool] = True

    kind: Literal["nearest"] = "nearest"
    sampler: AnySamplerConfig = Field(PriorConfig(), description="Where in latent space the images come from.")
    m: int = Field(8, ge=1, le=64, description="Images to draw.")
    neighbours: int = Field(3, ge=1, le=10, description="Training images to find for each.")
    label: int | None = Field(None, ge=0, le=999, description="Class to draw, for a model that is told one.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Same seed, same images.")

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Draw and search. Raises ModelError, DataError if the data cannot be had, ValueError from the strategy."""
        from core.tasks.interruptible import LeftBehind, aside

        entry = find(self.model)
        if not entry.config.model.draws:
            raise ModelError(f"{entry.named} draws nothing: it is a classifier.")
        try:
            found = aside(partial(_found, self, entry, Tick(folder)), should_stop, grace=GRACE)
        except LeftBehind:
            return "stopped"
        _write(folder / FILE, found)
        return "done"


def open_nearest(task: NearestTask) -> Nearest | None:
    """Return what was found, None if nobody has asked for it yet.

    Raises ModelError if the model is gone, or for a broken file.
    """
    return opened(task, FILE, _built)


def _found(task: NearestTask, entry: Entry, tick, stop: ShouldStop) -> Nearest:
    from core.tasks.interruptible import LeftBehind

    def say(doing: str, fraction: float) -> None:
        if stop():
            raise LeftBehind
        tick(doing, fraction)

    say("drawing", 0.0)
    kept = latents_of(entry) if task.sampler.needs and (entry.path / "latents.safetensors").is_file() else None
    draws = draws_of(entry, fit(task.sampler, entry, kept), n=task.m, label=task.label, seed=task.seed)
    drawn = decoded(entry, draws, should_stop=stop)
    say("reading the data", 0.05)
    train, test = (
        entry.config.dataset.load(part, image_size=entry.config.model.image_size) for part in ("train", "test")
    )
    k = min(task.neighbours, len(train))
    looking = f"looking through {len(train):,} training images"
    distances, where = nearest_few(drawn, train.images, k, lambda share: say(looking, READ + 0.2 * share))
    some = np.sort(np.random.default_rng(0).permutation(len(test))[:YARDSTICK])
    real, _ = nearest_few(
        test.images[some], train.images, 1, lambda share: say("the same for real images", 0.5 + 0.5 * share)
    )
    kinds = np.full(where.shape, -1) if train.labels is None else train.labels[where]
    told = draws.labels if entry.config.model.conditional else np.full(task.m, -1)
    return Nearest(drawn, told, train.images[where], distances, kinds, np.sort(real[:, 0]))


def _write(path: Path, found: Nearest) -> None:
    from safetensors.numpy import save

    tensors = {name: np.ascontiguousarray(getattr(found, name)) for name in Nearest.__dataclass_fields__}
    write_atomic(path, save(tensors, metadata={"scores": json.dumps({})}))


def _built(key: str, tensors: dict[str, np.ndarray], notes: dict) -> Nearest:
    return Nearest(**{name: tensors[name] for name in Nearest.__dataclass_fields__})
