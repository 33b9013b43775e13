"""Which characters is somebody asked to write, and how many of each?"""

from __future__ import annotations

import streamlit as st

from core.handwriting.letters.alphabet import LARGER
from core.handwriting.pad import characters_of
from core.types import DataError
from ui import forms, state
from ui.your_hand import door
from ui.your_hand.state import ALPHABETS, NAMES, OTHERS, YourHandState

MOST_OF_EACH = 20


def follow() -> None:
    """Take what the address asks for, once: an alphabet by its name, or the characters themselves."""
    known, wanted = state.of(YourHandState), state.parameter("write")
    if not wanted or wanted == known.followed:
        return
    if wanted in NAMES:
        known.alphabet = NAMES[wanted]
    else:
        known.alphabet, known.others = OTHERS, wanted


def choose() -> tuple[str, ...]:
    """Draw the choice; return the characters in the order in which they are asked for, () while there are none."""
    known = state.of(YourHandState)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.segmented_control("Write", list(ALPHABETS), required=True, **state.bind(YourHandState, "alphabet"))
        st.number_input(
            "Of each", 1, MOST_OF_EACH, width=130, **state.bind(YourHandState, "wanted"),
            help="Three are a beginning. From eight on a model learns how much your letters vary, too.",
        )  # fmt: skip
    if known.alphabet == OTHERS:
        st.text_input(
            "Characters", max_chars=300, placeholder="äöüß, привет, λόγος", **state.bind(YourHandState, "others"),
            help="Any script. An accent goes with its letter; what is typed twice is asked for once.",
        )  # fmt: skip
    known.followed = _address(known)
    door.note_address(write=known.followed)
    if known.alphabet != OTHERS:
        return tuple(ALPHABETS[known.alphabet])
    if not known.others.strip():
        return ()
    try:
        return characters_of(known.others)
    except DataError as error:
        st.warning(forms.sentence(error))
        return ()


def both_cases(characters: tuple[str, ...]) -> list[str]:
    """Return small letters among them whose capital differs in size alone, where both are there."""
    return [c for c in LARGER if {c, c.upper()} <= set(characters)]


def _address(known: YourHandState) -> str:
    if known.alphabet == OTHERS:
        return known.others.strip()[: state.MAX_PARAMETER]
    name = next(name for name, title in NAMES.items() if title == known.alphabet)
    return "" if name == "digits" else name
