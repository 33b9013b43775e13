"""Which letter is this? A small network that has learned from many hands gives the first guess, for some alphabets.

It comes along in zoo/letters; reader_training.py made it. What it has never seen, the page's own letters teach: see
core.handwriting.letters.learning.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from core import places
from core.config import Config, ConfigError
from core.handwriting.letters.frame import SIDE
from core.library.weights import tensors_of
from core.types import ModelError

if TYPE_CHECKING:
    from torch import nn

FILTERS, KERNELS, HIDDEN = (24, 48, 64), (5, 3, 3), 96
WEIGHTS, SETTINGS, CARD = "model.safetensors", "letters.json", "README.md"
JUNK = ""  # the class of what is no letter: half of one, or two
AT_ONCE = 512


class Known(Config):
    """What the reader that comes along knows. classes: its letters in the order of its answers, "" for no letter."""

    classes: Annotated[tuple[str, ...], Field(min_length=2, max_length=400)]


@dataclass(frozen=True, eq=False)
class Reader:
    """A network and the letters it knows, in the order of its answers; the last is "", no letter."""

    network: nn.Sequential
    classes: tuple[str, ...]

    def logits(self, images: np.ndarray) -> np.ndarray:
        """Return how much each of images uint8 (n, 32, 32) looks like each class, in nats, float32 (n, k)."""
        import torch

        self.network.eval()
        found = [np.zeros((0, len(self.classes)), np.float32)]
        with torch.no_grad():
            for start in range(0, len(images), AT_ONCE):
                x = torch.from_numpy(images[start : start + AT_ONCE]).float().div_(255)[:, None]
                found.append(self.network(x).log_softmax(1).numpy())
        return np.concatenate(found)


def network(classes: int) -> nn.Sequential:
    """Return the untrained network: images (n, 1, 32, 32) in [0, 1] to (n, classes)."""
    from torch import nn

    layers: list[nn.Module] = []
    for c, f, k in zip((1, *FILTERS), FILTERS, KERNELS, strict=False):
        layers += [nn.Conv2d(c, f, k, 2, k // 2), nn.ReLU()]  # strides, not pooling: a page learns in half the time
    side = SIDE // 2 ** len(FILTERS)
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(FILTERS[-1] * side * side, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, classes)
    )


def here() -> bool:
    """Say whether a reader has come along."""
    return (places.letters() / WEIGHTS).is_file() and (places.letters() / SETTINGS).is_file()


def shipped() -> Reader:
    """Return the reader that comes along. Raises ModelError if it is not here, or damaged."""
    folder = places.letters()
    try:
        stamp = (folder / WEIGHTS).stat().st_mtime_ns
        known = Known.from_json((folder / SETTINGS).read_bytes())
    except (OSError, ConfigError):
        raise ModelError("the reader of letters in zoo/letters is not here, or damaged.") from None
    return _opened(folder / WEIGHTS, known.classes, stamp)


@lru_cache(maxsize=1)
def _opened(path: Path, classes: tuple[str, ...], stamp: int) -> Reader:
    import torch

    model = network(len(classes))
    found = tensors_of(path.read_bytes(), path.name)
    if {name: tuple(t.shape) for name, t in model.state_dict().items()} != {n: t.shape for n, t in found.items()}:
        raise ModelError(f"{path.name} of the reader of letters holds another network.")
    model.load_state_dict({name: torch.tensor(tensor).float() for name, tensor in found.items()})
    return Reader(model.eval().requires_grad_(False), classes)
