"""What does a page need to have images read: the reader's network, its classes, and what one of them is called?"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from core import library
from core.config import Config, ConfigError
from core.library import Entry
from core.networks.browser import browser_graph
from core.packed import unpack
from core.types import ModelError
from core.words.nouns import noun_of


class About(Config):
    """What a reader's file says of it; readers of today are told by their network whether an image is like any."""

    classes: list[Annotated[str, Field(max_length=200)]] = Field(min_length=1, max_length=1000)
    image_size: int = Field(ge=1, le=1024)
    noun: str = Field("", max_length=60)


def reader_of(entry: Entry | None) -> bytes | None:
    """Return browser.bin of a classifier; None if it has none, or one that is damaged: a page does without."""
    try:
        block = library.browser_bin(entry) if entry else None
        if block is not None:
            reader_parts(block)
    except ModelError:
        return None
    return block


def reader_parts(reader: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what a page is told of a reader, {"classes", "image_size", "noun"}, and its network, a packed one.

    reader: browser.bin of a classifier; the noun is worked out here, as files of older versions hold none.
    Raises ModelError if it holds no classifier, or a damaged one.
    """
    held = unpack(reader)
    if not {"about", "classifier"} <= held.keys():
        raise ModelError("the reader holds no classifier.")
    browser_graph(held["classifier"])
    try:
        about = About.from_json(held["about"])
    except ConfigError as error:
        raise ModelError(f"the reader is damaged: {error}") from None
    told = {"classes": about.classes, "image_size": about.image_size, "noun": noun_of(tuple(about.classes))}
    return told, held["classifier"]
