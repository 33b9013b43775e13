"""Which scores does a model folder get, on which images, with which seed?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.files import write_atomic
from core.metrics import METRICS
from core.metrics.score import Scores
from core.types import DataError, ImageDataset


def evaluate(folder: Path, dataset: ImageDataset | None = None, *, seed: int = 0) -> Scores:
    """Score the model in `folder` by every metric that fits it; keep scores.json and renew the card.

    dataset: images of the model's size; by default the test part of what it was trained on.
    Raises ModelError if the folder cannot be read, DataError if the data cannot be had or does not fit.
    """
    from core.library.folder import entry_at, open_model
    from core.library.model_card import write_card

    entry = entry_at(folder)
    if dataset is None:
        dataset = entry.config.dataset.load("test", image_size=entry.config.model.image_size)
    scores = measure(open_model(entry), dataset, seed=seed)
    write_atomic(folder / "scores.json", scores.to_json())
    write_card(folder)
    return scores


def measure(model: Any, dataset: ImageDataset, *, seed: int = 0) -> Scores:
    """Score a model by every metric that fits it; the same seed gives the same numbers.

    Raises DataError if the data does not fit the model.
    """
    import torch

    if model.image_size != dataset.size:
        raise DataError(f"the model works on {model.image_size} px images, {dataset.name} has {dataset.size} px.")
    found = {}
    for metric in METRICS.values():
        if metric.fits(model):
            # Each metric has numbers of its own, so that a new one does not move the others.
            found |= metric.measure(model, dataset, rng=torch.Generator().manual_seed(seed))
    return Scores(dataset=dataset.name, n=len(dataset), seed=seed, scores=found)
