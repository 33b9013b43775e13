"""Which sets of images are there to learn from?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.config import any_of
from core.datasets.base import DatasetConfig
from core.datasets.digits import DigitsConfig
from core.datasets.elsewhere import ElsewhereConfig
from core.datasets.folder import FolderConfig
from core.datasets.letters import LettersConfig
from core.datasets.mnist import (
    EmnistBalancedConfig,
    EmnistLettersConfig,
    FashionMnistConfig,
    KmnistConfig,
    MnistConfig,
)
from core.datasets.own import OwnConfig

DATASETS: dict[str, type[DatasetConfig]] = {
    "digits": DigitsConfig,
    "mnist": MnistConfig,
    "fashion-mnist": FashionMnistConfig,
    "kmnist": KmnistConfig,
    "emnist-balanced": EmnistBalancedConfig,
    "emnist-letters": EmnistLettersConfig,
    "letters": LettersConfig,
    "folder": FolderConfig,
    "own": OwnConfig,
    "elsewhere": ElsewhereConfig,
}
if TYPE_CHECKING:
    AnyDatasetConfig = DatasetConfig
else:
    AnyDatasetConfig = any_of(DATASETS, by="name")

__all__ = ["DATASETS", "AnyDatasetConfig", "DatasetConfig"]
