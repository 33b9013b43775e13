"""How likely is a drawing by a model that goes back to noise, or images of its kind beside strangers? A worker asks."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from core.files import write_atomic
from core.library.folder import Entry, find, open_model
from core.library.task import ShouldStop, TaskConfig
from core.library.task_folder import Tick
from core.models.refiner import DENSITY_ASKED
from core.scores.strangers import EACH, Costs, kinds
from core.tasks.invert import MOST_TEXT, read_back
from core.tasks.results import opened
from core.training import estimate
from core.types import ModelError

FILE = "likelihood.safetensors"
GRACE = 2.0  # seconds that a stop leaves for the last portion
KINDS = 7  # of images that are asked about, at most
SLOPED = 2.2  # times what an image takes in a step of learning: measured, with float32 throughout


class LikelihoodTask(TaskConfig):
    """Find what images cost a model that goes back to noise. Leaves likelihood.safetensors (`open_likelihood`)."""

    decodes: ClassVar[bool] = True

    kind: Literal["likelihood"] = "likelihood"
    image: str = Field("", max_length=MOST_TEXT, description="A drawing, as an InvertTask has it; empty: known kinds.")
    draws: int = Field(2, ge=2, le=64, description="Draws of noise and probes, of each image.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Same seed, same draws.")

    @model_validator(mode="after")
    def _is_an_image(self) -> LikelihoodTask:
        if self.image:
            read_back(self.image)
        return self

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Ask. Raises ModelError for a model that cannot say or works on another size, DataError if data is missing."""
        from core.tasks.interruptible import LeftBehind, aside

        entry = find(self.model)
        if not entry.config.model.prices:
            raise ModelError(f"{entry.named} cannot say how likely an image is: only a flow that learned untold.")
        try:
            found = aside(partial(_found, self, entry, Tick(folder)), should_stop, grace=GRACE)
        except LeftBehind:
            return "stopped"
        _write(folder / FILE, found)
        return "done"

    def seconds(self, entry: Entry, paces: dict[str, float]) -> float:
        """Return about how long it takes on this machine. paces: see core.training.estimate."""
        model, n = entry.config.model, self.draws * (1 if self.image else KINDS * EACH)
        step = estimate.step_seconds(model, 64.0, k=len(entry.config.classes), paces=paces)
        return SLOPED * n * DENSITY_ASKED * step / 64


def open_likelihood(task: LikelihoodTask) -> Costs | None:
    """Return what images cost, None if nobody has asked for it yet.

    Raises ModelError if the model is gone, or for a broken file.
    """
    return opened(task, FILE, _built)


def _found(task: LikelihoodTask, entry: Entry, tick, stop: ShouldStop) -> Costs:
    import torch

    from core import images as pixels
    from core.tasks.interruptible import LeftBehind

    def say(share: float) -> None:
        if stop():
            raise LeftBehind
        tick("going back to noise", share)

    began = time.perf_counter()
    tick("gathering images", 0.0)
    asked = {"": read_back(task.image)[None]} if task.image else kinds(entry, seed=task.seed)
    images = np.concatenate(list(asked.values()))
    if images.shape[1] != entry.config.model.image_size:
        raise ModelError(
            f"{entry.named} works on {entry.config.model.image_size} px images, the drawing has {images.shape[1]} px."
        )
    kind = np.repeat(np.arange(len(asked)), [len(some) for some in asked.values()])
    x, rng = pixels.to_float(torch.from_numpy(images.copy())), torch.Generator().manual_seed(task.seed)
    nats = open_model(entry).costs(x, draws=task.draws, rng=rng, on_progress=say)
    names = () if task.image else tuple(asked)
    return Costs(names, images, kind, nats.numpy(), time.perf_counter() - began)


def _write(path: Path, found: Costs) -> None:
    from safetensors.numpy import save

    tensors = {name: np.ascontiguousarray(getattr(found, name)) for name in ("images", "kind", "nats")}
    notes = {"kinds": list(found.kinds), "seconds": found.seconds}
    write_atomic(path, save(tensors, metadata={"scores": json.dumps(notes)}))


def _built(key: str, tensors: dict[str, np.ndarray], notes: dict) -> Costs:
    kinds = tuple(str(name) for name in notes["kinds"])
    nats, kind = tensors["nats"], tensors["kind"]
    if nats.ndim != 2 or len(nats) != len(kind) or not len(nats) or int(kind.max()) >= max(1, len(kinds)):
        raise ValueError("rows and kinds do not fit together")
    return Costs(kinds, tensors["images"], kind, nats, float(notes["seconds"]))
