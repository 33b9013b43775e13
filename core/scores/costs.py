"""What did a model cost: how long did it learn, from how many images, and how many numbers did it learn?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.files import shapes_of
from core.library.folder import Entry, history
from core.training import film

# Numbers in the weights that are counted or averaged and not learned: of batch norm, spectral norm and a GAN's steps.
NOT_LEARNED = ("running_mean", "running_var", "num_batches_tracked", "_u", "_v", "steps", "learned")
DRAWING = "decoder."  # what draws, in every family
LEARNED = "generator.", "learner."  # what an average of draws


@dataclass(frozen=True)
class Facts:
    """What is known of a training without looking at an image; None for what is not.

    seconds: of learning, on the machine that did it. images: learned from, as often as they were seen. parameters: all
    that were learned, a GAN's discriminator and a VAE's encoder included; drawing: those that an image is drawn with.
    """

    seconds: float | None = None
    images: int | None = None
    parameters: int | None = None
    drawing: int | None = None

    @property
    def images_a_second(self) -> float | None:
        """Return how many images it learned from in a second."""
        return self.images / self.seconds if self.images and self.seconds else None


def facts_of(entry: Entry, rows: Sequence[Mapping[str, Any]] | None = None) -> Facts:
    """Return the facts of a model folder. rows: its history, where it has been read already."""
    rows = history(entry) if rows is None else rows
    last = rows[-1] if rows else {}
    parameters, drawing = _parameters(entry)
    images = _images(entry, last["step"]) if last else None
    return Facts(last.get("seconds"), images, parameters, drawing)


def _images(entry: Entry, step: int) -> int:
    # The last batch of a pass is smaller: the film knows by how much, and without one all count as whole.
    seen = film.images_by(entry, step)
    return step * entry.config.training.batch_size if seen is None else seen


def _parameters(entry: Entry) -> tuple[int | None, int | None]:
    shapes = {
        name: shape
        for name, shape in shapes_of(entry.path / "model.safetensors").items()
        if not name.endswith(NOT_LEARNED)
    }
    if not shapes:
        return None, None
    drawing = sum(math.prod(shape) for name, shape in shapes.items() if name.startswith(DRAWING))
    total = sum(math.prod(shape) for shape in shapes.values())
    # What draws in a GAN and in a flow is an average of the network that learned, not one of its own.
    return (total - drawing if any(name.startswith(LEARNED) for name in shapes) else total), drawing
