"""What does every source of images have in common?"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, Protocol, Self

import numpy as np
from pydantic import Field

from core.config import Config
from core.images import image_keys
from core.owner import Owner
from core.types import DataError, ImageDataset

Part = Literal["train", "test"]
OnProgress = Callable[[str, float], None]  # what is being done, and how much of it, 0 to 1

KEY = r"^[0-9a-f]{16}$"
MOST_LEFT_OUT = 5000  # keys in `without`: a config travels as a file of its own, and is no place for a data set
TEST_SHARE = 0.1  # of a set that comes without a test part of its own


class Glance(Protocol):
    """What a look at a set needs: what there is of it, and a few of its images. An ImageDataset is one."""

    @property
    def size(self) -> int: ...
    @property
    def labels(self) -> np.ndarray | None: ...
    @property
    def classes(self) -> tuple[str, ...]: ...
    def __len__(self) -> int: ...
    def subset(self, indices: np.ndarray, /) -> ImageDataset: ...


class DatasetConfig(Config):
    """Names a set of images and how to prepare them; `load` reads it.

    title, about, licence: words for menus and model cards. megabytes: size of the download, 0 if there is none.
    offered: anybody may choose it by its name. names_a_place: of the machine it was made on, a folder or an upload, so
    that it means nothing elsewhere, and is nobody else's business.
    """

    title: ClassVar[str]
    about: ClassVar[str]
    licence: ClassVar[str]
    megabytes: ClassVar[int] = 0
    offered: ClassVar[bool] = True
    names_a_place: ClassVar[bool] = False

    name: str
    binarise_at: int | None = Field(
        None,
        ge=1,
        le=255,
        description="Make every pixel ink or paper: this grey level (of 255) and above is ink. A VAE's cross-entropy "
        "is then a likelihood; soft edges are lost.",
    )
    limit: int | None = Field(
        None,
        ge=1,
        le=10_000_000,
        description="Use only so many images of the training part, and of the test part: quicker, and "
        "less to learn from.",
    )
    without: tuple[Annotated[str, Field(pattern=KEY)], ...] = Field(
        (), max_length=MOST_LEFT_OUT, description="Keys of training images to leave out (core.images.image_keys)."
    )

    def load(
        self, part: Part = "train", *, image_size: int | None = None, on_progress: OnProgress | None = None
    ) -> ImageDataset:
        """Read one part, at most `limit` images of it; calls on_progress(what, fraction) where it takes long.

        image_size: side to bring the images to, in pixels, before they are made black and white; None leaves it.
        `limit` keeps the first images, or images evenly spread where they are sorted by class. Last of all, the images
        in `without` go, as they look by then; its `left_out` says how many were found. The test part keeps them: scores
        of models that learned from more or less stay comparable.
        Raises DataError if the set cannot be had or read, or nothing is left, ValueError if part is neither "train" nor
        "test".
        """
        if part not in ("train", "test"):
            raise ValueError(f'part must be "train" or "test", got {part!r}.')
        dataset = self._read(part, on_progress or (lambda what, fraction: None))
        if self.limit is not None and self.limit < len(dataset):
            dataset = dataset.subset(first(len(dataset), dataset.labels, self.limit))
        dataset = dataset if image_size is None else dataset.resized(image_size)
        dataset = dataset if self.binarise_at is None else dataset.binarised(self.binarise_at)
        return without(dataset, self.without) if self.without and part == "train" else dataset

    def glance(self, on_progress: OnProgress | None = None) -> Glance:
        """Return the training part for whoever looks at a few of its images: as `load` has it, perhaps not yet read.

        Raises DataError.
        """
        return self.load("train", on_progress=on_progress)

    def here(self) -> bool:
        """Say whether `load` can do without a download."""
        return True

    def from_root(self) -> Self:
        """Return the config with whatever was typed at a terminal named from the root, as seen from there."""
        return self

    def elsewhere(self) -> str:
        """Return what the set may be called on another machine, where what it names is not."""
        return self.title

    def called(self, owner: Owner | None = None) -> str:
        """Return what the set is called by `owner`; it may be theirs. None: by anybody."""
        return self.title

    def count(self, part: Part = "train") -> int | None:
        """Return how many images a part has, before any is left out, without reading them; None if unknown."""
        whole = self._count(part)
        return whole if whole is None or self.limit is None else min(whole, self.limit)

    def _count(self, part: Part) -> int | None:
        return None

    @abstractmethod
    def _read(self, part: Part, on_progress: OnProgress) -> ImageDataset: ...


def without(dataset: ImageDataset, keys: Collection[str]) -> ImageDataset:
    """Leave out the images of these keys; one that is not there is no matter. Raises DataError if nothing is left."""
    unwanted = frozenset(keys)
    kept = np.array([key not in unwanted for key in image_keys(dataset.images)])
    if not kept.any():
        raise DataError(f"all {len(dataset)} images of {dataset.name} are to be left out: none is left to learn from.")
    return replace(dataset.subset(np.flatnonzero(kept)), left_out=int((~kept).sum()))


def split_off_test(dataset: ImageDataset, part: Part) -> ImageDataset:
    """Part a set that has no test part: a tenth, at least one image, always the same one. One image is all train.

    Raises DataError if the test part is asked for and there is a single image.
    """
    if len(dataset) > 1:
        return dataset.split(TEST_SHARE, seed=0)[part == "test"]
    if part == "test":
        raise DataError(f"{dataset.name} holds a single image, which is used for training: there is no test part.")
    return dataset


def first(n: int, labels: np.ndarray | None, limit: int) -> np.ndarray:
    """Return the places, int64, of the images that stay of n where a limit is set: see `DatasetConfig.load`."""
    if labels is not None and (np.diff(labels) >= 0).all():  # the first ones would all be of one class
        return np.arange(limit) * n // limit
    return np.arange(limit)
