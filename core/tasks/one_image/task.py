"""What can be learned of a hand from one image? A worker varies it, learns from it, and fills the honest table."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, field_validator, model_validator

from core.library.task import ShouldStop, TaskConfig
from core.library.task_folder import Tick
from core.one_image.intake import MOST_IMAGES, named
from core.one_image.presets import AnyVariationConfig, WithinConfig
from core.one_image.sets import SETS, USUAL
from core.one_image.table import USUAL_SETS
from core.one_image.vae import OneImageVaeConfig
from core.owner import Owner
from core.tasks.invert import read_back, written_down

if TYPE_CHECKING:
    from core.library.folder import Entry
    from core.one_image.outcome import Question

SIDE = 28
MOST_OWN = 20
MOST_SEEDS = 5
Packed = Annotated[str, Field(max_length=2048)]


class OneImageTask(TaskConfig):
    """Go the whole way of one image, or of up to five by the same hand.

    Leaves, each as soon as it is there, what core.tasks.one_image.kept opens: the variations, the VAE and what it
    draws, the network of the chosen set with its verdict, the map, and the table, outcome by outcome.
    """

    edition: ClassVar[int] = 3

    kind: Literal["one image"] = "one image"
    images: tuple[Packed, ...] = Field(
        min_length=1, max_length=MOST_IMAGES, description="The images that are known, as `of` writes them."
    )
    own: tuple[Packed, ...] = Field(
        (),
        max_length=MOST_OWN,
        description="More by the same hand, for tests: nothing learns from them.",
    )
    character: str = Field(max_length=400, description="What was written, 1 to 20 letters.")
    variation: AnyVariationConfig = Field(WithinConfig(), description="How the images are varied.")
    vae: OneImageVaeConfig = Field(OneImageVaeConfig(), description="How the VAE learns.")
    chosen: str = Field(USUAL, description="The set of SETS that the live network is taught.")
    sets: tuple[str, ...] = Field(USUAL_SETS, max_length=len(SETS), description="The sets of the table.")
    seeds: int = Field(3, ge=0, le=MOST_SEEDS, description="Seeds of the table; 0 for no table.")
    drawn: bool = Field(
        False,
        description="The images were drawn on a screen: strangers' strokes are drawn anew with such a pen, so that the "
        "pen is no clue.",
    )
    writer: int | None = Field(
        None, ge=0, le=65_534, description="Who wrote them, where they are of MNIST's test part."
    )

    @field_validator("character")
    @classmethod
    def _is_a_name(cls, character: str) -> str:
        return named(character)

    @field_validator("chosen", "sets")
    @classmethod
    def _are_sets(cls, asked: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for name in (asked,) if isinstance(asked, str) else asked:
            if name not in SETS:
                raise ValueError(f"a set must be one of {', '.join(SETS)}, got {name[:40]!r}.")
        return asked

    @model_validator(mode="after")
    def _are_images(self) -> OneImageTask:
        for text in (*self.images, *self.own):
            if len(read_back(text)) != SIDE:
                raise ValueError(f"an image must have {SIDE} x {SIDE} pixels, got {len(read_back(text))} a side.")
        return self

    def question(self) -> Question:
        """Return what is asked, with the strangers there are here. Raises DataError."""
        from core.one_image.outcome import Question
        from core.one_image.strangers import strangers, with_a_pen

        others = strangers(self.character, without=self.writer)
        others = with_a_pen(others) if self.drawn else others
        return Question(images_of(self.images), images_of(self.own), self.character, others, self.variation, self.vae)

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Go the whole way, or test what an earlier run of the same images has taught on what is `own` now.

        Raises DataError, a sentence, if nobody else's such character is here, Diverged.
        """
        from core.one_image.building import Stopped
        from core.one_image.intake import check_same
        from core.one_image.reading import reader_of
        from core.tasks.one_image import again

        reader = reader_of(self.character)
        check_same(images_of(self.images), self.character, reader)
        try:
            if (before := again.earlier(self)) and again.retested(self, before, folder, should_stop):
                return "done"
            self._walk(folder, reader, should_stop)
        except Stopped:
            return "stopped"
        return "done"

    def _walk(self, folder: Path, reader: Entry | None, should_stop: ShouldStop) -> None:
        from core.one_image.journey import walk
        from core.tasks.one_image.again import Networks
        from core.tasks.one_image.kept import Scribe

        question, networks = self.question(), Networks()
        scribe = Scribe(folder, question)
        journey = walk(
            question,
            reader,
            chosen=self.chosen,
            sets=self.sets,
            seeds=range(self.seeds),
            threads=max(1, min(2, os.cpu_count() or 1)),
            on_step=scribe.write,
            on_network=networks.keep,
            on_progress=Tick(folder),
            should_stop=should_stop,
        )
        if journey.taught.model:
            networks.keep(journey.taught.outcome, journey.taught.model)
        if journey.table:
            scribe.finish(journey.table, journey.claims)
        networks.write(folder, self)


def of(images: np.ndarray) -> tuple[str, ...]:
    """Return images, uint8 (m, 28, 28), bright ink on 0, as texts for a OneImageTask."""
    return tuple(written_down(image) for image in images)


def forget(key: str, owner: Owner) -> bool:
    """Remove a task, its images and all that was made of them, if `owner` asked for it; return whether it is gone.

    What somebody else asked for too, with the very same images, stays for them. Raises TaskError for what is no key.
    """
    from core.library import task_folder
    from core.tasks import store  # it reads AnyTask, which reads this file

    folder = task_folder.folder_of(key)
    askers = store.askers(folder) if folder.is_dir() else set()
    if owner not in askers:
        return False
    if store.forget_asker(folder, owner):
        return False
    task_folder.remove(folder)
    return True


def images_of(texts: tuple[str, ...]) -> np.ndarray:
    """Return images, uint8 (m, 28, 28), of the texts that `of` writes."""
    return np.stack([read_back(text) for text in texts]) if texts else np.zeros((0, SIDE, SIDE), np.uint8)
