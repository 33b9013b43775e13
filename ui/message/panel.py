"""How is a message written in the hand of a set: typed, set, and taken along?"""

from __future__ import annotations

from core.blocks.message import on_paper
from core.datasets.own_paper import paper
from ui import state
from ui.components.message import live_message
from ui.message import film, font, link, sets, source, take, worth


def show(id: str, other: str = "") -> None:
    """Draw the composer for one of the visitor's own sets that keeps its ink, and its files below.

    other: a second set, whose hand blends with it.
    """
    block = sets.hand_of(id)
    if block is None or (other and sets.hand_of(other) is None):
        return
    sheet = paper(id)
    link.follow(own_paper=sheet is not None)
    hands, written_in = source.choose(id, block, other)
    if written_in is None:
        return
    written = live_message(on_paper(written_in, sheet), key=f"message-{hands[0]}{hands[1] or other}")
    if written:
        state.write_address(**written.query())
    allowed = take.show(hands, written, sheet, of=tuple(one for one in (id, other) if one))
    film.show(hands, written, allowed=allowed)
    between = other and not hands[1]  # one writer alone, of letters that lead from hand to hand
    font.show(hands[0], allowed=allowed, share=written.config.share if written and between else 0.0)
    if not other:
        worth.show(id)
