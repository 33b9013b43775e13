"""Which latent directions make a model's writing lean and thicken? Asked of a worker once for each set of weights."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from core import places
from core.files import write_atomic
from core.library.folder import Entry, find, open_model, parsed
from core.library.task import ShouldStop, TaskConfig, TaskError, fingerprint
from core.library.task_folder import Tick
from core.types import ModelError
from core.writing import MEASURES, Directions, found
from core.writing.directions import MANY, USUAL

FILE = "directions.json"


class Shipped(Directions):
    """Directions that come along with a model of the zoo. weights: sha256 of the weights they were measured with."""

    weights: str = ""


class DirectionsTask(TaskConfig):
    """Write many characters with a conditional model, measure them, and leave directions.json (`open_directions`)."""

    edition: ClassVar[int] = 3
    decodes: ClassVar[bool] = True

    kind: Literal["directions"] = "directions"

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Measure. Raises TaskError for a model that takes no classes, ModelError, ValueError if it draws nothing."""
        tick, drawn = Tick(folder), [0]

        def told(count: int) -> None:
            drawn[0] += count
            tick("writing characters to measure", 0.0, drawn[0])
            if should_stop():
                raise _Stopped

        try:
            write_atomic(folder / FILE, measured(find(self.model), told).to_json())
        except _Stopped:
            return "stopped"
        return "done"


class _Stopped(Exception):
    pass


def measured(entry: Entry, told=lambda count: None) -> Directions:
    """Return the directions of a conditional model as it is now; told(count) is called as characters are drawn.

    Raises TaskError for a model that takes no classes, ModelError for one that cannot be opened.
    """
    import torch

    from core.images import to_uint8

    if not entry.config.model.conditional:
        raise TaskError(f"{entry.named} is not told a class, so it cannot be asked for a character.")
    model = open_model(entry)

    def draw(z: np.ndarray, y: np.ndarray) -> np.ndarray:
        told(len(z))
        with torch.inference_mode():
            return to_uint8(model.decode(torch.from_numpy(z), torch.from_numpy(y)))

    return found(draw, model.latent_dim, model.classes, rng=np.random.default_rng(0), names=qualities_of(entry))


def qualities_of(entry: Entry) -> tuple[str, ...]:
    """Return what is measured of a model's writing: of letters how round and how large they are, too."""
    letters = any(sign.isalpha() for sign in entry.config.classes)
    return tuple(MEASURES) if letters and entry.config.model.latent_dim <= MANY else USUAL


def open_directions(entry: Entry) -> Directions | None:
    """Return the directions of a model as it is now, None if nobody has asked. Raises ModelError for a broken file."""
    came = parsed(Shipped, entry.path / FILE) if entry.zoo else None
    if came is not None and came.weights == fingerprint(entry, "model.safetensors"):
        return came
    made = parsed(Directions, places.tasks() / DirectionsTask(model=entry.id).key() / FILE)
    if made is not None and (made.latent_dim != entry.config.model.latent_dim or made.classes != entry.config.classes):
        raise ModelError(f"{FILE} of {entry.named} was measured on another model: ask for it again.")
    return made


def ship(entry: Entry) -> Path:
    """Measure a model of the zoo and write directions.json beside its weights; return the file."""
    path, weights = entry.path / FILE, fingerprint(entry, "model.safetensors")
    write_atomic(path, Shipped(**measured(entry).model_dump(), weights=weights).model_dump_json())
    return path
