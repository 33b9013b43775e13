"""What is kept of the scores of samples, so that four strategies stand in one table with their limits?"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from core import __version__
from core.config import Config
from core.files import sha256_of, write_atomic
from core.library.folder import Entry, parsed
from core.metrics.score import Name, Score
from core.sampling import AnySamplerConfig

FILE = "sample_scores.json"
WEIGHTS = "model.safetensors"
MOST = 10**9  # of anything counted: a table that was sent in may claim what it likes
EDITION = 2  # of how strategies are fitted: 1 to the means of the posteriors, 2 to draws from them
MOST_KEPT = 200  # scorings in one folder; then the oldest go

Source = Literal["strategy", "floor", "limit"]


class Conditions(Config):
    """What must be the same for two scores to be compared.

    features: which network's features, in words. n: images drawn a seed; real: test images they are compared with.
    """

    features: str = Field(max_length=300)
    n: int = Field(ge=1, le=MOST)
    real: int = Field(ge=1, le=MOST)
    seeds: int = Field(ge=1, le=MOST)
    label: int | None = Field(None, ge=0, le=MOST)


class SampleScores(Config):
    """Scores of one source of images: a strategy, the floor (training images) or the limit (the same, reconstructed).

    sampler, temperature: of a strategy. steps, guidance: by which it was drawn, None for the model's own. points:
    images it was fitted on, 0 if it needs none. fit_seconds: of the fit. rows: means over the seeds by name
    (core.metrics.ROWS says what each means), with their spread: the standard deviation over the seeds, None for one
    seed. weights: sha256 of the model's weights file, empty for the floor.
    edition: of how strategies are fitted, see EDITION.
    """

    source: Source
    sampler: AnySamplerConfig | None = None
    temperature: float = Field(1.0, ge=0.0, le=3.0)
    steps: int | None = Field(None, ge=1, le=MOST)
    guidance: float | None = Field(None, ge=0.0, le=MOST)
    points: int = Field(0, ge=0, le=MOST)
    fit_seconds: float | None = Field(None, ge=0.0)
    conditions: Conditions
    rows: Annotated[dict[Name, Score], Field(max_length=40)]
    weights: str = Field("", max_length=64)
    code_version: Annotated[str, Field(max_length=20)] = __version__
    edition: int = Field(1, ge=1, le=MOST)

    @field_validator("source", mode="before")
    @classmethod
    def _as_it_was_called(cls, given: Any) -> Any:
        return "limit" if given == "ceiling" else given  # what version 0.1.0 called it

    @model_validator(mode="after")
    def _fitting_together(self) -> SampleScores:
        if (self.source == "strategy") != (self.sampler is not None):
            raise ValueError("a sampler must be named for the scores of a strategy, and for no other.")
        several = next((name for name, score in self.rows.items() if isinstance(score.value, tuple)), None)
        if several is not None:
            raise ValueError(f"{several} must be one number, got several.")
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
    def limit(self) -> SampleScores | None:
        """The newest scores of reconstructed training images: what encoder and decoder together keep of an image."""
        return self._newest("limit")

    def _newest(self, source: Source) -> SampleScores | None:
        return next((scores for scores in reversed(self.scored) if scores.source == source), None)


def read(entry: Entry) -> SampleTable | None:
    """Return what is kept of the model's samples, None if there is nothing. Raises ModelError if it is unreadable.

    What was measured before the model was trained further, or of a density that was fitted in another way, is left out.
    """
    table = parsed(SampleTable, entry.path / FILE)
    return None if table is None else _of_now(table, weights_of(entry.path))


def merge(folder: Path, *scored: SampleScores) -> SampleTable:
    """Put scores into the folder's table, in place of older ones of the same settings; return the table.

    Several processes may do so at once. Raises ModelError if what lies there is unreadable, OSError.
    """
    with _locked(folder):
        there = parsed(SampleTable, folder / FILE) or SampleTable()
        names = {named(scores) for scores in scored}
        others = tuple(s for s in _of_now(there, weights_of(folder)).scored if named(s) not in names)
        table = SampleTable(scored=(others + scored)[-MOST_KEPT:])
        write_atomic(folder / FILE, table.to_json())
    return table


def weights_of(folder: Path) -> str:
    """Return sha256 of the folder's weights, 64 hex digits; empty if it has none yet."""
    try:
        return sha256_of(folder / WEIGHTS)
    except FileNotFoundError:
        return ""


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    # The folder itself is locked: a lock file would stay behind in the zoo and travel with its copies.
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)  # given back also by a kill
        yield
    finally:
        os.close(held)


def _of_now(table: SampleTable, weights: str) -> SampleTable:
    return SampleTable(scored=tuple(s for s in table.scored if s.weights in ("", weights) and _comparable(s)))


def _comparable(scores: SampleScores) -> bool:
    fitted = scores.sampler is not None and scores.sampler.needs and scores.sampler.foretells
    return not fitted or scores.edition == EDITION


def named(scores: SampleScores) -> tuple:
    """Return what tells these scores from others of the same model: newer ones of the same name take their place."""
    return (
        scores.source, scores.sampler, scores.temperature, scores.steps, scores.guidance, scores.points,
        scores.conditions,
    )  # fmt: skip
