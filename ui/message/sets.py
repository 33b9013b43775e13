"""Which of a visitor's sets can be written with, and is the hand of one ready?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.blocks.message import stamp
from core.blocks.message_blend import blend_block, cures_between
from core.blocks.message_kept import kept_hand, make_hand
from core.datasets import own
from core.owner import Owner
from ui import forms, state
from ui.shared import background
from ui.shared.awaited import awaited


def with_ink(owner: Owner) -> dict[str, str]:
    """Return the sets of a visitor that keep their ink, id -> name, the newest first."""
    return {id: name for id, name in own.noted(owner).items() if own.ink_of(id).is_file()}


def hand_of(id: str) -> bytes | None:
    """Return the block of a set's hand; draw how far it is while it is made, or why it cannot be, and return None."""
    block = kept_hand(id)
    if block is not None:
        return block
    key = "hand to write with", id, stamp()
    owner = state.owner()
    task = background.errand(key, partial(make_hand, id), owner=owner)
    done = task.done and not task.error
    if done:  # it was made, and is gone: with the set, or by whoever tidies up
        background.forget(key)
        st.rerun()
    awaited(task, lambda error: st.error(forms.sentence(error)))
    return None


def blend_of(id: str, other: str) -> bytes | None:
    """Return the block of two sets' hands that blend; draw how far it is, or why it cannot be, and return None."""
    first, second = hand_of(id), hand_of(other)
    if first is None or second is None:
        return None
    owner = state.owner()
    task = background.errand(("cures", id, other, stamp()), lambda say: cures_between(first, second), owner=owner)
    cures = awaited(task, lambda error: st.error(forms.sentence(error)))
    return cures and blend_block(first, second, names(id, other), cures)


def names(id: str, other: str) -> tuple[str, str]:
    """Return what the hands of two sets are called."""
    noted = own.noted(state.owner())
    return noted.get(id, "the first"), noted.get(other, "the second")
