"""What does a classifier read in the drawn images: what was asked for, clearly, and every class?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.metrics.drawn import Drawn, Reference, Row
from core.metrics.score import Score

if TYPE_CHECKING:
    import torch
    from torch import Tensor

ROWS = {
    "read_as_asked": Row(
        "Read as asked",
        "higher",
        "Share that the classifier reads as the class that was asked for, or drawn from; what it does not read is not.",
        "Shmelkov, Schmid & Alahari 2018, arXiv:1807.09499: GAN-test, where a classifier of real images reads "
        "drawn ones",
    ),
    "unread": Row(
        "Not read",
        "lower",
        "Share that is like nothing the classifier has learned: farther off than about 99 in 100 real images.",
        "Lee et al. 2018, arXiv:1807.03888, of features of length 1",
    ),
    "reading_entropy": Row(
        "Reading entropy",
        "lower",
        "How unsure the classifier is of an image that it reads: 0 nats is sure, 2.3 a guess among ten.",
        "Salimans et al. 2016, arXiv:1606.03498, section 4: a part of the inception score",
    ),
    "class_entropy": Row(
        "Class entropy",
        "higher",
        "How evenly the classes come among the images that are read: 2.3 nats for ten that are equally frequent.",
        "Salimans et al. 2016, arXiv:1606.03498, section 4: a part of the inception score",
    ),
}


def measure(fake: Drawn, real: Reference, *, rng: torch.Generator) -> dict[str, Score]:
    """Return read_as_asked and unread (shares), reading_entropy and class_entropy (nats), if there is a classifier.

    An image that is like none of its classes counts as not read; without any that is read, there are no entropies. The
    two entropies are the parts of the inception score: its logarithm is class_entropy less reading_entropy.
    Source: Salimans et al. 2016, arXiv:1606.03498, section 4.
    """
    if fake.readings is None:
        return {}
    readings = fake.readings.double()
    read = readings.sum(1) > 0
    found = {"unread": Score(value=float(1 - read.double().mean()), unit="share")}
    if read.any():
        found["reading_entropy"] = Score(value=float(entropy(readings[read]).mean()), unit="nats")
        found["class_entropy"] = Score(value=float(entropy(readings[read].mean(0))), unit="nats")
    known = np.zeros(0, np.int64) if fake.asked is None else np.flatnonzero(fake.asked >= 0)
    if len(known):
        right = ((readings.argmax(1).numpy() == fake.asked) & read.numpy())[known]
        found["read_as_asked"] = Score(value=float(right.mean()), unit="share")
    return found


def entropy(shares: Tensor) -> Tensor:
    """Return the entropy of each distribution along the last dimension, in nats."""
    import torch

    return torch.special.entr(shares).sum(-1)
