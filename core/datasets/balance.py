"""How does a set get about as many images of each class, without a class that is too small and without fakes?

What is varied of an image tells of it: the balanced set knows what was made of what, and never parts them when some
are held out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from pydantic import Field, model_validator

from core import images as pixels
from core.augmentation import GENTLE, AnyAugmentationConfig, AugmentationConfig, vary
from core.config import Config
from core.datasets.base import OnProgress
from core.types import DataError, ImageDataset

if TYPE_CHECKING:
    from torch import Tensor

# Images uint8 (n, h, w), and of which image of the set each is or was made (n,) -> labels int64 (n,), -1 for no class.
Reads = Callable[[np.ndarray, np.ndarray], np.ndarray]

STRENGTHS = (1.0, 0.7, 0.5, 0.35, 0.2, 0.1)  # of the ranges, the strongest first
TRIED = 60  # images of a class by which it is judged whether they are still read
KNOWN = 0.5  # share of a class's own images that a reader must read, or it is no judge of how they are written here
AT_ONCE = 500  # images


class BalanceConfig(Config):
    """How many images of each class there shall be, and how far those that are added may be varied."""

    least: int = Field(5, ge=1, le=10_000, description="Classes with fewer images are left out.")
    most: int = Field(40, ge=1, le=100_000, description="Of a class with more images, so many stay.")
    fill: int = Field(
        20, ge=0, le=10_000, description="Classes with fewer get varied images up to so many; 0 for none."
    )
    ways: tuple[AnyAugmentationConfig, ...] = Field(GENTLE, min_length=1, max_length=8, description="How it is varied.")
    read: float = Field(0.95, ge=0.5, le=1.0, description="Share of varied images that a reader must still read.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Same seed, same images.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least > self.most:
            raise ValueError(f"least must be at most {self.most}, what is kept of a class, got {self.least}.")
        if self.fill > self.most:
            raise ValueError(f"fill must be at most {self.most}, what is kept of a class, got {self.fill}.")
        return self


def asked_for(counts: Mapping[str, int], config: BalanceConfig) -> dict[str, int]:
    """Return how many images of each class there would be if every class could be filled up; 0 for one left out."""
    return {name: 0 if n < config.least else min(config.most, max(n, config.fill)) for name, n in counts.items()}


@dataclass(frozen=True)
class Filled:
    """What was added to a class. strength: share of the ranges by which it was varied, 0 if nothing could be added.

    read: share of what was tried that a reader still took for the class, None if no reader knows the class.
    """

    added: int
    strength: float
    read: float | None


@dataclass(frozen=True, eq=False)
class Balanced:
    """A set with its classes balanced. source: int64 (n,), of which image of the former set each is or was made.

    made: bool (n,), whether it was varied. before, after: images of each class. filled: what was added, by class.
    dropped: classes left out. remarks: a sentence for whatever did not come out as asked.
    """

    dataset: ImageDataset
    source: np.ndarray
    made: np.ndarray
    before: dict[str, int]
    after: dict[str, int]
    filled: dict[str, Filled]
    dropped: tuple[str, ...]
    remarks: tuple[str, ...]


def balanced(
    dataset: ImageDataset,
    config: BalanceConfig,
    *,
    reads: Reads | None = None,
    doubt: np.ndarray | None = None,
    on_progress: OnProgress = lambda what, share: None,
) -> Balanced:
    """Return the set balanced, sorted by class, in a class what it was before what was made.

    reads: what a reader takes images for, see `reads_by`; without one nothing that is made is looked at. doubt: (n,),
    of a class with too many the least doubtful stay, without it some by chance. Raises DataError if the images have no
    labels, or no class is large enough.
    """
    if dataset.labels is None:
        raise DataError("the images have no labels: there are no classes to balance.")
    counts = np.bincount(dataset.labels, minlength=len(dataset.classes))
    kept = [k for k, n in enumerate(counts) if n >= config.least]
    if not kept:
        raise DataError(
            f"no class has {config.least} images, the largest has {counts.max()}: ask for fewer, or bring more."
        )
    rng = np.random.default_rng(config.seed)
    parts = []
    for n, k in enumerate(kept):
        on_progress("Balancing the classes", n / len(kept))
        parts.append(_class(dataset, k, config, reads, doubt, rng))
    made = np.concatenate([part.made for part in parts])
    labels = np.repeat(np.arange(len(kept)), [len(part.source) for part in parts]).astype(np.int64)
    classes = tuple(dataset.classes[k] for k in kept)
    source = np.concatenate([part.source for part in parts])
    images = np.concatenate([part.images for part in parts])
    of = _firsts(dataset, source) if made.any() or dataset.of is not None else None
    whole = ImageDataset(dataset.name, images, labels, classes, of=of)
    filled = {name: part.filled for name, part in zip(classes, parts, strict=True) if part.filled}
    dropped = tuple(name for k, name in enumerate(dataset.classes) if k not in kept)
    return Balanced(
        dataset=whole,
        source=source,
        made=made,
        before={name: int(n) for name, n in zip(dataset.classes, counts, strict=True)},
        after=dict(Counter(classes[k] for k in labels)),
        filled=filled,
        dropped=dropped,
        remarks=tuple(_remarks(config, filled, dropped)),
    )


def reads_by(model: Any, classes: Sequence[str]) -> Reads:
    """Return what a reader of ours takes images for: indices of `classes`, -1 for a class that is not among them.

    model: with `classes`, `image_size` and `read` (core.types.ImageReader). Images of another size are brought to its.
    """
    import torch

    index = {name: k for k, name in enumerate(classes)}
    as_ours = np.array([index.get(name, -1) for name in model.classes], np.int64)

    def reads(images: np.ndarray, of: np.ndarray | None = None) -> np.ndarray:
        sized = images if images.shape[1] == model.image_size else pixels.resize(images, model.image_size)
        with torch.no_grad():
            parts = torch.from_numpy(np.ascontiguousarray(sized)).split(AT_ONCE)
            found = [model.read(pixels.to_float(part))[1].argmax(1) for part in parts]
        return as_ours[torch.cat(found).numpy()]

    return reads


@dataclass(frozen=True, eq=False)
class _Part:
    images: np.ndarray
    source: np.ndarray
    made: np.ndarray
    filled: Filled | None


def _class(
    dataset: ImageDataset,
    k: int,
    config: BalanceConfig,
    reads: Reads | None,
    doubt: np.ndarray | None,
    rng: np.random.Generator,
) -> _Part:
    """Return one class with what is kept of it and what is made."""
    own = np.flatnonzero(dataset.labels == k)
    if len(own) > config.most:
        order = rng.permutation(len(own)) if doubt is None else np.argsort(doubt[own], kind="stable")
        own = np.sort(own[order[: config.most]])
    images, missing = dataset.images[own], config.fill - len(own)
    if missing <= 0:
        return _Part(images, own, np.zeros(len(own), bool), None)
    new, of, filled = _made(images, own, k, missing, config, reads, int(rng.integers(2**31)))
    made = np.arange(len(own) + len(new)) >= len(own)
    return _Part(np.concatenate([images, new]), np.concatenate([own, own[of]]), made, filled)


def _firsts(dataset: ImageDataset, source: np.ndarray) -> np.ndarray:
    """Return for each image the place of the first that is it or was made of the same, int64 (n,)."""
    root = source if dataset.of is None else dataset.of[source]
    _, first, of = np.unique(root, return_index=True, return_inverse=True)
    return first[of].astype(np.int64)


def _made(
    images: np.ndarray, own: np.ndarray, k: int, missing: int, config: BalanceConfig, reads: Reads | None, seed: int
) -> tuple[np.ndarray, np.ndarray, Filled]:
    """Return varied images of a class, of which of `images` each was made, and how that went.

    own: places of `images` in the set.

    As strong as it may be so that a reader still takes enough of them for the class, of those whose own image it does.
    """
    n = max(missing, TRIED)
    of = np.arange(n) % len(images)
    sure = np.zeros(len(images), bool) if reads is None else reads(images, own) == k
    read = None
    for strength in STRENGTHS:
        new = _varied(images[of], [way.milder(strength) for way in config.ways], seed)
        if reads is None or sure.mean() < KNOWN:  # nobody who knows it, or not as it is written here
            return new[:missing], of[:missing], Filled(missing, strength, None)
        as_asked = reads(new, own[of]) == k
        read = float(as_asked[sure[of]].mean())
        if read >= config.read:
            chosen = np.sort(np.argsort(~as_asked, kind="stable")[:missing])  # those that are read, as far as they go
            return new[chosen], of[chosen], Filled(missing, strength, read)
    return images[:0], of[:0], Filled(0, 0.0, read)


def _varied(images: np.ndarray, ways: Sequence[AugmentationConfig], seed: int) -> np.ndarray:
    import torch

    rng = torch.Generator().manual_seed(seed)
    parts = torch.from_numpy(images).split(AT_ONCE)
    return np.concatenate([_as_bytes(vary(pixels.to_float(part), ways, rng=rng)) for part in parts])


def _as_bytes(x: Tensor) -> np.ndarray:
    return x.mul(255).round().clamp(0, 255).byte()[:, 0].numpy()


def _remarks(config: BalanceConfig, filled: dict[str, Filled], dropped: Sequence[str]) -> list[str]:
    found = []
    if dropped:
        found.append(f"left out, with fewer than {config.least} images: {', '.join(dropped)}.")
    if short := [name for name, one in filled.items() if not one.added]:
        found.append(
            f"not filled up, as varied images of it are read as something else, however little: {', '.join(short)}."
        )
    if unread := [name for name, one in filled.items() if one.added and one.read is None]:
        found.append(f"filled up without a reader that knows it: {', '.join(unread)}.")
    return found
