"""Tables of scores by hand: means of the Fréchet distance and of four shares, with one spread for all."""

from __future__ import annotations

from core.metrics.score import Score
from core.sampling import SAMPLERS
from core.scores.table import EDITION, Conditions, SampleScores, SampleTable

USUAL = Conditions(features="features of a digit classifier", n=10_000, real=10_000, seeds=3)
NAMES = ("precision", "recall", "density", "coverage")


def scored(source: str, frechet: float, *others: float, spread: float | None = 0.004, under=USUAL, **more):
    """Return the scores of a strategy (by its key), or of "floor" or "limit"."""
    strategy = source if source in SAMPLERS else ""
    settings = more.pop("settings", {})
    rows = {"frechet": Score(value=frechet, unit="distance", spread=None if spread is None else 100 * spread)}
    for name, value in zip(NAMES, others, strict=False):
        rows[name] = Score(value=value, unit="ratio" if name == "density" else "share", spread=spread)
    rows |= {name: Score(value=value, unit=unit) for name, (value, unit) in more.pop("rows", {}).items()}
    return SampleScores(
        source="strategy" if strategy else source,
        sampler=SAMPLERS[strategy](**settings) if strategy else None,
        conditions=under,
        rows=rows,
        edition=EDITION,
        **more,
    )


def deep(**more) -> SampleTable:
    """A table as a model of many dimensions gets it."""
    return SampleTable(
        scored=(
            scored("floor", 1.34, 0.940, 0.948, 0.94, 0.949, **more),
            scored("limit", 16.1, 0.979, 0.880, 1.17, 0.963, **more),
            scored("prior", 150.7, 0.830, 0.676, 0.50, 0.286, **more),
            scored("kde", 38.3, 0.887, 0.882, 0.70, 0.791, **more),
            scored("gaussian-mixture", 25.3, 0.961, 0.720, 1.16, 0.900, fit_seconds=2.4, **more),
            scored("k-means", 77.8, 0.883, 0.642, 0.64, 0.554, **more),
        )
    )


def flat(**more) -> SampleTable:
    """A table as a model of two dimensions gets it."""
    return SampleTable(
        scored=(
            scored("floor", 1.34, 0.940, 0.948, 0.94, 0.949, **more),
            scored("limit", 337, 0.97, 0.004, 1.1, 0.08, **more),
            scored("prior", 425, 0.97, 0.003, 1.0, 0.07, **more),
            scored("kde", 348, 0.97, 0.006, 1.0, 0.08, **more),
            scored("gaussian-mixture", 339, 0.97, 0.005, 1.0, 0.08, **more),
        )
    )
