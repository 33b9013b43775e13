"""What is kept of the scores of samples, so that four strategies, the floor and the ceiling stand in one table?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from core import __version__
from core.config import Config
from core.evaluation.scores import Name, Score
from core.folder import Entry
from core.sampling import AnySamplerConfig

FILE = "sample_scores.json"
MOST_KEPT = 200  # scorings in one folder; then the oldest go

Source = Literal["strategy", "floor", "ceiling"]


class Conditions(Config):
    """What must be the same for two scores to be compared.

    features: which network's features, in words. n: images drawn a seed; real: test images they are compared with.
    """

    features: str = Field(max_length=300)
    n: int = Field(ge=1)
    real: int = Field(ge=1)
    seeds: int = Field(ge=1)
    label: int | None = Field(None, ge=0)


class SampleScores(Config):
    """Scores of one source of images: a strategy, the floor (training images) or the ceiling (reconstructions).

    sampler, temperature: of a strategy. points: images it was fitted on, 0 if it needs none. fit_seconds: the fit alone.
    rows: means over the seeds by name (core.evaluation.ROWS says what each means), with their spread: the standard
    deviation over the seeds, None for one seed. weights: sha256 of the model's weights file, empty for the floor.
    """

    source: Source
    sampler: AnySamplerConfig | None = None
    temperature: float = 1.0
    points: int = Field(0, ge=0)
    fit_seconds: float | None = Field(None, ge=0.0)
    conditions: Conditions
    rows: Annotated[dict[Name, Score], Field(max_length=40)]
    weights: str = Field("", max_length=64)
    code_version: Annotated[str, Field(max_length=20)] = __version__

    @model_validator(mode="after")
    def _strategy_named(self) -> SampleScores:
        if (self.source == "strategy") != (self.sampler is not None):
            raise ValueError("a sampler must be named for the scores of a strategy, and for no other.")
        return self


class SampleTable(Config):
    """All that was scored of one model, oldest first. Scores compare within the same conditions: see `under`."""

    max_json_bytes: ClassVar[int] = 2 * 2**20

    scored: Annotated[tuple[SampleScores, ...], Field(max_length=MOST_KEPT)] = ()

    @property
    def conditions(self) -> tuple[Conditions, ...]:
        """The different conditions, newest first."""
        return tuple(dict.fromkeys(scores.conditions for scores in reversed(self.scored)))

    def under(self, conditions: Conditions) -> SampleTable:
        """Return what was scored under these conditions."""
        return SampleTable(scored=tuple(scores for scores in self.scored if scores.conditions == conditions))

    @property
    def entries(self) -> tuple[SampleScores, ...]:
        """The scores of strategies."""
        return tuple(scores for scores in self.scored if scores.source == "strategy")

    @property
    def floor(self) -> SampleScores | None:
        """The newest scores of real training images: nothing drawn can be expected to do better."""
        return self._newest("floor")

    @property
    def ceiling(self) -> SampleScores | None:
        """The newest scores of reconstructions: as good as this decoder gets."""
        return self._newest("ceiling")

    def _newest(self, source: Source) -> SampleScores | None:
        return next((scores for scores in reversed(self.scored) if scores.source == source), None)


def read(entry: Entry) -> SampleTable | None:
    """Return what is kept of the model's samples, None if there is nothing. Raises ModelError if it is unreadable."""
    raise NotImplementedError


def merge(folder: Path, *scored: SampleScores) -> SampleTable:
    """Put scores into the folder's table, in place of older ones of the same settings; return the table.

    Several processes may do so at once. Raises ModelError, OSError.
    """
    raise NotImplementedError
