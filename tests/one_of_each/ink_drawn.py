"""How much ink is there on what is drawn?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.drawn import Drawn, Reference, Row
from core.metrics.score import Score

if TYPE_CHECKING:
    import torch

ROWS = {"ink_drawn": Row("Ink", "real", "Mean darkness of a pixel, from 0 to 1.")}


def measure(fake: Drawn, real: Reference, *, rng: torch.Generator) -> dict[str, Score]:
    return {
        "ink_drawn": Score(value=float(fake.images.mean() / 255), unit="ink", floor=float(real.images.mean() / 255))
    }
