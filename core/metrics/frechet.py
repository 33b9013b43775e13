"""How far are the drawn images from the real ones as a whole, in what a network sees in them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.drawn import Drawn, Reference, Row
from core.metrics.score import Score

if TYPE_CHECKING:
    import torch
    from torch import Tensor

ROWS = {
    "frechet": Row(
        "Fréchet distance",
        "lower",
        "How far the drawn images are from the real ones as a whole: of two Gaussians, fitted to the features of each.",
        "Heusel et al. 2017, arXiv:1706.08500, equation 6",
    )
}


def measure(fake: Drawn, real: Reference, *, rng: torch.Generator) -> dict[str, Score]:
    """Return frechet, a squared distance between features. Only values of the same features and counts compare."""
    return {"frechet": Score(value=distance(real.features, fake.features), unit="distance")}


def distance(real: Tensor, fake: Tensor) -> float:
    """Return |m - m'|^2 + tr(C + C' - 2 (C C')^(1/2)) of the features (m, f) and (n, f), in float64.

    Raises ValueError unless there are two of each.
    Source: Heusel et al. 2017, arXiv:1706.08500, equation 6.
    """
    from torch import nn
    from torchmetrics.image.fid import FrechetInceptionDistance

    if min(len(real), len(fake)) < 2:
        raise ValueError(f"a Fréchet distance needs two images on each side, got {len(real)} and {len(fake)}.")
    as_given = nn.Identity()  # the network has seen the images already: what is measured four times is read once
    as_given.num_features = real.shape[1]
    metric = FrechetInceptionDistance(feature=as_given, normalize=True, compute_with_cache=False)
    metric.update(real.double(), real=True)
    metric.update(fake.double(), real=False)
    return max(0.0, float(metric.compute()))  # of equal sets it comes out as 0 give or take 1e-12
