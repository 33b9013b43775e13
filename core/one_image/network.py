"""Is it mine, somebody else's, or another character? A small network is taught it on a set in five epochs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core import images as pixels
from core.models import ClassifierConfig
from core.one_image.building import built
from core.one_image.sets import SETS, Material, strongly
from core.one_image.strangers import Strangers
from core.training.run import TrainingConfig
from core.types import ImageDataset, Progress

if TYPE_CHECKING:
    from core.models.classifier_network import Classifier

ShouldStop = Callable[[], bool]

CLASSES = ("mine", "somebody's", "another")
EACH = 1_000  # images of each class, in every set: all take the same steps
# Without batch norm: with it own images ranked no better against strangers', and fewer of them were recognised.
MODEL = ClassifierConfig(filters=(16, 32), features=64, shift=0, batch_norm=False)
TRAINING = TrainingConfig(
    epochs=5, batch_size=64, learning_rate=1e-3, schedule="constant", validation=60.0, device="cpu"
)


@dataclass(frozen=True, eq=False)
class Lesson:
    """What a network is taught. data: of the three CLASSES; held_out: uint8 (m, h, w), fresh ones of the same maker."""

    data: ImageDataset
    held_out: np.ndarray


def lesson(name: str, material: Material, others: Strangers, *, seed: int, each: int = EACH) -> Lesson:
    """Return what a network is taught for the set `name` of SETS. Raises DataError if the set cannot be had."""
    one = SETS[name]
    mine = one.make(material, each + each // 5, seed)
    order = np.random.default_rng(seed).permutation(len(mine))
    rng = np.random.default_rng(seed + 1)
    same, other = (images[rng.choice(len(images), each, replace=len(images) < each)] for images in
                   (others.same, others.other))  # fmt: skip
    if one.alike:
        same, other = strongly(same, each, seed + 1), strongly(other, each, seed + 2)
    images = np.concatenate([mine[order[:each]], same, other])
    labels = np.repeat(np.arange(3), each).astype(np.int64)
    return Lesson(ImageDataset(name, images, labels, CLASSES), mine[order[each:]])


def taught(
    data: ImageDataset, *, seed: int, should_stop: ShouldStop = lambda: False
) -> Iterator[tuple[Classifier, Progress]]:
    """Teach a network three classes; yield it, in eval mode, with each Progress. Raises Diverged."""
    from core.training.loop import fit

    model = built(lambda: MODEL.build(CLASSES), seed)
    for progress in fit(model, data, TRAINING, seed=seed, should_stop=should_stop):
        model.eval()
        yield model, progress
        model.train()
    model.eval()


def logits_of(model: Classifier, images: np.ndarray) -> np.ndarray:
    """Return what the network says of images, uint8 (n, h, w): float32 (n, 3), in the order of CLASSES."""
    import torch

    with torch.no_grad():
        parts = [model(pixels.to_float(part)) for part in torch.tensor(images).split(500)]
    return torch.cat(parts).numpy()


def evidence(logits: np.ndarray) -> np.ndarray:
    """Return the log-odds (n,) that images are mine, of logits (n, 3)."""
    top = logits[:, 1:].max(1)
    rest = top + np.log(np.exp(logits[:, 1:] - top[:, None]).sum(1))
    return logits[:, 0] - rest
