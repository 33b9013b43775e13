"""What does a classifier read in the drawn images: what was asked for, clearly, and every class?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.evaluation.drawn import Drawn, Reference, Row
from core.evaluation.scores import Score

if TYPE_CHECKING:
    import torch
    from torch import Tensor

ROWS = {
    "read_as_asked": Row(
        "Read as asked",
        "higher",
        "Share that the classifier reads as the class that was asked for, or drawn from.",
        "Ravuri & Vinyals 2019, arXiv:1905.10887, the other way round: a classifier of real images reads drawn ones",
    ),
    "reading_entropy": Row(
        "Reading entropy",
        "lower",
        "How unsure the classifier is of one image, on average: 0 nats is sure, 2.3 a guess among ten.",
        "Salimans et al. 2016, arXiv:1606.03498, section 4: a part of the inception score",
    ),
    "class_entropy": Row(
        "Class entropy",
        "higher",
        "How evenly the classes come, in nats: 2.3 for ten classes that are equally frequent.",
        "Salimans et al. 2016, arXiv:1606.03498, section 4: a part of the inception score",
    ),
}


def measure(fake: Drawn, real: Reference, *, rng: torch.Generator) -> dict[str, Score]:
    """Return read_as_asked (a share), reading_entropy and class_entropy (nats), as far as there is a classifier.

    The two entropies are the parts of the inception score: its logarithm is class_entropy less reading_entropy.
    Source: Salimans et al. 2016, arXiv:1606.03498, section 4.
    """
    if fake.readings is None:
        return {}
    readings = fake.readings.double()
    found = {
        "reading_entropy": Score(value=float(entropy(readings).mean()), unit="nats"),
        "class_entropy": Score(value=float(entropy(readings.mean(0))), unit="nats"),
    }
    known = np.zeros(0, np.int64) if fake.asked is None else np.flatnonzero(fake.asked >= 0)
    if len(known):
        right = readings.argmax(1).numpy()[known] == fake.asked[known]
        found["read_as_asked"] = Score(value=float(right.mean()), unit="share")
    return found


def entropy(shares: Tensor) -> Tensor:
    """Return the entropy of each distribution along the last dimension, in nats."""
    import torch

    return torch.special.entr(shares).sum(-1)
