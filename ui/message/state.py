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
