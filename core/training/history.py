"""What does a line of history.jsonl hold, which trainings write and pages read, and which nobody believes unchecked?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator

from core.config import Config, ConfigError
from core.training.judged import BINS

MAX_EPOCHS = 10_000
MAX_LINE = 64 * 1024  # bytes; a line of ours with 128 dimensions takes 4

LISTS = ("kl_per_dim", "read_drawn", "read_real")  # losses of which each is several numbers; all others are one

Loss = float | Annotated[list[float], Field(max_length=1024)]


def _of_right_kind(losses: dict[str, Loss]) -> dict[str, Loss]:
    """Refuse a list where a page expects a number, and the other way round: a name tells which it is."""
    for name, value in losses.items():
        if isinstance(value, list) != (name in LISTS):
            raise ValueError(f"{name[:60]} must be {'a list' if name in LISTS else 'a number'}.")
    return losses


Losses = Annotated[
    dict[Annotated[str, Field(max_length=60)], Loss], Field(max_length=40), AfterValidator(_of_right_kind)
]
Counts = Annotated[list[Annotated[int, Field(ge=0, le=10**9)]], Field(min_length=BINS, max_length=BINS)]


class Judged(Config):
    """Histograms of a discriminator's scores, see core.training.judged."""

    edges: Annotated[list[float], Field(min_length=2, max_length=2)]
    real: Counts
    fake: Counts

    @field_validator("edges")
    @classmethod
    def _rising(cls, edges: list[float]) -> list[float]:
        if not edges[0] < edges[1]:
            raise ValueError(f"edges must rise, got {edges[0]:g} and {edges[1]:g}.")
        return edges


class Row(Config):
    """One line of history.jsonl, see Progress.row(). Losses are numbers, those in LISTS several."""

    max_json_bytes = MAX_LINE

    epoch: int = Field(ge=0, le=MAX_EPOCHS)
    step: int = Field(ge=0)
    seconds: float = Field(ge=0)
    images_per_second: float = Field(ge=0)
    train: Losses
    validation: Losses
    judged: Judged | None = None


def read(path: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a history as Progress.row() wrote them; what is torn or no such line is skipped.

    A missing file is empty. Raises OSError.
    """
    try:
        lines = path.read_bytes().split(b"\n")[:-1]  # what follows the last newline is being written just now
    except FileNotFoundError:
        return []
    rows = []
    for line in lines[:MAX_EPOCHS]:
        try:
            rows.append(Row.from_json(line).model_dump(exclude_none=True))
        except ConfigError:
            continue
    return rows
