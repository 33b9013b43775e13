"""How often does a classifier read an unseen image right, and how sure is it when it should be?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics.batches import batches
from core.metrics.drawn import Row
from core.metrics.score import Score
from core.types import DataError, ImageDataset
from core.words.text import isolated

if TYPE_CHECKING:
    import torch

ROWS = {
    "accuracy": Row("Accuracy", "higher", "Share of unseen images that are read right."),
    "refused": Row(
        "Refused", "lower", "Share of unseen images that it says are like nothing it has learned, right or wrong."
    ),
    "cross_entropy": Row(
        "Cross-entropy", "lower", "Nats of surprise at the right class: 0 for one that was sure of it."
    ),
}


def fits(model: Any) -> bool:
    """Say whether the model reads classes."""
    return hasattr(model, "network") and bool(getattr(model, "classes", ()))


def measure(model: Any, dataset: ImageDataset, *, rng: torch.Generator) -> dict[str, Score]:
    """Return accuracy, the share read right, and cross_entropy, -log p(class|x) in nats per image.

    Both of all images; refused is the share that is like nothing it has learned, of a model that can say so. Raises
    DataError if the data has no labels or other classes than the model. Nothing is random: rng is not used.
    """
    import torch
    import torch.nn.functional as F

    if dataset.labels is None or dataset.classes != tuple(model.classes):
        raise DataError(
            f"the model reads {', '.join(map(isolated, model.classes))}; {dataset.name} does not have these classes."
        )
    right, nats, refused = 0, 0.0, 0
    with torch.no_grad():
        for x, y in batches(dataset):
            (_, logits, unlike), labels = model.read(x), y.argmax(1)
            refused += int((unlike > 1).sum())
            right += int((logits.argmax(1) == labels).sum())
            nats += float(F.cross_entropy(logits.double(), labels, reduction="sum"))
    found = {
        "accuracy": Score(value=right / len(dataset), unit="share"),
        "cross_entropy": Score(value=nats / len(dataset), unit="nats"),
    }
    told = {"refused": Score(value=refused / len(dataset), unit="share")} if model.familiar.calibrated else {}
    return found | told
