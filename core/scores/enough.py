"""Are enough real images held out to score a model's samples against?"""

from __future__ import annotations

from core.datasets import DatasetConfig

LEAST = 6  # images of either part; a neighbourhood needs five neighbours


def objection(data: DatasetConfig) -> str:
    """Return a sentence if it is known, without reading them, that too few images are held out; else an empty text."""
    n = data.count("test")
    if n is None or n >= LEAST:
        return ""
    there = "there is only 1" if n == 1 else f"there are only {n}"
    return (
        f"Scores hold what is drawn against {LEAST} or more real images that were kept for the test, and {there}: "
        "train on more images."
    )
