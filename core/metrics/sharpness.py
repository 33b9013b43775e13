"""How crisp is the ink: is it all there or not at all, or smeared into grey?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.metrics.drawn import Drawn, Reference, Row
from core.metrics.score import Score

if TYPE_CHECKING:
    import torch

PAPER, INK = 26, 229  # grey levels of 255: a tenth of the way from paper to ink, and nine tenths

ROWS = {
    "greys": Row(
        "Grey ink",
        "neither",
        "Share of the inked pixels that are half-grey, a tenth to nine tenths of full ink. Real strokes have some at "
        "their edges: the floor. More is blur; less is ink that is too hard.",
    )
}


def measure(fake: Drawn, real: Reference, *, rng: torch.Generator) -> dict[str, Score]:
    """Return greys, of all drawn images together."""
    floor = real.once("greys", lambda: greys(real.images))
    return {"greys": Score(value=greys(fake.images), unit="share", floor=floor)}


def greys(images: np.ndarray) -> float:
    """Return the share of half-grey pixels among the inked ones of uint8 (n, h, w); 1 where there is no ink at all."""
    inked = int((images >= PAPER).sum())
    return float((inked - int((images > INK).sum())) / inked) if inked else 1.0
