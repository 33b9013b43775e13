"""How is a sampling strategy fitted to the images that are kept with a model, by a worker where it takes a while?"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from core.files import write_atomic
from core.latents import Latents
from core.library import task_folder
from core.library.folder import Entry, find
from core.library.folder import latents as latents_of
from core.library.task import ShouldStop, TaskConfig
from core.library.task_folder import Tick
from core.sampling import AnySamplerConfig, FittedSampler, naming
from core.tasks.results import read

FILE = "sampler.safetensors"
GRACE = 0.8  # seconds that a stop leaves to a fit that is nearly there


class SamplerTask(TaskConfig):
    """Fit a strategy to the latents of the images kept with a model. Leaves sampler.safetensors (`open_sampler`)."""

    edition: ClassVar[int] = 2

    kind: Literal["sampler"] = "sampler"
    sampler: AnySamplerConfig

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Fit it. Raises SamplingError if these latents cannot be fitted so, ModelError if there are none."""
        from core.tasks.interruptible import LeftBehind, aside

        entry = find(self.model)
        latents = latents_of(entry)
        Tick(folder)(f"fitting {self.sampler.title}", 0.0)
        began = time.monotonic()
        try:
            fitted = aside(lambda stop: fit(self.sampler, entry, latents), should_stop, grace=GRACE)
        except LeftBehind:
            return "stopped"
        write_sampler(folder / FILE, fitted, time.monotonic() - began)
        return "done"


def fit(sampler: AnySamplerConfig, entry: Entry, latents: Latents | None) -> FittedSampler:
    """Fit a strategy to a model; the same settings on the same latents give the same fit.

    latents: of the images kept with the model; None if it keeps none, as a GAN. A density sees nothing of those that
    are held out (`Latents.held_out`). Raises SamplingError (a ValueError).
    """
    model, rng = entry.config.model, np.random.default_rng(0)
    classes = len(entry.config.classes) if model.conditional else 0
    if latents is None:
        return sampler.fit(np.empty((0, model.latent_dim), np.float32), classes=classes, rng=rng)
    seen = np.arange(len(latents))
    if sampler.needs and sampler.foretells:
        seen = np.setdiff1d(seen, latents.held_out)
    labels = None if latents.labels is None else latents.labels[seen]
    with naming(entry.config.classes):
        fitted = sampler.fit(latents.mu[seen], labels, logvar=latents.logvar[seen], classes=classes, rng=rng)
    sources = np.where(fitted.sources < 0, fitted.sources, seen[fitted.sources])
    return replace(fitted, sources=sources, images=len(seen) if sampler.needs else 0)


def open_sampler(task: SamplerTask) -> tuple[FittedSampler, float] | None:
    """Return the fitted strategy and the seconds that the fit took, None if nobody has asked for it.

    It may have been made here or ship with the zoo. Raises ModelError for a model that is gone, a broken file.
    """
    path = path_of(task)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None

    def fitted(tensors: dict[str, np.ndarray], told: dict) -> tuple[FittedSampler, float]:
        return FittedSampler.load(task.sampler, tensors), float(told["seconds"])

    return read(data, path.name, fitted, notes="fit")


def path_of(task: SamplerTask) -> Path:
    """Return the file that holds the fitted strategy, or would. Raises ModelError if the model is gone."""
    key = task.key()
    return task_folder.shipped(task.model, key) or task_folder.folder_of(key) / FILE


def write_sampler(path: Path, fitted: FittedSampler, seconds: float, *, precision: type = np.float64) -> None:
    """Write a fitted strategy atomically. precision: of its floats, np.float32 for one that ships. Raises OSError."""
    from safetensors.numpy import save

    tensors = {
        name: np.ascontiguousarray(table, precision if table.dtype.kind == "f" else table.dtype)
        for name, table in fitted.tensors().items()
    }
    notes = {"fit": json.dumps({"sampler": fitted.config.model_dump(mode="json"), "seconds": round(seconds, 3)})}
    write_atomic(path, save(tensors, metadata=notes))
