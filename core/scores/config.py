"""What is to be scored: which strategy, on how many images, how often?"""

from __future__ import annotations

from pydantic import Field

from core.config import Config
from core.sampling import AnySamplerConfig

MOST_IMAGES = 20_000
MOST_POINTS = 70_000


class ScoringConfig(Config):
    """Settings of one scoring of one strategy; the same settings on the same model give the same scores."""

    sampler: AnySamplerConfig = Field(description="Where in latent space the images come from.")
    n: int = Field(
        10_000, ge=50, le=MOST_IMAGES, description="Images drawn a seed, and at most as many test images beside them."
    )
    seeds: int = Field(3, ge=1, le=10, description="How often everything is drawn anew: the spread comes from these.")
    points: int = Field(
        20_000,
        ge=0,
        le=MOST_POINTS,
        description="At most as many training images to fit the strategy on; 0 for the images kept with the model, "
        "which a strategy that goes out from one image is always fitted on.",
    )
    temperature: float = Field(
        1.0, ge=0.0, le=3.0, description="How far a draw may stray from its centre; 1 is the strategy as it was fitted."
    )
    label: int | None = Field(None, ge=0, le=999, description="Score this class alone, by its index; none for all.")
    steps: int | None = Field(
        None, ge=1, le=64, description="In how many steps a model draws that draws in steps; none for its own."
    )
    guidance: float | None = Field(
        None, ge=0.0, le=4.0, description="How far such a model is guided to the class; none for its own."
    )
