"""What are all pieces, when some clusters and some single ones have been named, and which are most doubtful?

Two witnesses are heard, and what they say is multiplied. A reader of letters learns what has been named and reads the
rest; what both then take for sure, it learns, too. And what lies near by its looks is probably the same: first by the
nearest that were named, then by what the nearest of all are taken for. `python -m benchmarks.hand_clusters` sets both
together against each alone.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.handwriting.letters.reader import JUNK, Reader
from core.handwriting.letters.teaching import fitted, renamed
from core.handwriting.unlabelled.looks import Looks
from core.handwriting.unlabelled.session import NO_LETTER, Session
from core.types import DataError

BY_ITSELF = 3.0  # times that an image named by itself counts as one named with its cluster
SURELY = 0.6  # probability from which on what is read is learned
NEAREST = 10
WEIGHT = 0.5  # of what neighbours say, beside a reader's word
LEAST = 1e-4, 0.02  # probability that a reader, and that neighbours, leave to what they do not believe
SEED = 0
Manner = Literal["both", "reader", "nearest"]


@dataclass(frozen=True, eq=False)
class Spread:
    """texts: a letter for each image, "" for no letter. doubt: float (n,), 0 to 1; 0 of those that were named alone.

    alone: images that were named by themselves. coverage: share of images that somebody has named, with their cluster
    or by themselves. purity: share of those named with their cluster that are read as it says; what is read otherwise
    goes by what is read.
    """

    texts: tuple[str, ...]
    doubt: np.ndarray
    alone: frozenset[int]
    coverage: float
    purity: float

    def doubtful(self, n: int) -> tuple[int, ...]:
        """Return the n most doubtful images, the most doubtful first; none that was named by itself."""
        order = (int(k) for k in np.argsort(-self.doubt, kind="stable"))
        return tuple(itertools.islice((k for k in order if k not in self.alone), n))


def spread(looks: Looks, session: Session, reader: Reader | None = None, *, manner: Manner = "both") -> Spread:
    """Tell what all images are by what was named. reader: the one that comes along, or None.

    Raises DataError if nothing has been named, or the session is about other looks.
    """
    if not session.belongs_to(looks):
        raise DataError("these answers are about other pieces.")
    together, alone = session.told()
    texts = {**together, **alone}
    if not texts:
        raise DataError("nothing has been named yet.")
    names = tuple(sorted({*texts.values()} - {NO_LETTER}))
    classes = (*names, NO_LETTER) if NO_LETTER in texts.values() else names
    if len(classes) == 1:
        likely = np.ones((len(looks), 1))
    else:
        near = _nearest(looks, texts, alone, classes)
        if manner == "nearest":
            likely = near
        elif manner == "reader":
            likely = _learned(looks, texts, alone, names, classes, reader, np.ones_like(near))
        else:
            likely = _learned(looks, texts, alone, names, classes, reader, near)
            likely = _heard(likely, _around(looks, alone, classes, likely))
    ranked = np.sort(likely, 1)
    doubt = 1 - (ranked[:, -1] - (ranked[:, -2] if len(classes) > 1 else 0))
    read = [classes[k] for k in likely.argmax(1)]
    with_cluster = [image for image in together if image not in alone]
    purity = float(np.mean([read[k] == together[k] for k in with_cluster])) if with_cluster else 1.0
    for image, text in alone.items():
        read[image], doubt[image] = text, 0.0
    return Spread(tuple(read), np.maximum(doubt, 0), frozenset(alone), len(texts) / len(looks), purity)


def _learned(
    looks: Looks,
    texts: dict[int, str],
    alone: dict[int, str],
    names: tuple[str, ...],
    classes: tuple[str, ...],
    reader: Reader | None,
    near: np.ndarray,
) -> np.ndarray:
    """Return how likely each image is each class, float (n, classes), by a reader taught twice, and by its neighbours.

    near: float (n, classes), what the nearest that were named say.
    """
    index = {name: k for k, name in enumerate((*names, JUNK))}
    weight = np.zeros(len(looks))
    labels = np.zeros(len(looks), np.int64)
    for image, text in texts.items():
        labels[image], weight[image] = index[text], BY_ITSELF if image in alone else 1.0
    likely = _heard(_taught(looks.frames, labels, weight, names, classes, reader, SEED), near)
    sure = (likely.max(1) > SURELY) | (weight == BY_ITSELF)
    read = np.array([index[name] for name in classes])[likely.argmax(1)]
    labels = np.where(weight == BY_ITSELF, labels, read)
    weight = np.where(weight == BY_ITSELF, BY_ITSELF, 1.0) * sure
    if not sure.any():
        return likely
    return _heard(_taught(looks.frames, labels, weight, names, classes, reader, SEED + 1), near)


def _heard(read: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Return what two witnesses say together, each float (n, classes): their product, the second's weighted."""
    together = np.log(read + LEAST[0]) + WEIGHT * np.log(near + LEAST[1])
    likely = np.exp(together - together.max(1, keepdims=True))
    return likely / likely.sum(1, keepdims=True)


def _taught(
    frames: np.ndarray,
    labels: np.ndarray,
    weight: np.ndarray,
    names: tuple[str, ...],
    classes: tuple[str, ...],
    reader: Reader | None,
    seed: int,
) -> np.ndarray:
    shown = np.flatnonzero(weight)
    count = Counter(labels[shown].tolist())
    even = np.array([weight[k] / np.sqrt(count[int(labels[k])]) for k in shown])
    taught = fitted(renamed(reader, list(names), SEED), frames[shown], labels[shown], even, seed)
    logits = taught.logits(frames)[:, [taught.classes.index(name) for name in classes]]
    likely = np.exp(logits - logits.max(1, keepdims=True))
    return likely / likely.sum(1, keepdims=True)


def _around(looks: Looks, alone: dict[int, str], classes: tuple[str, ...], likely: np.ndarray) -> np.ndarray:
    """Return what an image's nearest neighbours are taken for, float (n, classes); those named alone for their name."""
    from scipy.spatial import cKDTree

    taken = likely.copy()
    for image, text in alone.items():
        taken[image] = np.eye(len(classes))[classes.index(text)]
    _, at = cKDTree(looks.points).query(looks.points, k=min(NEAREST + 1, len(looks)))
    return taken[at[:, 1:]].mean(1)


def _nearest(looks: Looks, texts: dict[int, str], alone: dict[int, str], classes: tuple[str, ...]) -> np.ndarray:
    """Return the share that each class has among an image's nearest named neighbours, nearer ones counting more."""
    from scipy.spatial import cKDTree

    images = np.array(sorted(texts))
    far, at = cKDTree(looks.points[images]).query(looks.points, k=min(NEAREST + 1, len(images)))
    far, at = far.reshape(len(looks), -1), at.reshape(len(looks), -1)
    votes = np.zeros((len(looks), len(classes)))
    index = {name: k for k, name in enumerate(classes)}
    of = np.array([index[texts[int(k)]] for k in images])
    weight = np.array([BY_ITSELF if int(k) in alone else 1.0 for k in images])
    for column in range(at.shape[1]):
        np.add.at(votes, (np.arange(len(looks)), of[at[:, column]]), weight[at[:, column]] / (0.05 + far[:, column]))
    return votes / votes.sum(1, keepdims=True)
