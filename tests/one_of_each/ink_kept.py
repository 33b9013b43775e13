"""How much of an image's ink does a model's reconstruction keep?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics.batches import batches
from core.metrics.drawn import Row
from core.metrics.score import Score
from core.types import Encoder, ImageDataset, LatentModel

if TYPE_CHECKING:
    import torch

ROWS = {"ink_kept": Row("Ink kept", "neither", "Ink of the reconstructions, as a share of that of their images.")}


def fits(model: Any) -> bool:
    return isinstance(model, Encoder) and isinstance(model, LatentModel)


def measure(model: Any, dataset: ImageDataset, *, rng: torch.Generator) -> dict[str, Score]:
    import torch

    there, kept = 0.0, 0.0
    with torch.no_grad():
        for x, y in batches(dataset):
            there += float(x.double().sum())
            kept += float(model.decode(model.encode(x, y).mu, y).double().sum())
    return {"ink_kept": Score(value=kept / max(there, 1e-9), unit="ratio")}
