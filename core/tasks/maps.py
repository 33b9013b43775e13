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
from core.files import write_atomic
from core.folder import Entry, find
from core.folder import latents as latents_of
from core.latents import Latents
from core.projection import FittedProjection, Scattered
from core.tasks import frames, store
from core.tasks.base import fingerprint
from core.tasks.frames import Frames
from core.tasks.map import MapTask
from core.types import ModelError
from core.weights import metadata_of, tensors_of

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
        if self.task.projection.name in ("identity", "pca"):
            return self.task.projection.fit(self.latents.mu)
        return Scattered(self.xy, self.latents.mu, self.scores.get("iterations", 0), self.scores.get("total", 0))


def open_map(task: MapTask) -> FittedMap | None:
    """Return the map if it is there, shipped with the zoo or made here; None if not. Raises ModelError."""
    entry, key = find(task.model), task.key()
    path = store.shipped(task.model, key) or store.folder_of(key) / "map.safetensors"
    try:
        data = path.read_bytes()
        latents = Latents.load(path.parent / "latents.safetensors") if task.points else latents_of(entry)
    except FileNotFoundError:
        return None
    tensors = tensors_of(data, path.name)
    xy = tensors.pop("xy").astype(np.float32)
    if len(xy) != len(latents):
        raise ModelError(f"{path.name} holds {len(xy)} places for {len(latents)} images.")
    columns = {name: tensors[name].astype(np.float32) for name in COLUMNS if name in tensors}
    return FittedMap(task, key, xy, columns, json.loads(metadata_of(data)["scores"]), latents)


def kept_maps(entry: Entry) -> list[MapTask]:
    """Return the maps of a model that open at once: those it ships with, then those made here, newest first."""
    try:
        fingerprint(entry)
    except ModelError:
        return []
    shipped = [task for path in sorted((entry.path / "maps").glob("*.safetensors")) if (task := _task_in(path))]
    made = [found for found in store.entries(entry.id) if isinstance(found.task, MapTask)]
    made = [found for found in made if (found.path / "map.safetensors").is_file() and found.task.key() == found.key]
    return shipped + [found.task for found in made if found.task not in shipped]


def read_frames(key: str, after: int = -1) -> Frames:
    """Return the frames of a map, forming or formed, of later iterations than `after`. Raises TaskError for no key."""
    return frames.read(store.folder_of(key) / "frames.bin", after)


def write_map(path: Path, task: MapTask, xy: np.ndarray, columns: Mapping, scores: Mapping, dtype=np.float32) -> None:
    """Write map.safetensors atomically. Raises OSError."""
    from safetensors.numpy import save

    tensors = {name: np.ascontiguousarray(value, dtype) for name, value in {"xy": xy, **columns}.items()}
    notes = {"task": task.model_dump_json(), "scores": json.dumps(scores, allow_nan=False)}
    write_atomic(path, save(tensors, metadata=notes))


def _task_in(path: Path) -> MapTask | None:
    try:
        task = MapTask.from_json(metadata_of(path.read_bytes())["task"])
        return task if task.key() == path.stem else None
    except (ConfigError, ModelError, KeyError, FileNotFoundError):
        return None
