"""What do all strategies of one model share while they are scored? Its data, the features, and what was worked out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core import images as pixels
from core import places
from core.config import ConfigError
from core.datasets import DatasetConfig
from core.files import made, write_atomic
from core.library.folder import Entry
from core.metrics import Drawn, Reference
from core.scores.config import ScoringConfig
from core.scores.enough import LEAST
from core.scores.features import SIDE, FeatureNetwork, network_for
from core.scores.progress import Told
from core.scores.table import Conditions, SampleScores
from core.types import DataError, ImageDataset

EDITION = 3  # to be raised when the same settings begin to give another floor or limit


@dataclass(frozen=True, eq=False)
class Bench:
    """A data set made ready for scoring.

    learned: what the model was trained on. train: the same, of one class only if one was asked for; test: likewise, at
    most as many images as were asked for, in random order. conditions: with the n that is drawn, at most four fifths of
    the training images. folder: where what is worked out of this data set is kept.
    """

    learned: ImageDataset
    train: ImageDataset
    test: ImageDataset
    network: FeatureNetwork
    reference: Reference
    conditions: Conditions
    folder: Path

    def seen(self, images: np.ndarray, labels: np.ndarray | None = None, seconds: float | None = None) -> Drawn:
        """Return uint8 images (n, h, w), drawn for these classes of the data (n,), as metrics want them."""
        small = pixels.resize(images, _side(images.shape[1]))
        features, readings = self.network.of(small)
        return Drawn(small, features, readings, self.network.asked(labels), seconds)

    def remembered(self, what: str, work: Callable[[], SampleScores]) -> SampleScores:
        """Return work(), done once for these conditions; `what` names what else it depends on. Raises OSError."""
        key = hashlib.sha256(f"{EDITION} {what} {self.conditions.model_dump_json()}".encode()).hexdigest()[:32]
        path = self.folder / f"{key}.json"
        try:
            return SampleScores.from_json(path.read_bytes())
        except (FileNotFoundError, ConfigError):  # not there, or written by code that said it in other words
            scores = work()
        made(self.folder)
        write_atomic(path, scores.to_json())
        return scores


_ready: dict[tuple, Bench] = {}  # the last one: four strategies in a row read the data and its features once


def bench_for(entry: Entry, config: ScoringConfig, told: Told) -> Bench:
    """Make the model's data ready. Raises DataError if it cannot be had or does not hold what is asked, Stopped."""
    data, size = entry.config.dataset, entry.config.model.image_size
    key = (data, size, config.n, config.seeds, config.label, places.home(), places.zoo())
    if key not in _ready:
        _ready.clear()  # before the next is made: two data sets would take twice the memory
        _ready[key] = _made_ready(data, size, config, told)
    return _ready[key]


def _made_ready(data: DatasetConfig, size: int, config: ScoringConfig, told: Told) -> Bench:
    told("reading the data", 0.0)
    parts = [data.load(part, image_size=size) for part in ("train", "test")]
    fingerprint = hashlib.sha256("".join(part.fingerprint for part in parts).encode()).hexdigest()[:32]
    folder = places.home() / "features" / fingerprint
    network = network_for(*parts, folder, told.part(0.1, 0.9))
    train, test = (_of_class(part, config.label) for part in parts)
    if min(len(train), len(test)) < LEAST:
        raise DataError(
            f"scoring needs {LEAST} training and {LEAST} test images, {train.name} has {len(train)} and {len(test)}."
        )
    told("looking at real images", 0.9)
    # Never all training images: the floor's spread comes from another choice of them for each seed. And as many for
    # every source: distances of different numbers of images do not compare.
    n = min(config.n, max(LEAST, 4 * len(train) // 5))
    test = test.subset(np.random.default_rng(0).permutation(len(test))[: config.n])
    small = test.resized(_side(size)).images
    shuffled = train.resized(_side(size)).images[np.random.default_rng(1).permutation(len(train))]
    reference = Reference(small, network.of(small)[0], shuffled)
    conditions = Conditions(features=network.words, n=n, real=len(test), seeds=config.seeds, label=config.label)
    return Bench(parts[0], train, test, network, reference, conditions, folder)


def _side(size: int) -> int:
    # Larger images are compared as the network sees them: 60,000 of 128 px would be a second gigabyte, and their
    # distances would take minutes.
    return min(size, SIDE)


def _of_class(dataset: ImageDataset, label: int | None) -> ImageDataset:
    if label is None:
        return dataset
    if dataset.labels is None or not (dataset.labels == label).any():
        raise DataError(f"label must be one of the classes that {dataset.name} has images of, got {label}.")
    return dataset.subset(np.flatnonzero(dataset.labels == label))
