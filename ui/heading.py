"""What stands at the top of a page: its name, room for the choice of a model beside it, and what it is for?"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import terms


def heading(title: str, purpose: str) -> DeltaGenerator:
    """Draw a page's title and in one sentence what it is for and what to try first; return the room beside the title.

    What goes wrong is said below both, in the full width: a sentence beside the title would push it down, and let it
    jump back when it goes.
    """
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.title(title)
    terms.write(purpose)
    return right
