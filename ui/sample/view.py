"""What is a panel of Sample told about the strategies above it, and the map they are shown on?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.library import Entry

if TYPE_CHECKING:
    from core.latents import Latents
    from core.projection import FittedProjection
    from core.sampling import AnySamplerConfig, Draws, FittedSampler
    from core.tasks import MapTask
    from ui.components.pad import Selection
    from ui.components.samples import SamplesReport
    from ui.map.view import MapView


@dataclass(frozen=True, eq=False)
class Column:
    """A strategy and what it gave. sampler, draws: None while it has not been fitted, or cannot be: `why` says so."""

    config: AnySamplerConfig
    sampler: FittedSampler | None = None
    draws: Draws | None = None
    why: str = ""


@dataclass(frozen=True, eq=False)
class SampleView:
    """The strategies that are shown, and of which model.

    map: the map above or below them, None if the model keeps no images. columns: one to four. n: images drawn by each.
    temperature: by which the noise of every strategy is scaled. label: the class that was asked for, None for all.
    seed: of the draws. report: what the visitor did with the samples, None before anything. steps, guidance: by which a
    model draws that draws in steps, None for its own.
    """

    entry: Entry
    map: MapView | None
    columns: tuple[Column, ...]
    n: int
    temperature: float
    label: int | None
    seed: int
    report: SamplesReport | None = None
    steps: int | None = None
    guidance: float | None = None

    @property
    def latents(self) -> Latents | None:
        """Latents of the images kept with the model, on which strategies are fitted; None if there are none."""
        from ui.cache import one_model

        return one_model.latents(self.entry) if (self.entry.path / "latents.safetensors").is_file() else None

    @property
    def task(self) -> MapTask | None:
        """The map that is shown, as a task; None without images."""
        return self.map.task if self.map else None

    @property
    def fitted(self) -> FittedProjection | None:
        """Places of the images on the map and the way back; None without images."""
        return self.map.fitted if self.map else None

    @property
    def selection(self) -> Selection | None:
        """What is marked on the map, None for nothing."""
        return self.map.selection if self.map else None

    @property
    def mine(self) -> bool:
        """Whether the visitor owns the model."""
        return bool(self.map and self.map.mine)
