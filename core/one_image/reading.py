"""Does a reader still take an image for the character that it is said to be?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from core import images as pixels
from core.library import list_models
from core.library.folder import Entry, open_model
from core.owner import Owner

if TYPE_CHECKING:
    from core.models.classifier_network import Classifier

AT_ONCE = 500  # images


def reader_of(character: str, owner: Owner | None = None, *, size: int = 28) -> Entry | None:
    """Return a trained reader that knows this character: the app's own before those of `owner`."""
    return _first(owner, size, lambda entry: character in entry.config.classes)


def any_reader(owner: Owner | None = None, *, size: int = 28) -> Entry | None:
    """Return the first trained reader there is, of whatever classes, for what nobody has named yet."""
    return _first(owner, size, lambda entry: True)


def _first(owner: Owner | None, size: int, suits: Callable[[Entry], bool]) -> Entry | None:
    for entry in list_models(owner):
        model = entry.config.model
        fits = model.reads and model.image_size == size and suits(entry)
        if fits and entry.has_weights and not entry.active:
            return entry
    return None


def shares(images: np.ndarray, reader: Entry) -> np.ndarray:
    """Return how much a reader believes each class of images, uint8 (n, h, w): float32 (n, k), rows summing to 1."""
    import torch

    model: Classifier = open_model(reader)
    with torch.no_grad():
        parts = [model(pixels.to_float(part)).softmax(1) for part in torch.tensor(images).split(AT_ONCE)]
    return torch.cat(parts).numpy()


def read_as(images: np.ndarray, character: str, reader: Entry) -> np.ndarray:
    """Return which of the images, uint8 (n, h, w), the reader believes to be the character most: bool (n,)."""
    return shares(images, reader).argmax(1) == reader.config.classes.index(character)


def said_of(image: np.ndarray, reader: Entry) -> tuple[str, float]:
    """Return the class that the reader believes an image uint8 (h, w) to be most, and how much, 0 to 1."""
    found = shares(image[None], reader)[0]
    return reader.config.classes[int(found.argmax())], float(found.max())
