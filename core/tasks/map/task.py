"""A map of a model's images: where a projection lays them out, and how far each place can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from core.library.task import ShouldStop, TaskConfig
from core.projection import AnyProjectionConfig

MOST_POINTS = 70_000


class MapTask(TaskConfig):
    """Lay a model's images out on a flat map and measure it; the layout can be watched while it forms.

    Leaves frames.bin (core.tasks.map.frames), map.safetensors (core.tasks.map.kept) and, if points > 0,
    latents.safetensors.
    """

    kind: Literal["map"] = "map"
    projection: AnyProjectionConfig
    points: int = Field(
        0,
        ge=0,
        le=MOST_POINTS,
        description="How many images of the model's data to lay out, test images first; 0 for those kept with it.",
    )

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Fit and measure the map. Raises ValueError if the latents or the data cannot give one."""
        from core.library.folder import find
        from core.tasks.map.make import make_map

        return make_map(find(self.model), self, folder, should_stop=should_stop)
