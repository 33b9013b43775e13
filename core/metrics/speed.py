"""How long does it take to draw images?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.drawn import Drawn, Reference, Row
from core.metrics.score import Score

if TYPE_CHECKING:
    import torch

ROWS = {
    "seconds_per_1000": Row(
        "Seconds per 1,000", "lower", "Time to draw and decode 1,000 images, on the machine that measured it."
    )
}


def measure(fake: Drawn, real: Reference, *, rng: torch.Generator) -> dict[str, Score]:
    """Return seconds_per_1000, if the images were drawn."""
    if fake.seconds is None:
        return {}
    return {"seconds_per_1000": Score(value=1000 * fake.seconds / len(fake.images), unit="seconds")}
