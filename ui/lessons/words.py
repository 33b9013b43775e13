"""How is a word explained where it is said: by a hint that opens under the pointer, a finger or the keyboard?"""

from __future__ import annotations

import streamlit as st

from core.lessons.glossary import term


def explain(*words: str) -> None:
    """Draw words of the glossary in a row, each with a hint that says what it means and has its formula."""
    if not words:
        return
    with st.container(horizontal=True, gap="small", key="lesson-words"):
        for word in words:
            st.caption(word, help=term(word), width="content")
