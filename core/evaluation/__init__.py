"""How good is a model, in numbers that can be compared? One metric per file; a new one adds a line to METRICS.

A metric is a module with `fits(model) -> bool` and `measure(model, dataset, *, rng) -> dict[str, Score]`.
"""

from __future__ import annotations

from types import ModuleType

from core.evaluation import accuracy, elbo

METRICS: dict[str, ModuleType] = {"ELBO": elbo, "accuracy": accuracy}

__all__ = ["METRICS"]
