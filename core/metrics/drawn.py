"""What do metrics of samples get: the images drawn, and the real ones that they are held against?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, eq=False)
class Drawn:
    """Images to be scored, in random order.

    images: uint8 (n, h, w). features: float32 (n, f) of some network. readings: (n, k), how much a classifier believes
    each of k classes, 0 throughout where the image is like none of them; or None. asked: int64 (n,), the class that
    each was asked for, -1 where none was; or None. seconds: what drawing and decoding all n took, None if they were
    not drawn.
    """

    images: np.ndarray
    features: Tensor
    readings: Tensor | None = None
    asked: np.ndarray | None = None
    seconds: float | None = None


@dataclass(frozen=True, eq=False)
class Reference:
    """Real images, in random order.

    images: uint8 (m, h, w) that no model has seen. features: float32 (m, f) of theirs. training: uint8 (t, h, w), what
    the model learned from.
    """

    images: np.ndarray
    features: Tensor
    training: np.ndarray
    kept: dict[str, Any] = field(default_factory=dict, repr=False)

    def once(self, name: str, work: Callable[[], Any]) -> Any:
        """Return work(), done the first time only: what depends on the real images alone serves every strategy."""
        if name not in self.kept:
            self.kept[name] = work()
        return self.kept[name]


@dataclass(frozen=True)
class Row:
    """What a table says of one number. better: which is good news; about: what it is; source: who thought of it.

    "real": the nearer to what real images get, the better, from either side. most: images that it is measured on where
    there are more; 0: on all.
    """

    title: str
    better: Literal["lower", "higher", "real", "neither"]
    about: str
    source: str = ""
    most: int = 0
