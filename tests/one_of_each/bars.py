"""Where do images of bars come from? From bars.npz, in LATENT_INK_DATA or among the downloads."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from core import places
from core.datasets.base import DatasetConfig, OnProgress, Part, split_off_test
from core.types import DataError, ImageDataset


class BarsConfig(DatasetConfig):
    """Ones and sevens that are made of straight bars."""

    title: ClassVar[str] = "Bars"
    about: ClassVar[str] = "Ones and sevens, made of straight bars, 28x28."
    licence: ClassVar[str] = "CC0"

    name: Literal["bars"] = "bars"

    def here(self) -> bool:
        return _path().is_file()

    def _read(self, part: Part, on_progress: OnProgress) -> ImageDataset:
        try:
            with np.load(_path(), allow_pickle=False) as held:
                images, labels = held["images"], held["labels"].astype(np.int64)
        except (OSError, KeyError, ValueError) as error:
            raise DataError(f"the bars are not here: {_path().name} cannot be read.") from error
        return split_off_test(ImageDataset(self.name, images, labels, ("1", "7")), part)


def _path() -> Path:
    return (places.given_data() or places.datasets()) / "bars.npz"
