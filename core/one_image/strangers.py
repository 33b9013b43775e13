"""Who else wrote this character, to learn from and to be tested on? Nobody is in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.datasets import DATASETS
from core.library.folder import find, latents
from core.one_image import writers
from core.types import DataError, ImageDataset

SHIPPED = "mnist-vae-16d"  # the zoo's model whose 2,000 thumbnails stand in where MNIST itself is not here
LETTERS = ("emnist-letters", "emnist-balanced")
MOST_TESTED = 2_000  # of either kind; a read takes a tenth of a millisecond
MOST_REDRAWN = 600
MOST_FEW = 120
LEAST = 20  # images of the character by others, in either part


@dataclass(frozen=True, eq=False)
class Strangers:
    """Images, uint8 (n, 28, 28), by people who are not the one to be recognised.

    same, other: of the character and of others, to learn from. test_same, test_other: to be tested on, by other people.
    where: a sentence on what they are.
    """

    same: np.ndarray
    other: np.ndarray
    test_same: np.ndarray
    test_other: np.ndarray
    where: str


def strangers(character: str, *, without: int | None = None, seed: int = 0) -> Strangers:
    """Return images by others of a character, and of others. Nothing is downloaded.

    without: the writer of a sample of MNIST's test part, who is left out. Raises DataError, a sentence, if nobody
    else's such character is here.
    """
    if len(character) == 1 and character in "0123456789":
        return _digits(character, without, seed)
    for name in LETTERS:
        kind = DATASETS[name]
        classes = kind.classes
        asked = character if character in classes else character.lower()
        if asked in classes and kind().here():
            train, test = kind().load("train"), kind().load("test")
            return _parted(train, test, classes.index(asked), f"{kind.title}: its own two parts.", seed)
    raise DataError(
        f"nobody else's {character} is here, so that yours cannot be told from theirs: a digit can, and a letter where "
        "EMNIST is at hand."
    )


@lru_cache(maxsize=16)
def few(character: str, *, drawn: bool) -> np.ndarray | None:
    """Return the images of a digit that come along, about a hundred, uint8 (n, 28, 28); None of what is no digit.

    drawn: their strokes drawn anew as in `with_a_pen`. Not to be changed.
    """
    if len(character) != 1 or character not in "0123456789":
        return None
    kept = latents(find(SHIPPED))
    same = kept.thumbnails()[kept.labels == int(character)][:MOST_FEW]
    return _redrawn((same,), 0)[0] if drawn else same


def with_a_pen(others: Strangers, *, seed: int = 0) -> Strangers:
    """Return the same strangers, at most 600 of either kind, their strokes drawn anew with pens as those of a screen.

    Beside what somebody draws on a screen, the pen would tell it from MNIST's, and not the hand. It takes a
    fifth of a millisecond an image.
    """
    parts = [part[:MOST_REDRAWN] for part in (others.same, others.other, others.test_same, others.test_other)]
    return Strangers(
        *_redrawn(parts, seed), f"{others.where} Their strokes were drawn anew with a pen of constant width."
    )


def _redrawn(parts: Sequence[np.ndarray], seed: int) -> list[np.ndarray]:
    import torch

    from core import images as pixels
    from core.augmentation.pen import PenConfig

    rng, pen = torch.Generator().manual_seed(seed), PenConfig()
    return [pixels.to_uint8(pen.vary(pixels.to_float(torch.tensor(part)), rng=rng)) for part in parts]


def _digits(character: str, without: int | None, seed: int) -> Strangers:
    digit = int(character)
    if not DATASETS["mnist"]().here():
        kept = latents(find(SHIPPED))
        images, labels = kept.thumbnails(), kept.labels
        both = ImageDataset("MNIST", images, labels, tuple("0123456789"))
        first, second = np.arange(0, len(images), 2), np.arange(1, len(images), 2)
        where = f"The {len(images):,} images of MNIST's test part that come along; half of them to learn from."
        return _parted(both.subset(first), both.subset(second), digit, where, seed)
    train, test = DATASETS["mnist"]().load("train"), DATASETS["mnist"]().load("test")
    where = "MNIST: learned from its training part, tested on its test part, which other people wrote."
    if writers.known():
        who = writers.writers("test")
        test = test.subset(np.flatnonzero((who != writers.UNTOLD) & (who != (-1 if without is None else without))))
    return _parted(train, test, digit, where, seed)


def _parted(train: ImageDataset, test: ImageDataset, label: int, where: str, seed: int) -> Strangers:
    rng = np.random.default_rng(seed)
    found = []
    for part in (train, test):
        same = part.labels == label
        for chosen in (np.flatnonzero(same), np.flatnonzero(~same)):
            found.append(part.images[np.sort(rng.permutation(chosen)[:MOST_TESTED])])
    if min(map(len, found)) < LEAST:
        raise DataError(f"there are too few images by others: at least {LEAST} are needed, got {min(map(len, found))}.")
    return Strangers(*found, where)
