"""What stands for the images of a model that was taken in, when they were no public set?"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, field_validator

from core.datasets.base import DatasetConfig, OnProgress, Part
from core.owner import Owner
from core.types import DataError, ImageDataset
from core.words.text import odd_character


class ElsewhereConfig(DatasetConfig):
    """Images that stayed where a model was trained: it names no place, and none can be seen or learned."""

    title: ClassVar[str] = "Images that are not here"
    about: ClassVar[str] = "They stayed where the model was trained."
    licence: ClassVar[str] = "unknown"
    offered: ClassVar[bool] = False

    name: Literal["elsewhere"] = "elsewhere"
    known_as: str = Field("", max_length=60, description="What they were called there.")

    @field_validator("known_as")
    @classmethod
    def _plain(cls, text: str) -> str:
        if odd := odd_character(text):
            raise ValueError(f"known_as must not hold control characters, got U+{ord(odd):04X}.")
        return text

    def here(self) -> bool:
        return False

    def called(self, owner: Owner | None = None) -> str:
        return self.known_as or self.title

    def _read(self, part: Part, on_progress: OnProgress) -> ImageDataset:
        raise DataError("the images that this model learned from stayed where it was trained.")
