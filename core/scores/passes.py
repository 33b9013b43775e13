"""How does a model see and draw more images than fit into its memory at once?"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core import images as pixels
from core.scores.progress import Told
from core.types import ImageDataset

BATCH = 500


@torch.no_grad()
def encoded(model: nn.Module, dataset: ImageDataset, told: Told) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Return mu and logvar, float32 (n, d), and the labels of a data set's images."""
    mu, logvar = [], []
    for at in range(0, len(dataset), BATCH):
        told("encoding", at / len(dataset))
        x = pixels.to_float(torch.from_numpy(dataset.images[at : at + BATCH]))
        labels = None if dataset.labels is None else dataset.labels[at : at + BATCH]
        posterior = model.encode(x, _weights(model, labels))
        mu.append(posterior.mu.numpy())
        logvar.append(posterior.logvar.numpy())
    return np.concatenate(mu), np.concatenate(logvar), dataset.labels


@torch.no_grad()
def decoded(model: nn.Module, z: np.ndarray, labels: np.ndarray | None, told: Told) -> np.ndarray:
    """Decode z (n, d), float32, into uint8 (n, h, w); labels: the class of each, for a conditional model."""
    images = []
    for at in range(0, len(z), BATCH):
        told("drawing", at / len(z))
        y = _weights(model, None if labels is None else labels[at : at + BATCH])
        images.append(pixels.to_uint8(model.decode(torch.from_numpy(z[at : at + BATCH]), y)))
    return np.concatenate(images)


def _weights(model: nn.Module, labels: np.ndarray | None) -> Tensor | None:
    if not model.classes or labels is None:
        return None
    return F.one_hot(torch.from_numpy(labels), len(model.classes)).float()
