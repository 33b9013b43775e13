"""How does a folder with a config become a model? Everything a run leaves behind is written here, epoch by epoch."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load, save

from core import images as pixels
from core.datasets.base import DatasetConfig, Part
from core.files import append_line, made, read_lines, write_atomic, write_json
from core.jobs import bounds, start
from core.jobs.reason import ERRORS, REMEDY, reason_of
from core.latents import Latents, atlas_of
from core.library import reader_for
from core.library.folder import entry_at, open_model
from core.library.model_card import write_card
from core.networks.write import write_networks
from core.training.film import ReelWriter
from core.training.loop import device_for, fit, shown
from core.training.measured import Reader, preview_of
from core.training.run import RunConfig
from core.training.start import take_over
from core.types import Diverged, Encoder, ImageDataset, ImageReader, Progress, Trainable

WRITE_EVERY = 1.0  # seconds between rewrites of what only pages read; the resume point is written every epoch


def execute(
    folder: Path,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    on_progress: Callable[[Progress], None] | None = None,
    on_load: Callable[[str, float], None] | None = None,
    dataset: ImageDataset | None = None,
) -> str:
    """Train what `folder`/config.json says, from its resume point if it has one; return the state it ended in.

    "done" and "stopped" leave weights, latents and pictures; "failed" leaves a reason in state.json, and whatever the
    last good epoch left. on_load hears (what, share) while data is fetched. dataset: the run's, where it has been read
    already. Raises OSError only if not even the state could be written.
    """
    for progress in training(folder, should_stop=should_stop, on_load=on_load, dataset=dataset):
        if on_progress:
            on_progress(progress)
    return entry_at(folder).state


def training(
    folder: Path,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    on_load: Callable[[str, float], None] | None = None,
    remedy: str = REMEDY,
    dataset: ImageDataset | None = None,
    stopped: Callable[[], str] = lambda: "stopped",
) -> Iterator[Progress]:
    """Do what `execute` does, in turns: yield each Progress when it is written, about twice a second.

    Between two turns others may train. remedy: what to try where memory runs out. stopped: the state of one that
    should_stop has ended, "queued" if it is to go on later. Raises OSError.
    """
    if entry_at(folder).state == "done" and (folder / "model.safetensors").exists():
        return
    write_json(folder / "state.json", {"state": "running", "reason": ""})
    try:
        ended, reason = yield from _train(folder, should_stop, on_load, dataset)
    except ERRORS as error:
        ended, reason = "failed", reason_of(error, remedy=remedy)
    if ended == "stopped" and not reason:
        ended = stopped()
    write_json(folder / "state.json", {"state": ended, "reason": reason})
    if ended == "done":  # only now: killed before this line, the run ends again from its last resume point
        (folder / "resume.safetensors").unlink(missing_ok=True)


@lru_cache(maxsize=2)
def _cached(source: DatasetConfig, image_size: int) -> ImageDataset:
    return source.load("train", image_size=image_size)


def prepared(config: RunConfig, part: Part, on_load: Callable[[str, float], None] | None = None) -> ImageDataset:
    """Return the part "train" or "test" of the run's data, at the model's image size. Raises DataError."""
    return config.dataset.load(part, image_size=config.model.image_size, on_progress=on_load)


def _train(
    folder: Path, should_stop: Callable, on_load: Callable | None, dataset: ImageDataset | None
) -> Generator[Progress, None, tuple[str, str]]:
    """Train, and return how it ended and why, if that needs saying."""
    config = entry_at(folder).config
    if dataset is None:
        dataset = prepared(config, "train", on_load) if on_load else _cached(config.dataset, config.model.image_size)
    noted = config.replace(classes=dataset.classes, left_out=dataset.left_out, browser=None)
    if config != noted:
        config = noted
        write_atomic(folder / "config.json", config.to_json())
    model = _initial(config)
    assert isinstance(model, Trainable)  # as every family is
    scribe = _Scribe(folder, config, dataset, model)
    ended, resume = "stopped", scribe.resume_point()
    if config.start and resume is None:  # else that model, which may be gone by now, is in what it goes on from
        begun = start.checked(config)
        take_over(model, config, open_model(begun).state_dict(), begun.config)
    most = bounds.seconds()
    try:
        for progress in fit(
            model, dataset, config.training, seed=config.seed, resume=resume,
            should_stop=lambda: scribe.learned >= most or should_stop(),
            reader=reader_of(config),
        ):  # fmt: skip
            scribe.write(progress)
            ended = progress.ended or ended
            yield progress
    except Diverged:
        scribe.publish_weights()  # fit has put the last good ones back
        raise
    return ended, bounds.out_of_time() if ended == "stopped" and scribe.learned >= most else ""


def _initial(config: RunConfig) -> torch.nn.Module:
    with torch.random.fork_rng(devices=[]):  # torch's layers know only the global generator
        torch.manual_seed(config.seed)
        return config.model.build(config.classes)


def reader_of(config: RunConfig) -> Reader | None:
    """Return what reads the classes that a GAN draws, None if no classifier of them came along, or it is no GAN."""
    found = config.model.duels and reader_for(config.classes, config.model.image_size)
    if not found:
        return None
    # A copy: what is open is shared.
    classifier = copy.deepcopy(open_model(found)).to(device_for(config.training.device))
    assert isinstance(classifier, ImageReader)

    def readings(x: torch.Tensor) -> torch.Tensor:
        _, logits, unlike = classifier.read(x)
        return logits.softmax(1) * (unlike <= 1)[:, None]

    return readings


class _Scribe:
    """Writes what a run has to say into its folder."""

    def __init__(self, folder: Path, config: RunConfig, dataset: ImageDataset, model: torch.nn.Module) -> None:
        self.folder, self.config, self.model = folder, config, model
        self.shown = shown(dataset, config.training, seed=config.seed)
        self.atlas = atlas_of(self.shown.images) if isinstance(model, Encoder) else None
        self.kept = config.training.kept_epochs()
        self.written, self.told = 0.0, -1
        self.learned = 0.0  # seconds
        self.judged: Mapping[str, Any] | None = None  # as newest known: ticks come more often
        made(folder / "snapshots")

    def resume_point(self) -> dict[str, torch.Tensor] | None:
        """Return the checkpoint, and bring the history and the film in line with it; None for a new run."""
        path, history = self.folder / "resume.safetensors", self.folder / "history.jsonl"
        rows = read_lines(history)
        if not path.exists():
            if rows:  # epochs without a resume point cannot be gone on from
                history.unlink()
            self.reel = ReelWriter(self.folder, resumed_at=None)
            return None
        data = path.read_bytes()
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        last = json.loads(header["__metadata__"]["row"])
        if last and (not rows or rows[-1]["step"] < last["step"]):  # killed between the two writes
            append_line(history, last)
        self.told = max((row["step"] for row in [*rows, *([last] if last else [])]), default=-1)
        checkpoint = load(data)
        self.reel = ReelWriter(self.folder, resumed_at=int(checkpoint["clock"][0]))
        return checkpoint

    def write(self, progress: Progress) -> None:
        """Write the tick, and at the end of an epoch everything that makes it survive a crash."""
        self.learned = progress.seconds
        if progress.frame is not None:
            self.reel.add(progress.frame, step=progress.step, images=progress.images, seconds=progress.seconds)
        if progress.epoch_end:
            self._keep(progress, progress.row())
            if progress.step > self.told:  # a run killed after its last epoch reports that epoch once more
                append_line(self.folder / "history.jsonl", progress.row())
        elif progress.ended:
            self._keep(progress, None)
        if progress.epoch_end and (progress.epoch in self.kept or progress.ended):
            self._snapshot(progress)
        now = time.monotonic()
        fresh = progress.epoch_end or progress.samples is not None
        if progress.ended or (fresh and now - self.written > WRITE_EVERY):
            self.publish(progress)
            self.written = time.monotonic()
        self.judged = progress.judged or self.judged
        names = ("epoch", "step", "steps", "fraction", "images_per_second", "seconds", "images")
        tick = {name: getattr(progress, name) for name in names} | ({"judged": self.judged} if self.judged else {})
        write_json(self.folder / "tick.json", tick, durable=False)  # many a second: to wait for the disk costs more
        if progress.ended:
            write_card(self.folder)

    def _keep(self, progress: Progress, row: dict | None) -> None:
        assert progress.checkpoint is not None
        data = save(progress.checkpoint(), metadata={"row": json.dumps(row)})
        write_atomic(self.folder / "resume.safetensors", data)

    def publish_weights(self) -> None:
        """Write the model as it is, for torch and for the browser."""
        write_atomic(self.folder / "model.safetensors", save(self._weights()))
        write_networks(self.folder, self.model)

    def publish(self, progress: Progress) -> None:
        """Write what pages and other people read: weights, latents, preview."""
        if progress.mu is not None and not np.isfinite(progress.mu).all():
            return  # the next step's loss will say so
        self.publish_weights()
        if progress.mu is not None:
            assert self.atlas is not None and progress.logvar is not None  # they come together, of an Encoder
            png, columns = self.atlas
            table = Latents(progress.mu, progress.logvar, self.shown.labels, png, columns, self.shown.size)
            table.save(self.folder / "latents.safetensors")
        picture = preview_of(progress.reconstructions, progress.samples)
        if picture is not None:
            write_atomic(self.folder / "preview.png", pixels.to_png(picture))

    def _snapshot(self, progress: Progress) -> None:
        # Half precision: the film is looked at; going on is what the resume point is for.
        tensors = {f"model.{name}": t.half() if t.is_floating_point() else t for name, t in self._weights().items()}
        for name in ("reconstructions", "samples", "mu"):
            value = getattr(progress, name)
            if value is not None:
                tensors[name] = torch.from_numpy(np.ascontiguousarray(value))
        write_atomic(self.folder / "snapshots" / f"{progress.epoch:04d}.safetensors", save(tensors))

    def _weights(self) -> dict[str, torch.Tensor]:
        return {name: tensor.detach().cpu().contiguous() for name, tensor in self.model.state_dict().items()}
