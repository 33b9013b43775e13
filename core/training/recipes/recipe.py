"""What is a recipe: everything needed to run it, and what is said of it where people choose one?"""

from __future__ import annotations

from dataclasses import dataclass

from core.training.run import RunConfig


@dataclass(frozen=True)
class Recipe:
    """A training known to give a good model, and its words on a card.

    run: everything needed to run it. title: a few words, without code. about: one sentence on what it does. picture:
    one sentence on what its pictures look like in the end. like: the model of the zoo whose pictures look alike, empty
    if none does. own: whether it is about one's own handwriting, and learns from a set that a visitor has brought, if
    there is one. boxed: whether it learns from letters in boxes alone, as sets have that were cut out of pages, sheets
    or the pad. needs_data: whether its data is fetched from nowhere, so that it is for those who have it.
    """

    run: RunConfig
    title: str
    about: str
    picture: str
    like: str = ""
    own: bool = False
    boxed: bool = False
    needs_data: bool = False
