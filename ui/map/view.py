"""What is a panel of Explore told about the map above it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.latents import Latents
from core.library import Entry

if TYPE_CHECKING:
    from core.projection import Plane, Scattered
    from core.tasks import MapTask
    from core.tasks.map.kept import FittedMap
    from ui.components.pad import Selection


@dataclass(frozen=True, eq=False)
class MapView:
    """The map that is shown, and of what.

    task: names the map, and can be submitted to have it fitted. latents: of the images on the map, n of them.
    fitted: their places and the way back. map: what the worker found out about it, None as long as it has not.
    selection: what the visitor has marked on it, None for nothing. mine: whether the visitor owns the model.
    own_images: whether the images were read for this map, and are not those kept with the model.
    """

    entry: Entry
    task: MapTask
    latents: Latents
    fitted: Plane | Scattered
    map: FittedMap | None
    selection: Selection | None
    mine: bool
    own_images: bool = False

    @property
    def xy(self) -> np.ndarray:
        """Places of the images on the map, float32 (n, 2)."""
        return self.fitted.xy

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes, empty if the images have no labels."""
        return self.entry.config.classes if self.latents.labels is not None else ()
