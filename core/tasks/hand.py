"""How does a worker read the pages of somebody's handwriting, and find the letters on them?

What comes of it lies with the handwriting itself, and goes with it; the folders of these tasks hold nothing but how far
they are.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import Field

from core.library.task import ShouldStop, TaskConfig
from core.library.task_folder import Tick

HAND, PAGE = r"^[0-9a-f]{32}$", r"^[0-9a-f]{16}$"


class Stopped(Exception):
    """Nobody waits for it any more."""


class PageTask(TaskConfig):
    """Read a page with all that was changed on it, and leave what the browser shows of it beside it."""

    kind: Literal["hand page"] = "hand page"
    hand: str = Field(pattern=HAND, description="Id of the hand.")
    page: str = Field(pattern=PAGE, description="Id of its page.")
    changes: int = Field(0, ge=0, description="How many there are to it: after one that undoes, it is read again.")

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Read it. Raises DataError if the page is gone; one on which nothing is written is kept with that sentence."""
        from core.handwriting.hand import hands, pages
        from core.transfer.page import read

        page, tick = pages.page_of(hands.folder_of(self.hand), self.page), Tick(folder)
        read(page, lambda doing, share: tick(doing[:1].lower() + doing[1:], share))
        return "done"


class HandLettersTask(TaskConfig):
    """Find the letters on the pages and sheets of a hand, and leave what the browser shows of them beside them."""

    kind: Literal["hand letters"] = "hand letters"
    hand: str = Field(pattern=HAND, description="Id of the hand.")
    stamp: str = Field(pattern=PAGE, description="Of what letters are found by, see hand.found.stamp_of.")
    before: str = Field("", max_length=16, description="The same of the letters that are there, which make room.")

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Find them. Raises DataError that names page and line where text and page do not fit."""
        import torch

        from core.blocks.letters import letters_block
        from core.handwriting.hand import found, hands
        from core.handwriting.hand.finding import find_letters

        torch.set_num_threads(1)
        hand = hands.folder_of(self.hand)
        try:
            letters, read = find_letters(hand, on_progress=_saying(folder, should_stop))
        except Stopped:
            return "stopped"
        found.keep(hand, letters, letters_block(read, letters.letters, letters.ids))
        return "done"


class HandGroupsTask(TaskConfig):
    """Cut the pages of a hand into pieces and group these by their looks, where nobody types what the pages say.

    label: whether the groups are there, and what was answered about them is to name all letters.
    """

    kind: Literal["hand groups"] = "hand groups"
    hand: str = Field(pattern=HAND, description="Id of the hand.")
    stamp: str = Field(pattern=PAGE, description="Of the pages' readings, or of the answers.")
    label: bool = Field(False, description="Whether letters are made of the answers.")
    before: str = Field("", max_length=16, description="Stamp of what is there already, and makes room.")

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Group, or name. Raises DataError if there are too few pieces, or no group was said to be a letter."""
        import torch

        from core.blocks.letters import letters_block
        from core.handwriting.hand import found, hands, unlabelled

        torch.set_num_threads(1)
        hand, say = hands.folder_of(self.hand), _saying(folder, should_stop)
        try:
            if not self.label:
                unlabelled.find_pieces(hand, on_progress=say)
                return "done"
            letters, read = unlabelled.label(hand, on_progress=say)
        except Stopped:
            return "stopped"
        found.keep(hand, letters, letters_block(read, letters.letters, letters.ids))
        return "done"


def _saying(folder: Path, should_stop: ShouldStop) -> Callable[[str, float], None]:
    """Return what reports how far a task is, and raises Stopped once nobody waits for it."""
    tick = Tick(folder)

    def say(doing: str, share: float) -> None:
        if should_stop():
            raise Stopped
        tick(doing[:1].lower() + doing[1:], share)

    return say
