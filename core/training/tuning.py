"""How does a reader learn from a few corrections in seconds, without forgetting what it could read before?

It is shown the corrected drawings, varied a little, among many images of those it learned from (rehearsal: Robins 1995,
doi:10.1080/09540099550039318), and is held to what it said of the latter (distillation: Li & Hoiem 2016,
arXiv:1606.09282, equation 2).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core import images as pixels
from core.types import DataError, ImageDataset

if TYPE_CHECKING:
    import torch

    from core.models.classifier_network import Classifier

STEPS = 100
TOLD, REHEARSED = 24, 64  # images a step: of the corrections, as often as it takes, and of the others
RATE = 1e-3  # of Adam, falling to nothing
HELD_TO = 1.0  # weight of what it said before, beside what is right
MOST_REHEARSED = 6000
HELD_OUT = 1000  # of the images that it learned from, by which it is told how far is too far
AT_ONCE = 500

OnStep = Callable[[int, int], None]  # steps done, of how many


class Stopped(Exception):
    """Whoever asked wants no more of it."""


@dataclass(frozen=True, eq=False)
class Rehearsal:
    """Images of those that a reader learned from, and the others by which it is calibrated anew.

    images: uint8 (n, h, h); labels: int64 (n,); held_out: uint8 (m, h, h).
    """

    images: np.ndarray
    labels: np.ndarray
    held_out: np.ndarray


def rehearsal_of(dataset: ImageDataset, *, seed: int = 0) -> Rehearsal:
    """Draw at most 6,000 images to rehearse and 1,000 more, one in seven of fewer. Raises DataError without labels."""
    if dataset.labels is None:
        raise DataError(f"{dataset.name} has no classes: there is nothing to read.")
    order = np.random.default_rng(seed).permutation(len(dataset))
    apart = min(HELD_OUT, len(order) // 7)
    chosen = order[apart : apart + MOST_REHEARSED]
    return Rehearsal(dataset.images[chosen], dataset.labels[chosen], dataset.images[order[:apart]])


def tuned(
    reader: Classifier,
    images: np.ndarray,
    labels: np.ndarray,
    rehearsal: Rehearsal,
    *,
    seed: int = 0,
    steps: int = STEPS,
    on_step: OnStep = lambda done, steps: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Classifier:
    """Return a copy of a reader that has learned from corrections, uint8 (m, h, h) with labels int64 (m,).

    Same seed, same machine, same reader. `reader` itself stays as it is. Raises Stopped where should_stop says so,
    ValueError if there is no correction, or the sizes differ.
    """
    import torch
    import torch.nn.functional as F

    from core.adam import Adam
    from core.augmentation import GENTLE, vary
    from core.models.layers import update

    if len(images) == 0 or images.shape[1:] != rehearsal.images.shape[1:]:
        raise ValueError(f"corrections must be images like the reader's own, at least one, got {images.shape}.")
    model, rng = copy.deepcopy(reader).eval(), torch.Generator().manual_seed(seed)
    for weight in model.parameters():
        weight.requires_grad_(True)
    # Batch norm stays as it was: its averages are of thousands of images, and a few dozen alike would pull them away.
    optimiser = Adam([w for w in model.network.parameters()], RATE)
    told, answers = torch.tensor(images), torch.from_numpy(labels)
    others, theirs = torch.from_numpy(rehearsal.images), torch.from_numpy(rehearsal.labels)
    for step in range(steps):
        if should_stop():
            raise Stopped
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - step / steps)
        mine = torch.randint(len(told), (TOLD,), generator=rng)
        some = torch.randint(len(others), (REHEARSED,), generator=rng)
        x = vary(pixels.to_float(told[mine]), GENTLE, rng=rng)
        old = model._shifted(pixels.to_float(others[some]), rng)
        with torch.no_grad():
            before = reader(old).log_softmax(1)
        logits = model(torch.cat([x, old]))
        right = F.cross_entropy(logits, torch.cat([answers[mine], theirs[some]]))
        held = F.kl_div(logits[TOLD:].log_softmax(1), before, reduction="batchmean", log_target=True)
        update(optimiser, right + HELD_TO * held)
        on_step(step + 1, steps)
    _calibrate(model, told, answers, rehearsal)
    return model


def read_right(reader: Classifier, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Say of images uint8 (n, h, h) whether the likeliest class is the right one, int64 (n,): bool (n,)."""
    import torch

    if not len(images):
        return np.zeros(0, bool)
    with torch.inference_mode():
        parts = [reader(pixels.to_float(part)).argmax(1) for part in torch.tensor(images).split(AT_ONCE)]
    return torch.cat(parts).numpy() == labels


def folds(m: int, *, most: int = 5, seed: int = 0) -> list[np.ndarray]:
    """Part m corrections, two at least, into up to five of about equal size, each to be held out once: int64 each."""
    return [np.sort(part) for part in np.array_split(np.random.default_rng(seed).permutation(m), min(most, m))]


def _calibrate(model: Classifier, told: torch.Tensor, answers: torch.Tensor, rehearsal: Rehearsal) -> None:
    """Have it learn anew what is like none of its images: its features have moved, and what was told is like some."""
    import torch

    if not model.familiar.calibrated:
        return  # then nothing was ever refused
    images = torch.cat([torch.from_numpy(rehearsal.images), told])
    labels = torch.cat([torch.from_numpy(rehearsal.labels), answers])
    model.calibrate(images, labels, torch.cat([torch.from_numpy(rehearsal.held_out), told]))
