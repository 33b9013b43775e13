"""How are thousands of images drawn from a model, to be taken along or learned from? A worker leaves the files."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core import places
from core.config import Config
from core.export import pictures
from core.files import write_atomic
from core.library.folder import Entry, find, open_model, parsed
from core.library.folder import latents as latents_of
from core.library.task import ShouldStop, TaskConfig, TaskError
from core.library.task_folder import Tick
from core.library.weights import tensors_of
from core.sampling import MAX_TEMPERATURE, AnySamplerConfig, Draws, FittedSampler, naming
from core.tasks.sampler import SamplerTask, fit, open_sampler
from core.types import ImageDataset
from core.words.text import harmless

MOST = 10_000
MOST_PIXELS = 40_000_000  # of all images together: what a worker packs in half a minute, and a visitor downloads
BATCH = 250  # images decoded at a time
GRACE = 0.8  # seconds that a stop leaves for the last step
FITTED, DECODED = 0.2, 0.6  # shares of the work

File = Literal["drawn.png", "drawn.zip", "drawn.csv"]


class DrawTask(TaskConfig):
    """Draw images by a strategy, from the same places as a page that shows the first few of them.

    Leaves drawn.png (the first 4,096 on a sheet), drawn.zip (one PNG each and labels.csv), drawn.csv (their latents),
    drawn.safetensors (all of it, `dataset_of`) and, last, drawn.json (`open_draw`).
    """

    edition: ClassVar[int] = 2
    decodes: ClassVar[bool] = True

    kind: Literal["draw"] = "draw"
    sampler: AnySamplerConfig
    n: int = Field(1000, ge=1, le=MOST, description="Images to draw.")
    temperature: float = Field(
        1.0, ge=0.0, le=MAX_TEMPERATURE, description="By which the noise is scaled: 0 draws the most typical only."
    )
    label: int | None = Field(None, ge=0, le=199, description="Class to draw, by its number; None for all.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="The same seed draws the same images.")

    def check(self) -> None:
        """Raise TaskError if the model draws nothing or these are too many of its images, ModelError if it is gone."""
        model = find(self.model).config.model
        if not model.draws:
            raise TaskError("This model draws nothing: it is a classifier.")
        side = model.image_size
        if self.n * side**2 > MOST_PIXELS:
            raise TaskError(
                f"n must be between 1 and {MOST_PIXELS // side**2:,} with {side} px images, got {self.n:,}."
            )

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Draw, decode and pack. Raises SamplingError if the strategy cannot do it, TaskError if it is too much."""
        from core.tasks.interruptible import LeftBehind, aside

        self.check()
        entry, tick, began = find(self.model), Tick(folder), time.monotonic()
        tick(f"fitting {self.sampler.title}", 0.0)
        try:
            fitted = aside(lambda stop: _fitted(entry, self.sampler), should_stop, grace=GRACE)
            draws = draws_of(entry, fitted, n=self.n, label=self.label, seed=self.seed, temperature=self.temperature)
            images = decoded(entry, draws, partial(_tell, tick, len(draws)), should_stop)
            aside(lambda stop: _pack(folder, images, draws, entry, tick), should_stop, grace=GRACE)
        except LeftBehind:
            return "stopped"
        drawing = Drawing(n=len(images), size=images.shape[1], labelled=bool((draws.labels >= 0).all()))
        write_atomic(folder / "drawn.json", drawing.replace(seconds=round(time.monotonic() - began, 3)).to_json())
        return "done"


class Drawing(Config):
    """What a worker has drawn. labelled: the class of every image is known. seconds: what all of it took."""

    n: int = Field(ge=1, le=MOST)
    size: int = Field(ge=1)
    labelled: bool
    seconds: float = Field(0.0, ge=0.0)


def open_draw(task: DrawTask) -> Drawing | None:
    """Return what was drawn, None if nobody has asked for it. Raises ModelError if the model is gone."""
    return parsed(Drawing, places.tasks() / task.key() / "drawn.json")


def file_of(task: DrawTask, name: File) -> bytes:
    """Return one of the files of a task that is done. Raises TaskError if it is not there any more."""
    return _read(task, name)


def dataset_of(task: DrawTask) -> ImageDataset:
    """Return the images of a task that is done as a set to learn from, with labels where all are known.

    Its name says how many, of which model and by which strategy. Raises TaskError if they are not there any more.
    """
    entry = find(task.model)
    tensors = tensors_of(_read(task, "drawn.safetensors"), "drawn.safetensors")
    images, labels = tensors["images"], tensors["labels"].astype(np.int64)
    name = f"{len(images):,} by {task.sampler.title.lower()} from "
    name += entry.title[: 60 - len(name)].strip()
    if (labels < 0).any():
        return ImageDataset(name, images)
    return ImageDataset(name, images, labels, entry.config.classes)


def draws_of(
    entry: Entry, fitted: FittedSampler, *, n: int, label: int | None, seed: int, temperature: float = 1.0
) -> Draws:
    """Draw n places; a model that is told the class is told one for each, also where the strategy knows of none.

    The first places are the same whatever n. Raises SamplingError as `FittedSampler.draw` does, TaskError for a label
    that is no class.
    """
    k = len(entry.config.classes)
    if label is not None and label >= k:
        classes = f"between 0 and {k - 1}" if k else "None, for the model knows no classes"
        raise TaskError(f"label must be {classes}, got {label}.")
    told = entry.config.model.conditional
    asked = None if told and not fitted.knows else label
    with naming(entry.config.classes):
        draws = fitted.draw(n, label=asked, rng=np.random.default_rng(seed), temperature=temperature)
    if not told or fitted.knows:
        return draws
    return replace(draws, labels=np.arange(n) % k if label is None else np.full(n, label, np.int64))


def table_of(draws: Draws, classes: tuple[str, ...], *, latents: bool = True) -> str:
    """Return a CSV with a header line: index, class (empty if unknown), and with latents source, z1, z2 and so on.

    source: number of the image kept with the model that a place was drawn around, empty for none.
    """
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    z = draws.z
    table.writerow(("index", "class", *(("source", *(f"z{i + 1}" for i in range(z.shape[1]))) if latents else ())))
    for i, (label, source) in enumerate(zip(draws.labels.tolist(), draws.source.tolist(), strict=True)):
        row = [i, harmless(classes[label]) if label >= 0 else ""]
        table.writerow([*row, source if source >= 0 else "", *(f"{x:.6g}" for x in z[i])] if latents else row)
    return stream.getvalue()


def _fitted(entry: Entry, sampler: AnySamplerConfig) -> FittedSampler:
    kept = latents_of(entry) if (entry.path / "latents.safetensors").is_file() else None
    found = open_sampler(SamplerTask(model=entry.id, sampler=sampler)) if kept is not None else None
    return found[0] if found else fit(sampler, entry, kept)


def decoded(
    entry: Entry,
    draws: Draws,
    on_progress: Callable[[int], None] = lambda at: None,
    should_stop: ShouldStop = lambda: False,
) -> np.ndarray:
    """Return the images at the places drawn, uint8 (n, h, w).

    on_progress: hears how many are done. Raises LeftBehind if it is to stop before the end, ModelError.
    """
    import torch
    import torch.nn.functional as F

    from core.images import to_uint8
    from core.tasks.interruptible import LeftBehind

    model, n, images = open_model(entry), len(draws), []
    k, z = len(model.classes), torch.from_numpy(draws.z)
    y = F.one_hot(torch.from_numpy(draws.labels), k).float() if k else None
    for start in range(0, n, BATCH):
        if should_stop():
            raise LeftBehind
        on_progress(start)
        rows = slice(start, start + BATCH)
        with torch.inference_mode():
            images.append(to_uint8(model.decode(z[rows], None if y is None else y[rows])))
    return np.concatenate(images)


def _tell(tick, n: int, at: int) -> None:
    tick("drawing", FITTED + (DECODED - FITTED) * at / n, at, n)


def _pack(folder: Path, images: np.ndarray, draws: Draws, entry: Entry, tick) -> None:
    from safetensors.numpy import save

    classes, indices = entry.config.classes, np.arange(len(images))

    def packing(what: str, share: float) -> None:
        tick(what[:1].lower() + what[1:], DECODED + (1 - DECODED) * share)

    packing("Laying out the sheet", 0.0)
    write_atomic(folder / "drawn.png", pictures.sheet(images[: pictures.MOST_ON_A_SHEET]))
    labels = table_of(draws, classes, latents=False)
    write_atomic(folder / "drawn.zip", pictures.zipped(images, indices, labels, packing))
    write_atomic(folder / "drawn.csv", table_of(draws, classes))
    write_atomic(folder / "drawn.safetensors", save({"images": images, "labels": draws.labels, "z": draws.z}))


def _read(task: DrawTask, name: str) -> bytes:
    try:
        return (places.tasks() / task.key() / name).read_bytes()
    except FileNotFoundError:
        raise TaskError("These images are not there any more: draw them again.") from None
