"""What does a network see in an image, so that images can be compared by what they show? Which network is asked?

Digits: the classifier of the zoo. Other classes: a classifier trained on that data first and kept. Without labels, or
with very few: the principal components of the real images.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from core import images as pixels
from core.augmentation import GENTLE
from core.config import Config
from core.files import made, write_atomic
from core.library.folder import find, open_model
from core.library.weights import tensors_of
from core.metrics import accuracy
from core.models import ClassifierConfig
from core.scores.progress import Told
from core.training.loop import fit
from core.training.run import TrainingConfig
from core.types import ImageDataset, ModelError

SIDE = 28  # pixels; images of another size are brought to this one
DIGIT_READER = "mnist-classifier"
BATCH = 500
COMPONENTS = 64  # of the pixels of real images, where no classifier can be had
SEEN = 400_000  # images a reader learns from, counted as often as it sees them
LEAST_A_CLASS = 8  # images: from fewer nothing is learned that serves others
FEW = 2_000  # images below which a reader learns from varied ones, and for as many steps as it needs


@dataclass(frozen=True, eq=False)
class FeatureNetwork:
    """What turns images into features.

    words: what it is, as a table says it. columns: which column of the readings each class of the data has, int64 (k,);
    empty if it reads no classes.
    """

    words: str
    network: nn.Module
    columns: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))

    def of(self, images: np.ndarray) -> tuple[Tensor, Tensor | None]:
        """Return (features (n, f), readings (n, k) or None) of uint8 (n, h, w), float32.

        The readings of an image sum to 1, or are 0 where it is like nothing that the network has learned.
        """
        features, readings = [], []
        with torch.no_grad():
            for at in range(0, len(images), BATCH):
                x = pixels.to_float(torch.from_numpy(pixels.resize(images[at : at + BATCH], SIDE)))
                if not len(self.columns):
                    features.append(self.network.features(x))
                    continue
                found, logits, unlike = self.network.read(x)
                features.append(found)
                readings.append(logits.softmax(1) * (unlike <= 1)[:, None])
        return torch.cat(features), torch.cat(readings) if readings else None

    def asked(self, labels: np.ndarray | None) -> np.ndarray | None:
        """Return the columns of the readings that classes of the data (n,) have; -1, for none, stays."""
        if labels is None or not len(self.columns):
            return None
        return np.where(labels >= 0, self.columns[labels], -1)


def network_for(train: ImageDataset, test: ImageDataset, folder: Path, told: Told) -> FeatureNetwork:
    """Return the network for a data set's images; train one, once, where that is needed, and keep it in `folder`.

    Raises Stopped if told to stop meanwhile.
    """
    digits = _digit_reader(train)
    if digits:
        return digits
    counts = np.bincount(train.labels) if train.labels is not None else np.zeros(0, np.int64)
    if np.count_nonzero(counts) >= 2 and len(train) >= LEAST_A_CLASS * np.count_nonzero(counts):
        return _own_reader(train, test, folder, told)
    few = "too few labels to train a classifier" if counts.any() else "no labels to train a classifier"
    components = Components(train.images)
    return FeatureNetwork(f"the first {components.count} principal components of the real images ({few})", components)


class Components(nn.Module):
    """Principal components of the pixels of images, uint8 (n, h, w): the axes along which they vary most."""

    def __init__(self, images: np.ndarray) -> None:
        super().__init__()
        x = torch.from_numpy(pixels.resize(images[:10_000], SIDE)).flatten(1).double() / 255
        self.count = min(COMPONENTS, max(1, len(x) - 1))
        self.mean = x.mean(0)
        self.axes = torch.linalg.eigh(torch.cov(x.T, correction=0)).eigenvectors[:, -self.count :].flip(1)  # (h w, f)

    def features(self, x: Tensor) -> Tensor:
        """Map x (n, 1, h, w) to (n, f)."""
        return ((x.flatten(1).double() - self.mean) @ self.axes).float()


class _Reader(Config):
    """What is kept beside the weights of a trained reader. accuracy: share of test images read right."""

    classes: tuple[str, ...]
    accuracy: float


def _digit_reader(train: ImageDataset) -> FeatureNetwork | None:
    if train.labels is None or not set(train.classes) <= set("0123456789"):
        return None
    try:
        entry = find(DIGIT_READER)
    except ModelError:  # no zoo came along with this code
        return None
    reader = open_model(entry)
    columns = np.array([reader.classes.index(name) for name in train.classes])
    return FeatureNetwork("the zoo's digit classifier", reader, columns)


def _own_reader(train: ImageDataset, test: ImageDataset, folder: Path, told: Told) -> FeatureNetwork:
    weights, about, settings = folder / "reader.safetensors", folder / "reader.json", ClassifierConfig(image_size=SIDE)
    with torch.random.fork_rng(devices=[]):  # torch's layers know only the global generator
        torch.manual_seed(0)
        reader = settings.build(train.classes)
    if not about.exists():
        share = _train(reader, train.resized(SIDE), test.resized(SIDE), told)
        made(folder)
        write_atomic(weights, save(reader.state_dict()))
        write_atomic(about, _Reader(classes=train.classes, accuracy=share).to_json())  # last: it says that all is there
    # Read back also when it was just trained: two workers may have, and both go by the one that was kept.
    tensors_of(weights.read_bytes(), weights.name)
    reader.load_state_dict(load(weights.read_bytes()))
    known = _Reader.from_json(about.read_bytes())
    words = (
        f"a classifier trained on the labels of this data, which reads {known.accuracy:.1%} of its test images right"
    )
    return FeatureNetwork(words.replace("%", " %"), reader.eval(), np.arange(len(train.classes)))


def _train(reader: nn.Module, train: ImageDataset, test: ImageDataset, told: Told) -> float:
    """Train a classifier and return its accuracy on the test images."""
    epochs = int(np.clip(SEEN // len(train), 2, 60))
    held_out = max(1, min(1000, len(train) // 10))
    training = TrainingConfig(epochs=epochs, validation=held_out, learning_rate=3e-3, device="cpu")
    if len(train) < FEW:
        training = training.replace(epochs=20, batch_size=64, epoch_images=1_600, augmentation=GENTLE)
    for progress in fit(reader, train, training):
        told("teaching a classifier to read this data", progress.fraction)
    reader.eval()
    return float(accuracy.measure(reader, test, rng=torch.Generator())["accuracy"].value)
