"""What does a tab remember of messages?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class MessageState:
    """paper: whether files have the paper, white with its lines, or ink alone.

    format: of a film of the pen; followed: whether the address was asked for it. film, font: keys of the tasks that
    make those that the page shows, or would.
    """

    paper: bool = True
    format: str = "gif"
    followed: bool = False
    film: str = ""
    font: str = ""


@dataclass
class SourceState:
    """Whose letters a message is written with.

    source: of ui.message.source.SOURCES, or OF_TWO. model: id of the one that draws, empty for the one that suits best;
    second: of the one that draws the hand which blends with it, likewise; way: by
    which strategy, a key of SAMPLERS; drawn: how often it has drawn anew. measured: writers that were asked to be
    measured.
    """

    source: str = "ink"
    model: str = ""
    second: str = ""
    way: str = "near-images"
    usual: str = ""
    drawn: int = 0
    task: str = ""
