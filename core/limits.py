"""What may one visitor cost the others here? One table, in which the host of this server sets each number."""

from __future__ import annotations

from pydantic import Field

from core.config import Config, from_environment


class Limits(Config):
    """What one visitor may have, and all of them together. Each is set by LATENT_INK_ and its name in capitals."""

    most_runs: int = Field(20, ge=0, le=10**4, description="Trainings of one visitor that may wait or run.")
    most_tasks: int = Field(30, ge=0, le=10**4, description="Maps and other tasks of one visitor that may wait or run.")
    most_queued: int = Field(
        400, ge=1, le=10**6, description="Trainings, and other tasks, that may wait or run, of all visitors together."
    )
    most_orders: int = Field(
        600, ge=1, le=10**6, description="Trainings, and other tasks, that may be ordered in a minute, of all together."
    )
    most_models: int = Field(200, ge=0, le=10**6, description="Models of one visitor that are kept.")
    most_megabytes: int = Field(
        4000, ge=1, le=10**9, description="Megabytes that one visitor's models, images and pages may take."
    )
    most_minutes: int = Field(0, ge=0, le=10**6, description="Minutes that a training may learn; 0 for no limit.")
    slice_seconds: int = Field(
        60, ge=0, le=10**6, description="Seconds after which a training gives way to a visitor who waits; 0 for never."
    )
    most_work: int = Field(
        150, ge=1, le=10**6, description="Millions of multiply-adds an image that a network may take; recipes take 70."
    )
    active: int = Field(
        0, ge=0, le=10**6, description="Visitors who may be here at the same time; 0 for as many as come."
    )
    away_seconds: int = Field(
        60, ge=5, le=86_400, description="Seconds for which a place is kept for whoever has gone, where they are few."
    )
    unused_days: int = Field(
        0,
        ge=0,
        le=10**5,
        description="Days after which what nobody has used goes; 0 for never: a machine of one's own.",
    )

    @classmethod
    def from_environment(cls) -> Limits:
        """Read LATENT_INK_MOST_RUNS and so on. Raises ConfigError."""
        return from_environment(cls)
