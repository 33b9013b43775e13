"""Which maps of a model are kept, and what does each say?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from core.config import ConfigError
from core.files import parsed_json, write_atomic
from core.latents import Latents
from core.library import task_folder
from core.library.folder import Entry, find
from core.library.folder import latents as latents_of
from core.library.task import fingerprint
from core.library.weights import metadata_of, tensors_of
from core.projection import FittedProjection, Scattered
from core.tasks import store
from core.tasks.map import frames
from core.tasks.map.frames import Frames
from core.tasks.map.task import MapTask
from core.types import ModelError

COLUMNS = {  # name: what it is, in which unit
    "trust": ("trustworthiness", ""),
    "continuity": ("continuity", ""),
    "overlap": ("shared neighbours", ""),
    "density": ("log-density of the latents", "nats"),
    "reconstruction": ("reconstruction error", "nats"),
}


@dataclass(frozen=True, eq=False)
class FittedMap:
    """A map that a worker has made. xy: float32 (n, 2). columns: float32 (n,) by name, see COLUMNS; a map whose fit was
    stopped may lack some. scores: overall numbers. latents: of the images on the map.
    """

    task: MapTask
    key: str
    xy: np.ndarray
    columns: Mapping[str, np.ndarray]
    scores: Mapping[str, Any]
    latents: Latents

    @cached_property
    def fitted(self) -> FittedProjection:
        """The way from latents to the map and back."""
        if self.task.projection.at_once:
            return self.task.projection.fit(self.latents.mu)
        return Scattered(self.xy, self.latents.mu, self.scores.get("iterations", 0), self.scores.get("total", 0))


def open_map(task: MapTask) -> FittedMap | None:
    """Return the map if it is there, shipped with the zoo or made here; None if not. Raises ModelError."""
    entry, key = find(task.model), task.key()
    folder = task_folder.folder_of(key)
    try:
        table = Latents.load(folder / "latents.safetensors") if task.points else latents_of(entry)
        return read_map(task_folder.shipped(task.model, key) or folder / "map.safetensors", task, key, table)
    except FileNotFoundError:
        return None


def read_map(path: Path, task: MapTask, key: str, latents: Latents) -> FittedMap:
    """Return the map in a file. Raises ModelError if it is not one of these latents, FileNotFoundError."""
    data = path.read_bytes()
    tensors = tensors_of(data, path.name)
    try:
        xy, scores = tensors["xy"].astype(np.float32), parsed_json(metadata_of(data)["scores"])
    except (KeyError, ValueError):
        raise ModelError(f"{path.name} is not a map.") from None
    if xy.shape != (len(latents), 2):
        places = len(xy) if xy.ndim else 0
        raise ModelError(f"{path.name} holds {places} places for {len(latents)} images.")
    columns = {name: tensors[name].astype(np.float32) for name in COLUMNS if name in tensors}
    if not isinstance(scores, dict) or any(column.shape != (len(latents),) for column in columns.values()):
        raise ModelError(f"{path.name} is damaged.")
    return FittedMap(task, key, xy, columns, scores, latents)


def kept_maps(entry: Entry) -> list[MapTask]:
    """Return the maps of a model that open at once: those it ships with, then those made here, newest first."""
    try:
        latents = fingerprint(entry)
    except ModelError:
        return []
    files = sorted((entry.path / "maps").glob("*.safetensors"))
    shipped = [task for path in files if (task := _task_in(path)) and task.key_for(latents) == path.stem]
    made = [(found.path, found.task) for found in store.entries(entry.id) if isinstance(found.task, MapTask)]
    made = [task for path, task in made if task.key_for(latents) == path.name and (path / "map.safetensors").is_file()]
    return shipped + [task for task in made if task not in shipped]


def read_frames(key: str, after: int = -1) -> Frames:
    """Return the frames of a map, forming or formed, of later iterations than `after`. Raises TaskError for no key."""
    path = task_folder.shipped_with_any(key)
    if path is None:
        return frames.read(task_folder.folder_of(key) / "frames.bin", after)
    tensors = tensors_of(path.read_bytes(), path.name)
    found = Frames.none() if "frames" not in tensors else _shipped_film(tensors)
    later = found.iterations > after
    return Frames(found.iterations[later], found.total, found.xy[later])


def write_map(path: Path, task: MapTask, xy: np.ndarray, columns: Mapping, scores: Mapping) -> None:
    """Write map.safetensors atomically. Raises OSError."""
    tensors = {name: np.ascontiguousarray(value, np.float32) for name, value in {"xy": xy, **columns}.items()}
    _write(path, tensors, task, scores)


def write_shipped(path: Path, made: FittedMap, film: Frames) -> None:
    """Write a map as it ships with the zoo: in half precision, and with a film in 8 bits. Raises OSError."""
    tensors = {name: np.ascontiguousarray(value, np.float16) for name, value in {"xy": made.xy, **made.columns}.items()}
    if len(film):
        boxes, places = frames.packed(film, np.uint8)
        tensors |= {"frames": places, "boxes": boxes, "iterations": film.iterations.astype(np.int32)}
    _write(path, tensors, made.task, made.scores)


def _write(path: Path, tensors: dict[str, np.ndarray], task: MapTask, scores: Mapping) -> None:
    from safetensors.numpy import save

    notes = {"task": task.model_dump_json(), "scores": json.dumps(dict(scores), allow_nan=False)}
    write_atomic(path, save(tensors, metadata=notes))


def _shipped_film(tensors: Mapping[str, np.ndarray]) -> Frames:
    iterations = tensors["iterations"].astype(np.int64)
    xy = frames.unpacked(tensors["boxes"], tensors["frames"])
    xy[-1] = tensors["xy"]  # the last is the map itself, in its full precision
    return Frames(iterations, int(iterations[-1]), xy)


def _task_in(path: Path) -> MapTask | None:
    try:
        data = path.read_bytes()
        tensors_of(data, path.name)
        return MapTask.from_json(metadata_of(data)["task"])
    except (ConfigError, ModelError, KeyError, FileNotFoundError):  # damaged, or of another version of the code
        return None
