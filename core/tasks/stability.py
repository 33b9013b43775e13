"""How much of a map is chance? The same images are laid out with two more seeds, and the three maps compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field

from core.files import write_atomic
from core.library.task import ShouldStop, TaskConfig, TaskError
from core.library.task_folder import Tick
from core.projection import AnyProjectionConfig, ProjectionConfig
from core.tasks.map.task import MOST_POINTS, MapTask
from core.tasks.results import opened

SEEDS = 3  # the map's own and two more
K = 15  # neighbours that are compared
GRACE = 0.8  # seconds that a stop leaves for the last step
FITTED = 0.9  # share of the work that is done when all maps are made


class StabilityTask(TaskConfig):
    """Lay the images of a map out with two more seeds, and see which neighbours stay. Leaves stability.safetensors."""

    kind: Literal["stability"] = "stability"
    projection: AnyProjectionConfig
    points: int = Field(0, ge=0, le=MOST_POINTS, description="How many images, as of the map; 0 for those kept.")

    @classmethod
    def of(cls, task: MapTask) -> StabilityTask:
        """Return the task that asks about a map."""
        return cls(model=task.model, projection=task.projection, points=task.points)

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Make and compare the maps. Raises ValueError if they cannot be made, TaskError if a map has to come first."""
        from core.tasks.interruptible import LeftBehind, aside

        try:
            maps = aside(partial(_maps, self, folder), should_stop, grace=GRACE)
            measured = aside(lambda stop: _compared(maps), should_stop, grace=GRACE)
        except LeftBehind:
            return "stopped"
        if should_stop():
            return "stopped"
        _write(folder / "stability.safetensors", self, maps, *measured)
        return "done"


@dataclass(frozen=True, eq=False)
class Stability:
    """What a worker has found out about a map. stability: share of each image's k nearest that two seeds agree on, mean
    over the three pairs, float32 (n,), 0 to 1. moved: how far it lies elsewhere on the other seeds' maps once they are
    laid on this one, in map radii, float32 (n,). maps: the three layouts, (n, 2) each, this one's first.
    scores: overall, k, seeds.
    """

    task: StabilityTask
    key: str
    stability: np.ndarray
    moved: np.ndarray
    maps: tuple[np.ndarray, ...]
    scores: Mapping[str, Any]


def open_stability(task: StabilityTask) -> Stability | None:
    """Return what was found out, None if nobody has asked yet. Raises ModelError if the model is gone."""

    def found(key: str, tensors: dict[str, np.ndarray], scores: dict) -> Stability:
        maps = tuple(tensors[f"xy{i}"] for i in range(len(scores["seeds"])))
        return Stability(task, key, tensors["stability"], tensors["moved"], maps, scores)

    return opened(task, "stability.safetensors", found)


def seeds_of(projection: ProjectionConfig) -> tuple[int, ...]:
    """Return the seeds that are compared, the projection's own first; none if it leaves nothing to chance."""
    seed = getattr(projection, "seed", None)
    if seed is None:
        return ()
    step = 1 if seed + SEEDS < 2**31 else -1
    return tuple(seed + step * i for i in range(SEEDS))


def _maps(task: StabilityTask, folder: Path, stop: ShouldStop) -> list[np.ndarray]:
    """Return the layout of each seed, the map's own first. Raises LeftBehind if stopped meanwhile."""
    import torch

    from core.library.folder import find, latents
    from core.tasks.interruptible import LeftBehind
    from core.tasks.map import kept as maps

    seeds = seeds_of(task.projection)
    if not seeds:
        raise TaskError(f"A map by {task.projection.name} leaves nothing to chance: its stability is 1.")
    there = maps.open_map(MapTask(model=task.model, projection=task.projection, points=task.points))
    if there is None and task.points:
        raise TaskError("The map is not there any more: make it first, then ask how stable it is.")
    table = there.latents if there else latents(find(task.model))
    # A map that was stopped early differs from its peers because it is not finished, which is not the question.
    whole = there is not None and not there.scores.get("stopped_early")
    found = [there.xy] if whole else []
    tick, share = Tick(folder), FITTED / (len(seeds) - len(found))
    for i, seed in enumerate(seeds[len(found) :]):
        start, doing = i * share, f"laying out with seed {seed}"
        tick(doing, start)

        def on_step(iteration: int, total: int, xy: np.ndarray, start: float = start, doing: str = doing) -> bool:
            tick(doing, start + share * iteration / total, iteration, total)
            return stop()

        again = task.projection.replace(seed=seed)
        found.append(again.fit(table.mu, table.labels, on_step=on_step, threads=torch.get_num_threads()).xy)
        if stop():
            raise LeftBehind
    tick("comparing", FITTED)
    return found


def _compared(maps: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, int]:
    """Return stability and moved, (n,) each, and the number of neighbours looked at."""
    from core.projection import moved, trust

    k = min(K, (len(maps[0]) - 1) // 2)
    distances = [moved.compare(maps[0], other).distance for other in maps[1:]]
    return trust.stability(maps, k=k), np.mean(distances, axis=0).astype(np.float32), k


def _write(
    path: Path, task: StabilityTask, maps: list[np.ndarray], stability: np.ndarray, moved: np.ndarray, k: int
) -> None:
    from safetensors.numpy import save

    tensors = {"stability": stability, "moved": moved} | {f"xy{i}": xy for i, xy in enumerate(maps)}
    scores = {"overall": float(stability.mean()), "moved": float(np.median(moved)), "k": k}
    scores |= {"seeds": list(seeds_of(task.projection)), "n": len(stability)}
    notes = {"scores": json.dumps(scores, allow_nan=False)}
    write_atomic(path, save({k: np.ascontiguousarray(v, np.float32) for k, v in tensors.items()}, metadata=notes))
