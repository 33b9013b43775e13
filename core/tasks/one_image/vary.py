"""What does a reader make of some images, and of how many of their variations does it still say what they are?

Asked for while somebody moves a slider: half a second, and nothing learns.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, field_validator

from core.files import write_atomic
from core.library.task import ShouldStop, TaskConfig
from core.one_image.hand import Judge
from core.one_image.intake import MOST_IMAGES, named
from core.one_image.presets import AnyVariationConfig, WithinConfig
from core.one_image.variations import Variations
from core.tasks.one_image.kept import STEP, judge_at, judge_row
from core.tasks.one_image.task import Packed, images_of
from core.tasks.results import opened

FILE = "variations.safetensors"


class VaryTask(TaskConfig):
    """Vary images and have them read. Leaves what `open_read` opens."""

    kind: Literal["one image variations"] = "one image variations"
    images: Annotated[tuple[Packed, ...], Field(min_length=1, max_length=MOST_IMAGES)]
    character: str = Field("", max_length=400, description="What was written; empty where nobody has said so yet.")
    variation: AnyVariationConfig = Field(WithinConfig(), description="How the images are varied.")
    drawn: bool = Field(False, description="The images were drawn on a screen, and so are those they are held against.")

    @field_validator("character")
    @classmethod
    def _is_a_name(cls, character: str) -> str:
        return named(character) if character.strip() else ""

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Vary and read them. Raises DataError."""
        from safetensors.numpy import save

        from core.one_image.intake import check_same
        from core.one_image.reading import any_reader, reader_of, shares
        from core.one_image.variations import variations

        images = images_of(self.images)
        reader = reader_of(self.character) if self.character else any_reader()
        made = variations(images, self.variation)
        tensors = {"images": made.images, "source": made.source}
        tensors |= {STEP + name: values for name, values in made.steps.items()}
        notes: dict[str, Any] = {"classes": [], "same": ""}
        if reader is not None:
            tensors |= {"read": shares(images, reader), "varied": shares(made.images, reader).argmax(1)}
            notes["classes"] = list(reader.config.classes)
        if self.character:
            try:
                check_same(images, self.character, reader)
            except ValueError as error:
                notes["same"] = str(error)
        character = self.character or (_best(tensors["read"][-1], notes["classes"]) if reader else "")
        judge = _judge(images, character, drawn=self.drawn)
        notes["judge"] = None if judge is None else judge_row(judge)
        packed = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
        write_atomic(folder / FILE, save(packed, metadata={"scores": json.dumps(notes)}))
        return "done"


def _best(shares: np.ndarray, classes: list[str]) -> str:
    return classes[int(shares.argmax())]


def _judge(images: np.ndarray, character: str, *, drawn: bool) -> Judge | None:
    from core.one_image import hand
    from core.one_image.strangers import few

    return hand.judge(images, few(character, drawn=drawn)) if hand.here() else None


@dataclass(frozen=True, eq=False)
class Read:
    """Variations, and what a reader makes of them, and of the images themselves.

    classes: of the reader, empty where none is here. shares: float32 (m, k) for the images; varied: int64 (n,), the
    class that it believes each variation to be most. different: a sentence where the images are not of one character.
    """

    made: Variations
    classes: tuple[str, ...]
    shares: np.ndarray
    varied: np.ndarray
    different: str
    judge: Judge | None

    def read_as(self, character: str) -> float | None:
        """Return the share of variations read as the character, None where the reader does not know it."""
        if character not in self.classes:
            return None
        return float((self.varied == self.classes.index(character)).mean())

    def says(self, i: int) -> tuple[str, float] | None:
        """Return what image i reads as and how surely, 0 to 1; None without a reader."""
        if not self.classes:
            return None
        best = int(self.shares[i].argmax())
        return self.classes[best], float(self.shares[i, best])


def open_read(task: VaryTask) -> Read | None:
    """Return what was found, None if it is not there yet. Raises ModelError for a broken file."""

    def build(key: str, tensors: dict[str, np.ndarray], notes: dict) -> Read:
        steps = {name.removeprefix(STEP): values for name, values in tensors.items() if name.startswith(STEP)}
        made = Variations(tensors["images"], tensors["source"], steps)
        classes = tuple(map(str, notes["classes"]))
        some = np.zeros((0, 0), np.float32)
        read, varied = (tensors.get(name, some) for name in ("read", "varied"))
        return Read(made, classes, read, varied, str(notes["same"]), judge_at(notes["judge"]))

    return opened(task, FILE, build)
