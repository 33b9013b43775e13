"""What does scores.json hold: which numbers, in which unit, measured on what?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from core import __version__
from core.config import Config

MAX_VALUES = 1024

Unit = Literal["nats", "share", "dims", "ratio", "distance", "squared error", "ink", "seconds", "bits a pixel"]
Name = Annotated[str, Field(min_length=1, max_length=60)]


class Score(Config):
    """One number, or one per latent dimension.

    unit: "nats", "share" (0 to 1), "dims", "ratio" (from 0, about 1 is right), "distance" (of what, the metric says),
    "squared error" (of a pixel from 0 to 1), "ink" (0 to 1), "seconds" or "bits a pixel". floor: what the best possible
    source gets, where there is one; spread: standard deviation over seeds.
    """

    value: float | Annotated[tuple[float, ...], Field(max_length=MAX_VALUES)]
    unit: Unit
    floor: float | None = None
    spread: float | None = None

    @property
    def number(self) -> float:
        """Its value, where it is one number. Raises TypeError where there is one per dimension."""
        if isinstance(self.value, tuple):
            raise TypeError(f"a score of {len(self.value)} dimensions is not one number.")
        return self.value


class Scores(Config):
    """What an evaluation measured on the first n images of one part of a data set."""

    dataset: Name
    part: Literal["train", "test"] = "test"
    n: int = Field(ge=1)
    seed: int = Field(0, ge=0, le=2**31 - 1)
    code_version: Annotated[str, Field(max_length=20)] = __version__
    scores: Annotated[dict[Name, Score], Field(max_length=40)]

    @field_validator("scores")
    @classmethod
    def _of_right_kind(cls, scores: dict[str, Score]) -> dict[str, Score]:
        """Refuse a table where a page expects a number, and the other way round: a name tells which it is."""
        for name, score in scores.items():
            if isinstance(score.value, tuple) != name.endswith("_per_dim"):
                raise ValueError(f"{name} must be {'a list' if name.endswith('_per_dim') else 'a number'}.")
        return scores
