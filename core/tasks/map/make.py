"""How is a map made: images encoded, laid out while others watch, and measured?"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core import images as pixels
from core.latents import Latents, atlas_of
from core.library.folder import Entry, latents, open_model
from core.library.task import ShouldStop
from core.library.task_folder import Tick
from core.projection import FittedProjection
from core.projection.trust import label_agreement, log_density, trust
from core.tasks.interruptible import LeftBehind, aside
from core.tasks.map.frames import FrameWriter
from core.tasks.map.kept import write_map
from core.tasks.map.task import MapTask
from core.types import DataError, Encoder, ImageDataset, ModelError

BATCH = 500
SHEET = 16_000_000  # pixels of all thumbnails together; a phone's browser draws no larger picture
K = 15  # neighbours that trust asks for
FIT_GRACE, MEASURE_GRACE = 0.8, 0.6  # seconds that a stop leaves for the last step, and to measure what it came to
ENCODED, FITTED = 0.25, 0.85  # share of the work that is done when all images are encoded; when they have their places

OnProgress = Callable[[str, float], None]  # what is being done, and how much of the whole, 0 to 1


def make_map(
    entry: Entry,
    task: MapTask,
    folder: Path,
    *,
    should_stop: ShouldStop = lambda: False,
    on_progress: OnProgress = lambda doing, fraction: None,
) -> str:
    """Make the map that `task` asks for of the model `entry`, in `folder`; return "done" or "stopped".

    Stopped in the middle, the layout reached is kept, with whatever can be measured of it in a second. Raises
    ModelError if the model has no latents or cannot encode, DataError if there are fewer images, ValueError from the
    projection.
    """
    work = _Work(entry, task, folder, on_progress)
    try:
        table, images = aside(work.sample, should_stop, grace=FIT_GRACE)
        began = time.monotonic()
        fitted = aside(lambda stop: work.fit(table, stop), should_stop, grace=FIT_GRACE)
    except LeftBehind:
        return "stopped"
    scores = {"n": len(table), "iterations": fitted.iterations, "total": fitted.total}
    scores |= {"stopped_early": fitted.iterations < fitted.total, "seconds": round(time.monotonic() - began, 3)}
    columns: dict[str, np.ndarray] = {}
    write_map(folder / "map.safetensors", task, fitted.xy, columns, scores)  # to be seen while it is measured
    measure = partial(work.measure, table, images, fitted)
    with suppress(LeftBehind):
        aside(lambda stop: measure(columns, scores), should_stop, grace=MEASURE_GRACE)
    write_map(folder / "map.safetensors", task, fitted.xy, dict(columns), dict(scores))
    return "stopped" if should_stop() else "done"


@dataclass
class _Work:
    entry: Entry
    task: MapTask
    folder: Path
    on_progress: OnProgress
    tick: Tick = field(init=False)

    def __post_init__(self) -> None:
        self.tick = Tick(self.folder)

    def sample(self, stop: ShouldStop) -> tuple[Latents, np.ndarray]:
        """Return the latents to lay out and their images, uint8 (n, h, w). Raises LeftBehind if stopped meanwhile."""
        if self.task.points == 0:
            table = latents(self.entry)
            return table, table.thumbnails()
        dataset = images_of(self.entry, self.task.points)
        mu, logvar = [], []
        model = _encoder(self.entry)
        for at, x, y in _batches(dataset.images, dataset.labels, len(dataset.classes)):
            if stop():
                raise LeftBehind
            with torch.no_grad():
                posterior = model.encode(x, y)
            mu.append(posterior.mu.numpy())
            logvar.append(posterior.logvar.numpy())
            self._tell("encoding", ENCODED * (at + len(x)) / len(dataset))
        png, columns, tile = thumbnails_of(dataset.images)
        named = pixels.image_keys(dataset.images) if tile < dataset.size else ()
        table = Latents(np.concatenate(mu), np.concatenate(logvar), dataset.labels, png, columns, tile, named)
        table.save(self.folder / "latents.safetensors")
        return table, dataset.images

    def fit(self, table: Latents, stop: ShouldStop) -> FittedProjection:
        """Lay the latents out, writing frames; ends with the layout reached when it is to stop."""
        frames = FrameWriter(self.folder / "frames.bin", len(table))
        start = ENCODED if self.task.points else 0.0
        self._tell("looking for neighbours", start)

        def on_step(iteration: int, total: int, xy: np.ndarray) -> bool:
            if not stop():
                frames.offer(iteration, total, xy)
                self._tell("laying out", start + (FITTED - start) * iteration / total, iteration, total)
            return stop()

        # As many threads as the run has: more than its share of the cores would hold up all who work beside it.
        threads = torch.get_num_threads()
        fitted = self.task.projection.fit(table.mu, table.labels, on_step=on_step, threads=threads)
        if fitted.total:
            frames.keep(fitted.iterations, fitted.total, fitted.xy)
        return fitted

    def measure(
        self, table: Latents, images: np.ndarray, fitted: FittedProjection, columns: dict, scores: dict
    ) -> None:
        """Fill in what can be said of the map, the quickest first, so that what is there counts if it is cut short."""
        threads, k = torch.get_num_threads(), min(K, (len(table) - 1) // 2)
        self._tell("measuring", FITTED, fitted.iterations, fitted.total)
        nats = reconstruction(open_model(self.entry), table, images, len(self.entry.config.classes))
        scores["reconstruction"], columns["reconstruction"] = float(nats.mean()), nats
        if k and table.labels is not None:
            agreement = label_agreement(table.labels, fitted.xy, k=k, threads=threads)
            scores["label_agreement"] = float(agreement.mean())
        if k:
            found = trust(table.mu, fitted.xy, k=k, threads=threads)
            scores.update({"k": k, **{name: float(value) for name, value in found.overall.items()}})
            columns["trust"], columns["continuity"] = found.trustworthiness, found.continuity
            columns["overlap"] = found.overlap
        columns["density"] = log_density(table.mu, threads=threads)

    def _tell(self, doing: str, fraction: float, step: int = 0, steps: int = 0) -> None:
        self.tick(doing, fraction, step, steps)
        self.on_progress(doing, fraction)


def images_of(entry: Entry, n: int) -> ImageDataset:
    """Return the first n images of the model's data, those of the test part first, at the model's size.

    Raises DataError if the data cannot be had or holds fewer.
    """
    config, found = entry.config.dataset, []
    for part in ("test", "train"):
        if sum(map(len, found)) < n:
            found.append(config.load(part, image_size=entry.config.model.image_size))
    there = sum(map(len, found))
    if there < n:
        raise DataError(f"points must be at most {there}, as many images as {config.title} holds, got {n}.")
    labels = None if found[0].labels is None else np.concatenate([part.labels for part in found])[:n]
    return ImageDataset(found[0].name, np.concatenate([part.images for part in found])[:n], labels, found[0].classes)


def thumbnails_of(images: np.ndarray) -> tuple[bytes, int, int]:
    """Return (PNG of uint8 (n, h, w) images, columns, tile): smaller ones where they would be too large together."""
    tile = min(images.shape[1], math.isqrt(SHEET // len(images)))
    small = images if tile == images.shape[1] else pixels.resize(images, tile)
    return *atlas_of(small), tile


@torch.no_grad()
def reconstruction(model: nn.Module, table: Latents, images: np.ndarray, k: int) -> np.ndarray:
    """Return -log p(x|z) of each image at the mean of its posterior, in nats, float32 (n,)."""
    nats = []
    for at, x, y in _batches(images, table.labels, k):
        z = torch.from_numpy(table.mu[at : at + len(x)])
        nats.append(model.reconstruction(z, x, y).numpy())
    return np.concatenate(nats)


def _encoder(entry: Entry) -> nn.Module:
    model = open_model(entry)
    if not isinstance(model, Encoder):
        raise ModelError(f"{entry.named} cannot encode images, so only a map of the images kept with it can be made.")
    return model


def _batches(images: np.ndarray, labels: np.ndarray | None, k: int):
    """Yield (index of the first, x (m, 1, h, w) in [0, 1], y (m, k) or None)."""
    for at in range(0, len(images), BATCH):
        x = pixels.to_float(torch.from_numpy(images[at : at + BATCH]))
        y: Tensor | None = None
        if labels is not None:
            y = F.one_hot(torch.from_numpy(labels[at : at + BATCH]), k).float()
        yield at, x, y
