"""Does somebody come with photographs of what they have written, or do they write here?"""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.your_hand.state import DOORS, PAD, PHOTOGRAPH, STEPS, HandState


def follow() -> None:
    """Take what the address asks for, once: a way, a hand, a step, a page."""
    known = state.of(HandState)
    asked = tuple(state.parameter(name) or "" for name in ("by", "hand", "step", "page", "write"))
    if not any(asked) or asked == known.followed:
        return
    by, hand, step, page, write = known.followed = asked
    if write or by == PAD:
        known.door = PAD
    elif hand or step or by == PHOTOGRAPH:
        known.door = PHOTOGRAPH
    known.hand, known.page = hand or known.hand, page or known.page
    if step in STEPS:
        known.step = step


def choose() -> str:
    """Draw the choice of the way; return it, of DOORS."""
    st.segmented_control(
        "Your letters", list(DOORS), required=True, format_func=DOORS.__getitem__, label_visibility="collapsed",
        **state.bind(HandState, "door"),
    )  # fmt: skip
    return state.of(HandState).door


def note_address(*, write: str = "") -> None:
    """Have the address say where somebody is, so that a reload and the back button lead there."""
    known = state.of(HandState)
    if known.door == PAD:
        found = {"by": PAD, "hand": "", "step": "", "page": "", "write": write}
    else:
        step = known.step if known.hand else ""
        found = {"by": "", "hand": known.hand, "step": step, "page": known.page, "write": ""}
    known.followed = tuple(found[name] for name in ("by", "hand", "step", "page", "write"))
    state.write_address(**found)
