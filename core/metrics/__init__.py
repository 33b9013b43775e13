"""How good is a model, and how good is what it draws, in numbers that can be compared?

One metric per file; a new one adds a line to its table. A metric of models is a module with `fits(model) -> bool` and
`measure(model, dataset, *, rng) -> dict[str, Score]`. A metric of samples has
`measure(fake: Drawn, real: Reference, *, rng) -> dict[str, Score]`; empty if it cannot say anything. Both have ROWS,
which say what their numbers mean.
"""

from __future__ import annotations

from types import ModuleType

from core.metrics import (
    accuracy,
    along_the_way,
    elbo,
    frechet,
    held_out,
    likelihood,
    memorisation,
    neighbourhoods,
    reading,
    sharpness,
    speed,
)
from core.metrics.drawn import Drawn, Reference, Row

METRICS: dict[str, ModuleType] = {
    "ELBO": elbo,
    "likelihood": likelihood,
    "likelihood by the ODE": along_the_way,
    "accuracy": accuracy,
}

SAMPLE_METRICS: dict[str, ModuleType] = {
    "Fréchet distance": frechet,
    "neighbourhoods": neighbourhoods,
    "reading": reading,
    "sharpness": sharpness,
    "memorisation": memorisation,
    "speed": speed,
}

# What a strategy's density is worth is told from latents alone: no image has to be drawn.
ROWS: dict[str, Row] = {
    name: row for metric in (*SAMPLE_METRICS.values(), held_out) for name, row in metric.ROWS.items()
}
MODEL_ROWS: dict[str, Row] = {name: row for metric in METRICS.values() for name, row in metric.ROWS.items()}

__all__ = ["METRICS", "MODEL_ROWS", "ROWS", "SAMPLE_METRICS", "Drawn", "Reference", "Row"]
