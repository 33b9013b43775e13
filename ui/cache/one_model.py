"""What is kept in memory between page runs, and how much of it?"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

import numpy as np

from core import images as pixels
from core import ink, library
from core.blocks.pad import plane_of
from core.export import model, pictures
from core.latents import Latents
from core.library import Entry, task_folder
from core.library.task import TaskConfig
from core.projection import Plane
from core.projection.moved import Moved
from core.sampling import AnySamplerConfig, FittedSampler
from core.sampling.neighbourhood import Neighbourhood
from core.sampling.neighbourhood import neighbourhood as neighbourhood_of
from core.tasks import ClusterTask, LessonTask, MapTask, SamplerTask, StabilityTask, sampler
from core.tasks.clusters import FoundClusters, open_clusters
from core.tasks.lesson import Shown, open_lesson
from core.tasks.map.kept import FittedMap, open_map
from core.tasks.stability import Stability, open_stability
from core.training import estimate
from core.transfer import model_zip
from ui.cache.kept import kept

Stamp = tuple[int, ...]
QUICK = 500_000  # numbers in latents up to which the quick strategies are: an uploaded model may bring 20,000 x 128
Task = TypeVar("Task", bound=TaskConfig)
Result = TypeVar("Result")


def stamp_of(*paths: Path) -> Stamp:
    """Return numbers that change when one of the files is replaced; 0 for one that is not there."""
    stamps: list[int] = []
    for path in paths:
        try:
            found = os.stat(path)
            stamps += [found.st_mtime_ns, found.st_ino, found.st_size]  # the clock of a file ticks in milliseconds
        except FileNotFoundError:
            stamps += [0, 0, 0]
    return tuple(stamps)


def bundle(entry: Entry, images: MapTask | None = None) -> bytes | None:
    """Return everything the pad needs to show a model, None if the browser cannot run it or it has no weights yet.

    images: a map whose images to show instead of those kept with the model, see `encoded`.
    """
    if not (entry.path / "browser.bin").is_file():
        return None
    stamp = stamp_of(entry.path / "browser.bin", entry.path / "latents.safetensors")
    return _bundle(entry.id, stamp, images.key() if images else "", entry, images)


@kept(24)
def _bundle(id: str, stamp: Stamp, key: str, _entry: Entry, _images: MapTask | None) -> bytes:
    # A resource, not data: bytes cannot change, and a copy for every page run would be a megabyte each.
    if _images:
        return model.bundle_of(_entry, latents=encoded(_images))
    drawn = plane(_entry)
    return model.bundle_of(_entry, previous=drawn.xy if drawn else None)


def encoded(task: MapTask) -> Latents | None:
    """Return the latents of the images that a worker has read for a map; None if it has not. Raises ModelError."""
    key = task.key()
    path = task_folder.folder_of(key) / "latents.safetensors"
    return _encoded(key, stamp_of(path), path) if path.is_file() else None


@kept(4)
def _encoded(key: str, stamp: Stamp, _path: Path) -> Latents:
    return Latents.load(_path)


def plane(entry: Entry) -> Plane | None:
    """Return the plane that a model's pad shows its images on, None if none are kept; read from a changing folder."""
    if not (entry.path / "latents.safetensors").is_file():
        return None
    return _plane(entry.id, stamp_of(entry.path / "latents.safetensors"), entry)


@kept(64)
def _plane(id: str, stamp: Stamp, _entry: Entry) -> Plane:
    # Turned like the one before: while a model trains, its points should travel and not the whole map turn.
    known, turned = latents(_entry), _maps()
    before = turned.pop(id, None)
    fits = before is not None and len(before) == len(known) and _entry.config.model.dims > 2
    found = plane_of(known, before if fits else None)
    turned[id] = found.xy
    while len(turned) > 64:
        turned.pop(next(iter(turned)))
    return found


def latents(entry: Entry) -> Latents:
    """Return the latents of the images kept with a model. Shared by all pages: not to be changed. Raises ModelError."""
    return _latents(entry.id, stamp_of(entry.path / "latents.safetensors"), entry)


@kept(16)
def _latents(id: str, stamp: Stamp, _entry: Entry) -> Latents:
    return library.latents(_entry)


def kept_map(task: MapTask) -> FittedMap | None:
    """Return a map that a worker has made, or that came along; None if it is not there. Raises ModelError."""
    return _kept(task, task_folder.shipped(task.model, task.key()) or _made_here(task, "map.safetensors"), open_map)


def kept_clusters(task: ClusterTask) -> FoundClusters | None:
    """Return clusters that a worker has found, None if it has not. Raises ModelError."""
    return _kept(task, _made_here(task, "clusters.safetensors"), open_clusters)


def kept_stability(task: StabilityTask) -> Stability | None:
    """Return how stable a map was found to be, None if nobody has asked. Raises ModelError."""
    return _kept(task, _made_here(task, "stability.safetensors"), open_stability)


def kept_lesson(task: LessonTask) -> Shown | None:
    """Return a lesson that was worked out, None if nobody has asked. Raises ModelError."""
    return _kept(task, _made_here(task, "lesson.safetensors"), open_lesson)


def _made_here(task: TaskConfig, name: str) -> Path:
    return task_folder.folder_of(task.key()) / name


def _kept(task: Task, path: Path, opened: Callable[[Task], Result | None]) -> Result | None:
    stamp = stamp_of(path)
    return _opened(task.key(), stamp, opened, task) if any(stamp) else None


@kept(160)
def _opened(key: str, stamp: Stamp, _open: Callable, _task: TaskConfig):
    return _open(_task)


def fitted_sampler(entry: Entry, config: AnySamplerConfig) -> FittedSampler | None:
    """Return a strategy fitted to the images kept with a model, None where that takes a while and nobody has asked.

    Raises SamplingError (a ValueError) if this model's latents cannot be fitted so, ModelError.
    """
    path = entry.path / "latents.safetensors"
    if config.quick and (not path.is_file() or latents(entry).mu.size <= QUICK):
        stamp = stamp_of(path, entry.path / "config.json")  # without images, the settings say how many numbers
        return _quick_sampler(entry.id, stamp, config.to_json(), entry, config)
    task = SamplerTask(model=entry.id, sampler=config)
    found = _kept(task, sampler.path_of(task), sampler.open_sampler)
    return found[0] if found else None


@kept(64)
def _quick_sampler(id: str, stamp: Stamp, text: str, _entry: Entry, _config: AnySamplerConfig) -> FittedSampler:
    kept = (_entry.path / "latents.safetensors").is_file()
    return sampler.fit(_config, _entry, latents(_entry) if kept else None)


def strip(latents: Latents, indices: np.ndarray, *, key: str) -> bytes:
    """Return a PNG of those images side by side. key: names the latents and why these images were taken."""
    return _strip(key, tuple(int(i) for i in indices), latents)


@kept(64)
def _strip(key: str, indices: tuple[int, ...], _latents: Latents) -> bytes:
    return pixels.to_png(pixels.grid(_latents.thumbnails()[list(indices)], len(indices), gap=2), levels=16)


def ink_share(latents: Latents, *, key: str) -> float:
    """Return how much of the side the ink of these images usually takes. key: names the latents."""
    return _ink_share(key, latents)


@kept(64)
def _ink_share(key: str, _latents: Latents) -> float:
    return ink.usual_share(_latents.thumbnails()[:500])


def encoder(entry: Entry) -> bytes | None:
    """Return the way from an image to mu as the browser runs it, None if the model has none. Raises ModelError."""
    return _encoder(entry.id, stamp_of(entry.path / "encoder.bin", entry.path / "model.safetensors"), entry)


@kept(8)
def _encoder(id: str, stamp: Stamp, _entry: Entry) -> bytes | None:
    return model.encoder_of(_entry)


def cluster_sheets(found: FoundClusters, latents: Latents, per: int) -> list[bytes]:
    """Return a PNG of `per` images of each cluster, its most typical first."""
    return _cluster_sheets(found.key, per, found, latents)


@kept(24)
def _cluster_sheets(key: str, per: int, _found: FoundClusters, _latents: Latents) -> list[bytes]:
    images, sheets = _latents.thumbnails(), []
    for typical, members in zip(_found.clusters.typical, _found.members, strict=True):
        others = members[members != typical]
        some = others[np.linspace(0, len(others) - 1, min(per - 1, len(others))).astype(int)]
        sheets.append(pictures.sheet(images[[typical, *some]], columns=per // 2))
    return sheets


@kept(1)
def _maps() -> dict[str, np.ndarray]:
    return {}


def film(key: str, what: str, entry: Entry, make: Callable[[], bytes | None]) -> bytes | None:
    """Return the film `what` on the map of that key, made once for each state of the model's folder."""
    stamp = stamp_of(task_folder.folder_of(key) / "frames.bin", entry.path / "snapshots")
    return _made_large(("film", key, what, stamp), make)


def compare_maps(id: str, make: Callable[[], tuple[bytes, Moved]]) -> tuple[bytes, Moved]:
    """Return the block of two maps and who moved between them. id: names both maps, and so all that it depends on."""
    return _made_large(("duo", id), make)


@kept(24)
def _made_large(key: Hashable, _make: Callable[[], Result]) -> Result:
    return _make()


def samples(id: str, make: Callable[[], bytes]) -> bytes:
    """Return the block of samples of several strategies. id: names all that it depends on."""
    return _made(("samples", id), make)


def paths(id: str, make: Callable[[], bytes]) -> bytes:
    """Return the block of paths between chosen stops. id: names all that it depends on."""
    return _made(("paths", id), make)


def neighbourhood(entry: Entry, k: int) -> Neighbourhood:
    """Return which of the images kept with a model are near each other, by their k nearest. Raises ModelError."""
    return _neighbourhood(entry.id, stamp_of(entry.path / "latents.safetensors"), k, entry)


@kept(16)
def _neighbourhood(id: str, stamp: Stamp, k: int, _entry: Entry) -> Neighbourhood:
    return neighbourhood_of(latents(_entry).mu, k)


def shading(key: Hashable, make: Callable[[], Result]) -> Result:
    """Return where a strategy's draws land on a map, and the box of that picture. key: names all that it depends on."""
    return _made(("shading", key), make)


@kept(200)
def _made(key: Hashable, _make: Callable[[], Result]) -> Result:
    return _make()


def history(entry: Entry) -> list[dict]:
    """Return one row per finished epoch. Shared by all pages: not to be changed."""
    return _history(entry.id, stamp_of(entry.path / "history.jsonl"), entry)


@kept(128)
def _history(id: str, stamp: Stamp, _entry: Entry) -> list[dict]:
    return library.history(_entry)


@kept(1)
def machine_paces() -> dict[str, float]:
    """Return how fast this machine multiplies, measured once: until a worker has measured how fast trainings are."""
    return dict.fromkeys((*estimate.RATES, "varied", "written"), estimate.machine_pace())


def export_zip(entry: Entry) -> bytes:
    """Return a model as a zip to download. Raises ModelError."""
    files = ("model.safetensors", "about.json", "annotations.json", "scores.json", "sample_scores.json")
    return _zip(entry.id, stamp_of(*(entry.path / name for name in files)))


@kept(8)
def _zip(id: str, stamp: Stamp) -> bytes:
    return model_zip.export_zip(id)


def export_page(entry: Entry) -> str:
    """Return a model as one HTML page that works offline, to mail to somebody. Raises ModelError."""
    return _page(entry.id, stamp_of(entry.path / "browser.bin", entry.path / "about.json"), entry)


@kept(8)
def _page(id: str, stamp: Stamp, _entry: Entry) -> str:
    return model.export_folder(_entry)
