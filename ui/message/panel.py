"""How is a message written in the hand of a set: typed, set, and taken along?"""

from __future__ import annotations

from ui import state
from ui.components.message import live_message
from ui.message import film, font, link, sets, source, take, worth


def show(id: str, other: str = "") -> None:
    """Draw the composer for one of the visitor's own sets that keeps its ink, and its files below.

    other: a second set, whose hand blends with it.
    """
    block = sets.blend_of(id, other) if other else sets.hand_of(id)
    if block is None:
        return
    link.follow()
    writer = id
    if not other:
        writer, block = source.choose(id, block)
    written = live_message(block, key=f"message-{writer}{other}")
    if written:
        state.write_address(**written.query())
    allowed = take.show((writer, other), written)
    film.show((writer, other), written, allowed=allowed)
    font.show(writer, allowed=allowed)
    if not other:
        worth.show(id)
