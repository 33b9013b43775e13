"""Does an address say something that can be shown, and if not, what is wrong with it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core import strokes
from core.types import DataError
from ui import forms, notices, state


def follow(checks: Mapping[str, Callable[[str], object]], place: str) -> None:
    """Take out of the address what means nothing here, and say so; the page then begins with what is usual.

    checks: of each parameter, what raises DataError, a sentence, where its value is none. place: where it is said.
    """
    wrong = {}
    for name, check in checks.items():
        if value := state.parameter(name):
            try:
                check(value)
            except DataError as error:
                wrong[name] = forms.sentence(error)
    if wrong:
        notices.linger(" ".join(wrong.values()), place)
        state.write_address(**dict.fromkeys(wrong, ""))
    if refused := notices.lingering(place):
        st.warning(refused)


def ink(value: str) -> None:
    """Check the strokes of a drawing, see core.strokes.from_text. Raises DataError."""
    strokes.from_text(value)
