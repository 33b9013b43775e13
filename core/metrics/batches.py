"""How does a metric go through a data set without holding all of it as floats?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core import images as pixels
from core.types import ImageDataset

if TYPE_CHECKING:
    from torch import Tensor

SIZE = 500


def batches(dataset: ImageDataset) -> Iterator[tuple[Tensor, Tensor | None]]:
    """Yield x (m, 1, h, w) in [0, 1] and class weights y (m, k), or None without labels; m is at most 500."""
    import torch
    import torch.nn.functional as F

    for at in range(0, len(dataset), SIZE):
        x = pixels.to_float(torch.from_numpy(dataset.images[at : at + SIZE]))
        if dataset.labels is None:
            yield x, None
        else:
            labels = torch.from_numpy(dataset.labels[at : at + SIZE])
            yield x, F.one_hot(labels, len(dataset.classes)).float()
