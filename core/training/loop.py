"""How does any Trainable learn from any ImageDataset, step by step, so that it can stop and go on at any moment?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core.training import film
from core.training.batches import learned_from
from core.training.elbo import with_elbo
from core.training.measured import Reader, evaluate, frame_of, judged_by, number, pictures_of, read_in
from core.training.precision import products
from core.training.run import TrainingConfig
from core.training.schedules import SCHEDULES
from core.training.steps import epochs_of, shown_places
from core.training.streams import ORDER, STEP, generator
from core.types import DataError, Diverged, ImageDataset, LatentModel, Progress, Trainable

TICK = 0.4  # seconds between two Progress within an epoch
PICTURES = 2.0  # seconds between two that carry pictures: a long epoch can be watched too


def fit(
    model: Trainable,
    dataset: ImageDataset,
    training: TrainingConfig,
    *,
    seed: int = 0,
    resume: Mapping[str, Tensor] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    reader: Reader | None = None,
) -> Iterator[Progress]:
    """Train `model` in place; yield a Progress at the end of every epoch and about twice a second in between.

    If it draws, also one at each of about sixty moments, for a film of its training: see core.training.film.

    dataset: images of the model's size; some are held out for validation. resume: what `Progress.checkpoint()`
    returned; going on from it gives the same weights as never having stopped (same seed, same machine, CPU, no limit
    in seconds). should_stop is asked before every step; the last Progress then says "stopped". reader: a classifier of
    the data's classes, which then says each epoch what classes a GAN draws.
    Raises DataError if the data cannot be trained on, Diverged (with the last good weights in the model) if a loss or
    a weight stops being finite.
    """
    run = _Run(model, dataset, training, seed, reader)
    if resume is not None:
        run.restore(resume)
    good = run.weights()
    if run.over:  # the last epoch was trained, but the process died before anybody heard of it
        yield run.progress(epoch_end=True, ended="done")
    if run.step == 0 and run.draws:
        yield run.progress(frame=True)
    while not run.over:
        began = run.step
        for frame in run.epoch(should_stop):
            if not run.sound:
                break
            yield run.progress(frame=frame)
        if not run.sound:
            raise run.undone(good)
        if run.step == began or (run.mid_epoch and not run.over):
            yield run.progress(ended="stopped")  # the checkpoint holds the half epoch: nothing is thrown away
            return
        progress = run.progress(epoch_end=True, ended="done" if run.over else "")
        if not _finite(progress):
            raise run.undone(good)
        good = run.weights()
        yield progress


def shown(dataset: ImageDataset, training: TrainingConfig, *, seed: int) -> ImageDataset:
    """Return the fixed images (at most 1,000) whose latents `fit` reports: held-out ones first."""
    return dataset.subset(shown_places(dataset, training, seed=seed))


def device_for(wish: str) -> torch.device:
    """Return the device for "auto", "cpu", "cuda" or "mps". Raises ValueError if this machine has no such device."""
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wish == "auto":
        wish = next(name for name in ("cuda", "mps", "cpu") if there[name])
    if not there.get(wish, False):
        raise ValueError(f"this machine has no {wish} device; it has {', '.join(n for n, ok in there.items() if ok)}.")
    return torch.device(wish)


class _Run:
    """Everything a training holds between two steps."""

    def __init__(
        self, model: Trainable, dataset: ImageDataset, training: TrainingConfig, seed: int, reader: Reader | None = None
    ) -> None:
        if getattr(model, "image_size", dataset.size) != dataset.size:
            raise DataError(f"the model works on {model.image_size} px images, the data has {dataset.size} px.")
        self.device = device_for(training.device)
        self.model, self.training, self.seed, self.reader = model.to(self.device), training, seed, reader
        self.k = len(dataset.classes) if dataset.labels is not None else 0
        self.draws = isinstance(model, LatentModel)
        rest, held_out = dataset.split(training.validation, seed=seed)
        self.x, self.labels = self._on_device(rest)
        self.validation = self._on_device(held_out)
        self.shown = self._on_device(shown(dataset, training, seed=seed))
        if len(rest) < 2:
            raise DataError(f"{dataset.name} leaves {len(rest)} image to train on; at least 2 are needed.")
        self.steps_per_epoch, self.steps_in_a_pass = epochs_of(len(rest), training)
        self.steps = self.steps_per_epoch * training.epochs
        self.optimisers = self.model.train().optimisers(training.learning_rate)
        self.step, self.seconds, self.epoch_seconds, self.epoch_images = 0, 0.0, 0.0, 0
        self.sums: dict[str, Tensor] = {}
        self.products = products(model, self.device, training.batch_size)
        self.diverged, self.pictured = False, -PICTURES

    @property
    def mid_epoch(self) -> bool:
        return self.step % self.steps_per_epoch != 0

    @property
    def fraction(self) -> float:
        limit = self.training.seconds
        return min(1.0, max(self.step / self.steps, self.seconds / limit if limit else 0.0))

    @property
    def over(self) -> bool:
        return self.fraction >= 1.0 and not self.diverged

    @property
    def sound(self) -> bool:
        # A loss is taken before its step: what that step did to the weights, only they tell.
        return not self.diverged and all(bool(torch.isfinite(part).all()) for part in self.model.state_dict().values())

    def undone(self, good: Mapping[str, Tensor]) -> Diverged:
        """Go back to good weights; return what is to be raised."""
        self.model.load_state_dict(good)
        return Diverged(
            f"training diverged at step {self.step}: a loss stopped being finite. The weights of the last good epoch "
            f"are kept; try a learning rate below {self.training.learning_rate:g}."
        )

    def weights(self) -> dict[str, Tensor]:
        return {name: tensor.detach().clone() for name, tensor in self.model.state_dict().items()}

    @property
    def images(self) -> int:
        batch = self.training.batch_size
        passes, rest = divmod(self.step, self.steps_in_a_pass)
        # The last batch of a pass may be smaller.
        return passes * min(len(self.x), self.steps_in_a_pass * batch) + rest * batch

    def epoch(self, should_stop: Callable[[], bool]) -> Iterator[bool]:
        """Train to the end of the epoch, of the budget, or until stopped.

        Yields about twice a second, and True where a moment of the film of training has come.
        """
        epoch = self.step // self.steps_per_epoch
        shuffled, order = -1, None
        if not self.mid_epoch:
            self.sums, self.epoch_seconds, self.epoch_images = {}, 0.0, 0
        began, told = time.perf_counter(), self.seconds
        while self.step < (epoch + 1) * self.steps_per_epoch:
            if should_stop() or (self.training.seconds and self.fraction >= 1.0 and self.mid_epoch):
                break
            one_pass, at = divmod(self.step, self.steps_in_a_pass)
            if one_pass != shuffled:
                shuffled, order = one_pass, self._order(one_pass)
            before = self.step, self.fraction
            self._step(order[at * self.training.batch_size : (at + 1) * self.training.batch_size])
            if self.diverged:
                break
            now = time.perf_counter()
            self.seconds, self.epoch_seconds, began = self.seconds + now - began, self.epoch_seconds + now - began, now
            filmed = self.draws and film.due(before, (self.step, self.fraction))
            if filmed:
                yield True
            ticked = self.seconds - told > TICK
            if ticked:
                told = self.seconds
                yield False
            if filmed or ticked:
                began = time.perf_counter()  # what the caller does in between is not training: perhaps others train

    def _order(self, one_pass: int) -> Tensor:
        rng = generator(torch.device("cpu"), self.seed, ORDER, one_pass)
        return torch.randperm(len(self.x), generator=rng).to(self.device)

    def _step(self, indices: Tensor) -> None:
        rate = SCHEDULES[self.training.schedule](self.fraction)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group.setdefault("peak", group["lr"])
                group["lr"] = group["peak"] * rate
        # Not self.x[indices], which looks at every index: eight times as long.
        x = learned_from(self.x.index_select(0, indices), self.training, seed=self.seed, step=self.step)
        y = None if self.labels is None else F.one_hot(self.labels.index_select(0, indices), self.k).float()
        rng = generator(self.device, self.seed, STEP, self.step)
        epoch = self.images / len(self.x)  # of all images, however few are measured as one
        with self.products:
            losses = self.model.train_step(x, y, optimisers=self.optimisers, rng=rng, epoch=epoch)
        self.step += 1
        self.epoch_images += len(indices)
        for name, value in losses.items():
            self.sums[name] = self.sums.get(name, 0) + value
        self.diverged = not bool(torch.isfinite(sum(losses.values())))  # one look a step: a GPU has to wait for it

    def progress(self, *, epoch_end: bool = False, ended: str = "", frame: bool = False) -> Progress:
        self.model.eval()
        if ended and hasattr(self.model, "calibrate"):
            self.model.calibrate(self.x, self.labels, self.validation[0])
        rate = self.epoch_images / self.epoch_seconds if self.epoch_seconds else 0.0
        report: dict = {"checkpoint": self.checkpoint, "ended": ended, "epoch_end": epoch_end}
        if epoch_end:
            steps = (self.step - 1) % self.steps_per_epoch + 1  # of an epoch cut short: fewer
            report["train"] = with_elbo({name: number(total / steps) for name, total in self.sums.items()})
            inked = self.training.dynamic_binarisation
            report["validation"] = evaluate(self.model, *self.validation, self.k, seed=self.seed, inked=inked)
            report["validation"] |= read_in(self.model, *self.validation, self.k, self.reader, seed=self.seed)
        if frame:
            report["frame"] = frame_of(self.model, seed=self.seed)
        elif epoch_end or ended or self.seconds - self.pictured >= PICTURES:
            report |= pictures_of(self.model, *self.shown, self.k, seed=self.seed)
            report["judged"] = judged_by(self.model, *self.validation, self.k, seed=self.seed)
            self.pictured = self.seconds
        self.model.train()
        return Progress(
            # An epoch cut short by the time limit is measured, so it counts.
            epoch=-(-self.step // self.steps_per_epoch) if epoch_end else self.step // self.steps_per_epoch,
            step=self.step,
            steps=self.steps,
            fraction=self.fraction,
            images_per_second=rate,
            seconds=self.seconds,
            images=self.images,
            **report,
        )

    def checkpoint(self) -> dict[str, Tensor]:
        """Return all tensors needed to go on: weights, optimiser moments, counters, the epoch's sums."""
        clock = [self.step, self.steps, self.seconds, self.epoch_seconds, self.epoch_images]
        tensors = {"clock": torch.tensor(clock, dtype=torch.float64)}
        tensors |= {f"model.{name}": tensor for name, tensor in self.weights().items()}
        tensors |= {f"sums.{name}": torch.as_tensor(value).detach().clone() for name, value in self.sums.items()}
        for i, optimiser in enumerate(self.optimisers):
            for parameter, state in optimiser.state_dict()["state"].items():
                for name, value in state.items():
                    tensors[f"optimiser.{i}.{parameter}.{name}"] = torch.as_tensor(value).detach().clone()
        return {name: tensor.cpu().contiguous() for name, tensor in tensors.items()}

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Go back to where `checkpoint` was taken. Raises ValueError if it is of another model or training."""
        parts: dict[str, dict[str, Tensor]] = {"model": {}, "sums": {}, "optimiser": {}}
        for name, tensor in tensors.items():
            room, _, rest = name.partition(".")
            if rest:
                parts[room][rest] = tensor
        try:
            self.model.load_state_dict(parts["model"])
            clock = tensors["clock"].tolist()
        except (RuntimeError, KeyError) as error:
            raise ValueError(f"the checkpoint is of another model: {str(error).splitlines()[0]}") from None
        self.sums = {name: tensor.to(self.device) for name, tensor in parts["sums"].items()}
        self.step, self.epoch_images = int(clock[0]), int(clock[4])
        self.seconds, self.epoch_seconds = clock[2], clock[3]
        for i, optimiser in enumerate(self.optimisers):
            state: dict[int, dict[str, Tensor]] = {}
            for name, tensor in parts["optimiser"].items():
                index, parameter, key = name.split(".")
                if int(index) == i:
                    state.setdefault(int(parameter), {})[key] = tensor
            optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})

    def _on_device(self, dataset: ImageDataset) -> tuple[Tensor, Tensor | None]:
        labels = None if dataset.labels is None else torch.from_numpy(dataset.labels).to(self.device)
        return torch.from_numpy(dataset.images).to(self.device), labels


def _finite(progress: Progress) -> bool:
    losses = [*progress.train.values(), *progress.validation.values(), 0.0]
    return bool(np.isfinite(np.hstack(losses)).all())
