"""How does a worker make what takes a while of somebody's written hand: the hand itself, a font, a film, its worth?

A font, a film and a table lie in their task's folder; the hand of a set and letters that a model drew lie beside the
set that they are of, and go with it. None of these is asked for, or done, once a set is gone that it names.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from core import places
from core.blocks.message import hand_in, stamp
from core.blocks.message_blend import cures_between
from core.blocks.message_kept import DrawnHand, kept_hand, make_drawn, make_hand, opened, set_of
from core.datasets import own, stored
from core.files import write_atomic, write_json
from core.handwriting.message.model_ink import ModelInkConfig
from core.handwriting.message.settings import MOST_TEXT, ComposeConfig
from core.library import task_folder
from core.library.task import ShouldStop, TaskConfig
from core.library.task_folder import Tick
from core.types import DataError, ModelError

if TYPE_CHECKING:
    from core.handwriting.message.worth import Row

MOST_HANDS = 4  # others, that a hand is told apart from
WRITER = r"^[0-9a-f]{64}(~[0-9a-f]{16})?$"  # as core.blocks.message_kept names one
TOOK = "took.json"  # of a model's letters
MODEL = "model"  # what a model's row is called
Writer = Annotated[str, Field(pattern=WRITER, description="A hand to write with.")]
Set = Annotated[str, Field(pattern=own.ID, description="A set of letters that keeps its ink.")]


class Stopped(Exception):
    """Nobody waits for it any more, or what it is about is gone."""


class MessageTask(TaskConfig):
    """Work on the hands of sets of letters."""

    result: ClassVar[str] = ""  # file that it leaves in its folder, if any

    @property
    def sets(self) -> tuple[str, ...]:
        """The ids of the sets whose ink it is about."""
        raise NotImplementedError

    def key(self) -> str:
        """Return what names these settings. Raises DataError if a set is gone, ModelError if a model is."""
        if not _here(self.sets):
            raise DataError(stored.GONE)
        return super().key()

    def key_for(self, latents: str) -> str:
        return super().key_for(stamp() + latents)  # hands that are made otherwise write otherwise

    def kept(self) -> bytes | None:
        """Return what came of it, None as long as nothing has. Raises DataError and ModelError as `key` does."""
        try:
            return (places.tasks() / self.key() / self.result).read_bytes()
        except FileNotFoundError:
            return None

    def _saying(self, folder: Path, should_stop: ShouldStop) -> Callable[[str, float], None]:
        """Return what reports how far it is, and raises Stopped once nobody waits for it or a set is gone."""
        tick = Tick(folder)

        def say(doing: str, share: float) -> None:
            if should_stop() or not _here(self.sets):
                raise Stopped
            tick(doing[:1].lower() + doing[1:], share)

        return say


class OwnHandTask(MessageTask):
    """Make the hand of a set out of its letters; it is kept beside the set, ready to be written with."""

    kind: Literal["hand ready"] = "hand ready"
    set: Set

    @property
    def sets(self) -> tuple[str, ...]:
        return (self.set,)

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Make it. Raises DataError if the set is gone, keeps no ink, or has too little to write with."""
        try:
            make_hand(self.set, self._saying(folder, should_stop))
        except Stopped:
            return "stopped"
        return "done"


class CuresTask(MessageTask):
    """Find what would cure the characters that neither of two hands that blend has written."""

    result: ClassVar[str] = "cures.json"

    kind: Literal["hand cures"] = "hand cures"
    writer: Writer
    other: Writer

    @property
    def sets(self) -> tuple[str, ...]:
        return (set_of(self.writer), set_of(self.other))

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Find them. Raises DataError if a hand is gone, or not made yet."""
        blocks = [kept_hand(self.writer), kept_hand(self.other)]
        self._saying(folder, should_stop)("looking for what could stand in", 0.1)
        if blocks[0] is None or blocks[1] is None:
            raise DataError(stored.GONE)
        write_atomic(folder / self.result, cures_between(blocks[0], blocks[1]).encode())
        return "done"


class FontTask(MessageTask):
    """Make a font of a hand."""

    result: ClassVar[str] = "font.ttf"

    kind: Literal["hand font"] = "hand font"
    writer: Writer
    name: str = Field("My hand", max_length=80, description="Of the font's family.")
    share: float = Field(0.0, ge=0, le=1, description="Of the way to another hand, where it leads to one.")

    @property
    def sets(self) -> tuple[str, ...]:
        return (set_of(self.writer),)

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Make it. Raises DataError if the hand is gone, or no font can be made of it."""
        from core.export.hand_font import font

        try:
            made = font(opened(self.writer).at(self.share), self.name, on_progress=self._saying(folder, should_stop))
        except Stopped:
            return "stopped"
        write_atomic(folder / self.result, made)
        return "done"


class FilmTask(MessageTask):
    """Film the pen that writes a page of a message."""

    result: ClassVar[str] = "film"

    kind: Literal["hand film"] = "hand film"
    writer: Writer
    other: str = Field("", pattern=f"^$|{WRITER}", description="A second hand that blends with it.")
    text: str = Field(max_length=MOST_TEXT, description="What the message says.")
    config: ComposeConfig = ComposeConfig()
    page: int = Field(0, ge=0, le=10_000, description="Which one, from 0; the last if there are fewer.")
    format: Literal["gif", "apng"] = "gif"

    @property
    def sets(self) -> tuple[str, ...]:
        return tuple(set_of(one) for one in (self.writer, self.other) if one)

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Film it. Raises DataError if a hand is gone, or the text cannot be written."""
        from core.export.message_film import writing
        from core.handwriting.message.compose import compose

        say = self._saying(folder, should_stop)
        try:
            say("setting the message", 0.1)
            message = compose(self.text, opened(self.writer, self.other), self.config)
            say("writing it stroke by stroke", 0.3)
            page = message.pages[min(self.page, len(message.pages) - 1)]
            made = writing(message, page, format=self.format)
            say("keeping the film", 0.95)
        except Stopped:
            return "stopped"
        write_atomic(folder / self.result, made)
        return "done"


class DrawnHandTask(MessageTask):
    """Have a model draw the letters of a hand; they are kept beside its set. model: that of `drawn`."""

    decodes: ClassVar[bool] = True

    kind: Literal["hand drawn"] = "hand drawn"
    set: Set
    drawn: DrawnHand

    @property
    def sets(self) -> tuple[str, ...]:
        return (self.set, self.drawn.other) if self.drawn.other else (self.set,)

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Draw. Raises DataError if the set or the model is gone, or the model cannot draw the hand."""
        import torch

        torch.set_num_threads(1)
        began = time.perf_counter()
        try:
            make_drawn(self.set, self.drawn, self._saying(folder, should_stop))
        except Stopped:
            return "stopped"
        write_json(folder / TOOK, {"seconds": round(time.perf_counter() - began, 2)})
        return "done"

    def took(self) -> float | None:
        """Return the seconds by the clock that drawing took, reading of model and hand too; None where unknown."""
        try:
            return float(json.loads((places.tasks() / self.key() / TOOK).read_bytes())["seconds"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


class WorthTask(MessageTask):
    """Measure what messages in a hand are worth, of own ink and, where `model` is named, of the letters it draws."""

    decodes: ClassVar[bool] = True
    result: ClassVar[str] = "worth.json"

    kind: Literal["hand worth"] = "hand worth"
    set: Set
    others: tuple[Set, ...] = Field((), max_length=MOST_HANDS, description="Hands that it is told apart from.")
    ink: ModelInkConfig = ModelInkConfig()

    @property
    def sets(self) -> tuple[str, ...]:
        return (self.set, *self.others)

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Measure. Raises DataError if the hand is gone, there is too little of it, or the model cannot draw it."""
        import torch

        from core.handwriting.letters import reader as readers
        from core.handwriting.message.sources import ink_of
        from core.handwriting.message.worth import worth
        from core.library import find
        from core.sampling import SamplingError

        torch.set_num_threads(1)
        block, say = kept_hand(self.set), self._saying(folder, should_stop)
        if block is None:
            raise DataError(stored.GONE)
        hand = hand_in(block)
        hands = {other: hand_in(found) for other in self.others if (found := kept_hand(other))}
        try:
            inks = {MODEL: ink_of(find(self.model), hand, self.ink)} if self.model else {}
            rows = worth(
                hand, inks, readers.shipped() if readers.here() else None, others=hands, on_progress=say
            )  # fmt: skip
        except (ModelError, SamplingError) as error:
            raise DataError(str(error)) from None
        except Stopped:
            return "stopped"
        write_atomic(folder / self.result, _rows().dump_json(rows))
        return "done"

    def rows(self) -> tuple[Row, ...] | None:
        """Return a row for own ink and one called "model"; None as long as they are not measured."""
        found = self.kept()
        return None if found is None else _rows().validate_json(found)


def forget(id: str) -> None:
    """Remove all that was ordered of a set that is gone, what the messages said with it. Raises OSError."""
    from core.tasks import store  # it reads AnyTask, which reads this file

    for entry in store.entries():
        if isinstance(entry.task, MessageTask) and id in entry.task.sets and not _here((id,)):
            if isinstance(entry.task, DrawnHandTask):  # it lies beside the set that is still there
                writer = entry.task.drawn.writer(entry.task.set)
                own.hand_of(entry.task.set, writer.partition("~")[2]).unlink(missing_ok=True)
            task_folder.remove(entry.path)


def _here(sets: tuple[str, ...]) -> bool:
    return all(own.ink_of(id).is_file() for id in sets)


def _rows():
    from pydantic import TypeAdapter

    from core.handwriting.message.worth import Row

    return TypeAdapter(tuple[Row, ...])
