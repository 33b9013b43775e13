"""How does a path through latent space become a film to take along? A worker decodes it and leaves the file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from core import places
from core.config import Config
from core.export.moving_picture import check, film
from core.files import write_atomic
from core.latents import Latents
from core.library.folder import Entry, find, open_model
from core.library.folder import latents as latents_of
from core.library.task import ShouldStop, TaskConfig
from core.library.task_folder import Tick
from core.sampling.paths import MOST_STOPS, PATHS, PathConfig, path

BATCH = 64  # frames decoded at a time
GRACE = 0.8  # seconds that a stop leaves for the last step
DRAWN = 0.7  # share of the work that is done when all frames are decoded


class Stop(Config):
    """Where a path begins, ends or passes: an image that is kept with the model, or a place.

    index: of the image. z: the place. label: the class there, for a model that is told one; that of the image if None.
    """

    index: int | None = Field(None, ge=0, description="Number of an image that is kept with the model.")
    z: tuple[float, ...] = Field((), max_length=4096, description="Latents, for a place that is no image.")
    label: int | None = Field(None, ge=0, description="Class at this stop, for a model that is told one.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Stop:
        if (self.index is None) == (not self.z):
            raise ValueError("a stop must be an image (index) or a place (z), one of the two.")
        return self


class WalkTask(TaskConfig):
    """Decode a path frame by frame and make a film of it. Leaves walk.gif or walk.png."""

    decodes: ClassVar[bool] = True

    kind: Literal["walk"] = "walk"
    stops: tuple[Stop, ...] = Field(min_length=2, max_length=MOST_STOPS, description="Where the path passes, in order.")
    path: PathConfig = PathConfig()
    label: int | None = Field(None, ge=0, description="Class of all frames; without it, from stop to stop.")
    frames: int = Field(60, ge=2, le=600, description="Pictures from the first stop to the last.")
    seconds_per_frame: float = Field(0.06, ge=0.02, le=5.0, description="How long each picture stands, in seconds.")
    back: bool = Field(False, description="Play the way back too, so that a film that begins again does not jump.")
    loop: bool = Field(True, description="Begin again at the end, for ever.")
    size: int = Field(256, ge=16, le=1024, description="Side of the picture, in pixels.")
    format: Literal["gif", "apng"] = "gif"
    ink: Literal["dark", "light"] = Field("dark", description="Dark ink on white, or light ink on black.")

    @model_validator(mode="after")
    def _not_too_large(self) -> WalkTask:
        check(2 * self.frames - 2 if self.back else self.frames, self.size, self.seconds_per_frame)
        return self

    @property
    def file(self) -> str:
        """Name of the file it leaves."""
        return "walk.gif" if self.format == "gif" else "walk.png"

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Decode the path and write the film. Raises ValueError if the stops do not fit the model."""
        from core.tasks.interruptible import LeftBehind, aside

        tick = Tick(folder)
        images = _decoded(self, find(self.model), tick, should_stop)
        if images is None:
            return "stopped"
        if self.back:
            images = np.concatenate([images, images[-2:0:-1]])
        tick("making the film", DRAWN)
        settings = {"format": self.format, "seconds_per_frame": self.seconds_per_frame, "loop": self.loop}
        make = partial(film, images, size=self.size, ink=self.ink, **settings)
        try:
            made = aside(lambda stop: make(), should_stop, grace=GRACE)
        except LeftBehind:
            return "stopped"
        write_atomic(folder / self.file, made)
        return "done"


def open_walk(task: WalkTask) -> bytes | None:
    """Return the film, None if nobody has asked for it yet. Raises ModelError if the model is gone."""
    try:
        return (places.tasks() / task.key() / task.file).read_bytes()
    except FileNotFoundError:
        return None


def places_of(stops: tuple[Stop, ...], d: int, latents: Latents | None) -> np.ndarray:
    """Return where stops lie, float64 (m, d). latents: of the images kept with the model, None if there are none.

    Raises ValueError for an image that is not there, or a place of another number of dimensions.
    """
    rows = []
    for stop in stops:
        if stop.index is None and len(stop.z) != d:
            raise ValueError(f"a stop must have {d} numbers, the model's latent dimensions, got {len(stop.z)}.")
        if stop.index is not None and stop.index >= (len(latents) if latents else 0):
            kept = f"numbers 0 to {len(latents) - 1} are kept" if latents else "none are kept"
            raise ValueError(f"a stop must be an image that is kept with the model: {kept}, got {stop.index}.")
        rows.append(np.array(stop.z) if stop.index is None else latents.mu[stop.index].astype(np.float64))
    return np.stack(rows)


def classes_at(stops: tuple[Stop, ...], k: int, latents: Latents | None, label: int | None = None) -> np.ndarray:
    """Return the class weights at each stop, float64 (m, k), one 1 in each row; k: 0 for a model that is told none.

    label: of all stops; None for each one's own. Raises ValueError for a stop without one, or one that is no class.
    """
    if k == 0:
        return np.zeros((len(stops), 0))
    labels = [label if label is not None else _label_of(stop, latents) for stop in stops]
    if None in labels:
        raise ValueError("this model has to be told a class: give one to each stop, or one to the whole path.")
    if max(labels) >= k:
        raise ValueError(f"label must be between 0 and {k - 1}, got {max(labels)}.")
    return np.eye(k)[labels]


def _label_of(stop: Stop, latents: Latents | None) -> int | None:
    if stop.label is not None or stop.index is None or latents is None or latents.labels is None:
        return stop.label
    return int(latents.labels[stop.index])


def _decoded(task: WalkTask, entry: Entry, tick, should_stop: ShouldStop) -> np.ndarray | None:
    """Return the frames of the path, uint8 (t, h, w), None if it was stopped before the end."""
    import torch

    from core.images import to_uint8

    tick(f"laying the path {PATHS[task.path.kind].title.lower()}", 0.0)
    model = open_model(entry)
    kept = latents_of(entry) if (entry.path / "latents.safetensors").is_file() else None
    way = path(places_of(task.stops, model.latent_dim, kept), task.path, kept.mu if kept else None)
    moments = way.moments(task.frames)
    k = len(model.classes)
    z = torch.from_numpy(way.at(moments))
    y = torch.from_numpy((way.weights(moments) @ classes_at(task.stops, k, kept, task.label)).astype(np.float32))
    frames = []
    for start in range(0, len(z), BATCH):
        if should_stop():
            return None
        tick("decoding", DRAWN * start / len(z), start, len(z))
        rows = slice(start, start + BATCH)
        with torch.inference_mode():
            frames.append(to_uint8(model.decode(z[rows], y[rows] if k else None)))
    return np.concatenate(frames)
