"""How does a worker tune a reader on what a visitor has told it, keep it as theirs, and set it beside the old one?"""

from __future__ import annotations

import secrets
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from core import library, places
from core.config import Config
from core.files import read_object, write_atomic, write_json
from core.library import task_folder
from core.library.folder import Entry, find, parsed
from core.library.task import ShouldStop, TaskConfig, TaskError
from core.library.task_folder import Tick
from core.metrics.interval import wilson
from core.metrics.score import Score, Scores
from core.owner import Owner
from core.tasks.invert import read_back, written_down
from core.training.run import TuningConfig
from core.types import DataError, ImageDataset, ModelError

if TYPE_CHECKING:
    from core.models.classifier_network import Classifier
    from core.training.tuning import Rehearsal

MOST = 100
MOST_TESTED = 10_000
RESULT, KEPT = "tuned.json", "kept.json"
Packed = Annotated[str, Field(max_length=2048)]
SOMEBODY_ELSES = "{named} learned from somebody else's images, which tuning would need: only they can tune it."


class Count(Config):
    """Of n images, the same for both: how many the old reader read rightly, and how many the tuned one."""

    n: int = Field(ge=0)
    before: int = Field(ge=0)
    after: int = Field(ge=0)

    def share(self, which: Literal["before", "after"]) -> tuple[float, float, float]:
        """Return the share read rightly and the ends of its 95 % interval, each 0 to 1."""
        k = getattr(self, which)
        return (k / self.n if self.n else 0.0, *wilson(k, self.n))


class Tuned(Config):
    """What came of it, as far as it is. seconds: that the tuning took; told: corrections it learned from.

    test: of the test images; where: what they are, a sentence. held_out: of the corrections, each read by a reader
    tuned on the others; None as long as it is not counted, or where a single one cannot be held out.
    """

    told: int = Field(ge=1)
    seconds: float = Field(ge=0.0)
    rehearsed: int = Field(ge=0)
    where: str = Field("", max_length=300)
    test: Count | None = None
    held_out: Count | None = None
    folds: int = Field(0, ge=0)


class TuneTask(TaskConfig):
    """Tune a reader on corrections, keep it as a model of whoever asked, and count what both read.

    Leaves tuned.json (`open_tuned`), anew at each step, and kept.json, which says whose model it became.
    """

    decodes: ClassVar[bool] = True

    kind: Literal["tune"] = "tune"
    images: tuple[Packed, ...] = Field(min_length=1, max_length=MOST, description="Drawings, as `of` writes them.")
    labels: tuple[Annotated[int, Field(ge=0, le=199)], ...] = Field(max_length=MOST, description="Their right classes.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="The same seed tunes alike.")

    @model_validator(mode="after")
    def _are_drawings(self) -> TuneTask:
        if len(self.images) != len(self.labels):
            raise ValueError(f"there must be a class for each of {len(self.images)} drawings, got {len(self.labels)}.")
        if len({len(read_back(text)) for text in self.images}) != 1:
            raise ValueError("the drawings must be of one size.")
        return self

    def check(self) -> Entry:
        """Return the reader. Raises TaskError if the model reads nothing, or other images, ModelError if it is gone."""
        entry = find(self.model)
        if not entry.config.model.reads or not entry.has_weights:
            raise TaskError(f"{entry.named} reads nothing: only a reader can be tuned.")
        size, k = entry.config.model.image_size, len(entry.config.classes)
        if len(read_back(self.images[0])) != size or max(self.labels) >= k:
            raise TaskError(f"{entry.named} reads {size} x {size} pixels and {k} classes; these drawings are others.")
        return entry

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Tune, keep, count. Raises DataError or TaskError, a sentence, if the images to rehearse are not here."""
        from core.tasks import store  # it reads AnyTask, which reads this file
        from core.training.tuning import Stopped

        entry, tick, asked = self.check(), Tick(folder), store.askers(folder)
        if asked and not any(may_tune(entry, owner) for owner in asked):
            raise TaskError(SOMEBODY_ELSES.format(named=entry.named))
        tick("reading the images", 0.0)
        try:
            self._work(folder, entry, tick, should_stop)
        except Stopped:
            return "stopped"
        return "done"

    def _work(self, folder: Path, entry: Entry, tick: Tick, should_stop: ShouldStop) -> None:
        from core.training import tuning

        learned, unseen, where = _sources(entry)
        rehearsal = tuning.rehearsal_of(learned, seed=self.seed)
        old, images, labels = library.open_model(entry), self.drawings(), np.array(self.labels, np.int64)
        parts = tuning.folds(len(images), seed=self.seed) if len(images) > 1 else []
        steps = tuning.STEPS * (len(parts) + 1)

        def learn(chosen: np.ndarray, done: int, doing: str) -> Classifier:
            tell = partial(_tell, tick, doing, done * tuning.STEPS, steps)
            return tuning.tuned(
                old,
                images[chosen],
                labels[chosen],
                rehearsal,
                seed=self.seed,
                steps=tuning.STEPS,
                on_step=tell,
                should_stop=should_stop,
            )

        began = time.monotonic()
        new = learn(np.arange(len(images)), 0, "tuning on all corrections")
        found = Tuned(
            told=len(images), seconds=round(time.monotonic() - began, 3), rehearsed=len(rehearsal.images), where=where
        )
        before, after = (tuning.read_right(one, unseen.images, unseen.labels) for one in (old, new))
        found = found.replace(test=Count(n=len(unseen), before=int(before.sum()), after=int(after.sum())))
        _keep(folder, entry, new, self, rehearsal, found)
        write_atomic(folder / RESULT, found.to_json())
        right = np.zeros(len(images), bool)
        for i, part in enumerate(parts):
            others = np.setdiff1d(np.arange(len(images)), part)
            one = learn(others, i + 1, f"holding corrections out, {i + 1} of {len(parts)}")
            right[part] = tuning.read_right(one, images[part], labels[part])
        if parts:
            knew = int(tuning.read_right(old, images, labels).sum())
            count = Count(n=len(images), before=knew, after=int(right.sum()))
            write_atomic(folder / RESULT, found.replace(held_out=count, folds=len(parts)).to_json())

    def drawings(self) -> np.ndarray:
        """Return the corrections, uint8 (m, h, h)."""
        return np.stack([read_back(text) for text in self.images])


def may_tune(reader: Entry, owner: Owner) -> bool:
    """Say whether a visitor may have a reader tuned: it is theirs, or it learned from images that are public.

    It is shown those images again, and the tuned one names the set, which is the right to learn from it.
    """
    return reader.owner == owner or not reader.config.dataset.names_a_place


def task_of(reader: Entry, corrections: ImageDataset) -> TuneTask:
    """Return the task that tunes a reader on corrections: the newest 100."""
    chosen = slice(-MOST, None)
    return TuneTask(
        model=reader.id,
        images=tuple(written_down(image) for image in corrections.images[chosen]),
        labels=tuple(int(label) for label in corrections.labels[chosen]),
    )


def open_tuned(task: TuneTask) -> Tuned | None:
    """Return what came of it as far as it is, None if nothing has yet. Raises ModelError if the model is gone."""
    return parsed(Tuned, places.tasks() / task.key() / RESULT)


def kept_as(task: TuneTask, owner: Owner) -> Entry | None:
    """Return the model that the tuned reader became for `owner`; None if it is not there, or not any more."""
    id = read_object(places.tasks() / task.key() / KEPT).get(owner.mark)
    try:
        return find(id) if isinstance(id, str) else None
    except ModelError:
        return None


def forget(owner: Owner) -> None:
    """Remove the tunings that `owner` alone has asked for, and with them the drawings in them. The readers stay."""
    from core.tasks import store  # it reads AnyTask, which reads this file

    for entry in store.entries():
        theirs = entry.task.kind == "tune" and owner in store.askers(entry.path)
        if theirs and not store.forget_asker(entry.path, owner):
            task_folder.remove(entry.path)


def _sources(entry: Entry) -> tuple[ImageDataset, ImageDataset, str]:
    """Return images to rehearse and others to be tested on, and what these are. Raises TaskError if none are here."""
    config, size = entry.config, entry.config.model.image_size
    if config.dataset.here():
        try:
            learned = config.dataset.load("train", image_size=size)
            unseen = config.dataset.load("test", image_size=size)
        except DataError:
            pass  # moved, or deleted meanwhile
        else:
            if learned.classes == config.classes and learned.labels is not None and unseen.labels is not None:
                unseen = unseen.subset(np.arange(min(MOST_TESTED, len(unseen))))
                return learned, unseen, f"Test images of {config.dataset.title}, from which neither reader has learned."
    for other in library.list_models():
        same = other.config.classes == config.classes and other.config.model.image_size == size
        if same and other.config.dataset == config.dataset and (other.path / "latents.safetensors").is_file():
            kept = library.latents(other)
            if kept.labels is not None and kept.tile == size:
                both = ImageDataset(other.config.dataset.title, kept.thumbnails(), kept.labels, config.classes)
                halves = [both.subset(np.arange(start, len(both), 2)) for start in (0, 1)]
                return *halves, (
                    f"Every other one of the {len(both):,} images that come along with {other.named}; the others were "
                    "rehearsed."
                )
    raise TaskError(
        f"The images that {entry.named} learned from are not here: without them it would forget what it can read."
    )


def _tell(tick: Tick, doing: str, before: int, steps: int, done: int, _of: int) -> None:
    tick(doing, (before + done) / steps, before + done, steps)


def _keep(folder: Path, entry: Entry, new: Classifier, task: TuneTask, rehearsal: Rehearsal, found: Tuned) -> None:
    """Make the tuned reader a model of everyone who asked for it, once for each, whatever died in between."""
    from core.tasks import store
    from core.training.tuning import STEPS

    allowed = (owner for owner in store.askers(folder) if may_tune(entry, owner))
    for owner in sorted(allowed, key=lambda owner: owner.mark):
        noted = read_object(folder / KEPT)
        id = noted.setdefault(owner.mark, secrets.token_hex(16))
        write_json(folder / KEPT, noted)  # first: who begins anew finds under which id it was, or was to be
        if (places.models() / id).is_dir():
            continue
        tuning = TuningConfig(
            reader=entry.title, corrections=found.told, rehearsed=found.rehearsed, steps=STEPS, seed=task.seed
        )
        with library.appearing(owner, _title(entry, owner), id=id) as made:
            _fill(made, entry, new, tuning, found)


def _fill(made: Path, entry: Entry, new: Classifier, tuning: TuningConfig, found: Tuned) -> None:
    from safetensors.torch import save

    from core.networks.write import write_networks

    write_atomic(made / "config.json", entry.config.replace(tuning=tuning).to_json())
    write_json(made / "state.json", {"state": "done", "reason": ""})
    write_atomic(made / "model.safetensors", save({name: t.contiguous() for name, t in new.state_dict().items()}))
    write_networks(made, new)
    if found.test and found.test.n:
        accuracy = Score(value=found.test.after / found.test.n, unit="share")
        scores = Scores(dataset=entry.config.dataset.name, n=found.test.n, scores={"accuracy": accuracy})
        write_atomic(made / "scores.json", scores.to_json())
    library.write_card(made)


def _title(entry: Entry, owner: Owner) -> str:
    taken = {one.title for one in library.list_models(owner)}
    base = entry.title.split(", tuned")[0][:60].strip()
    number = 1
    while (title := f"{base}, tuned" + (f" ({number})" if number > 1 else "")) in taken:
        number += 1
    return title
