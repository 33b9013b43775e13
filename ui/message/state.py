"""What does a tab remember of messages?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class MessageState:
    """paper: whether files have the paper, white with its lines, or ink alone.

    font: id of the set whose font is wanted, empty before one was. film: what film of the pen is wanted, as
    ui.message.film names it.
    """

    paper: bool = True
    font: str = ""
    film: tuple = ()


@dataclass
class SourceState:
    """Whose letters a message is written with.

    source: of ui.message.source.SOURCES. model: id of the one that draws, empty for the one that suits best; way: by
    which strategy, a key of SAMPLERS; drawn: how often it has drawn anew. measured: writers that were asked to be
    measured.
    """

    source: str = "ink"
    model: str = ""
    way: str = "near-images"
    drawn: int = 0
    measured: tuple[str, ...] = ()
