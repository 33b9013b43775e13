"""How does the glossary stand on Learn: each word with its formula, and a link to where it moves?"""

from __future__ import annotations

import streamlit as st

from core.lessons.glossary import GLOSSARY, Term
from core.lessons.places import script_of


def show() -> None:
    """Draw every word, in the order of the alphabet."""
    st.markdown("Each word in a sentence, with its formula, and a link to where you can see it move.")
    for word, meant in sorted(GLOSSARY.items(), key=lambda pair: pair[0].lower()):
        _word(word, meant)


def _word(word: str, meant: Term) -> None:
    source = f" ({meant.source})" if meant.source else ""
    with st.container(border=True, gap="small"):
        st.markdown(f"**{word}**\u2002{meant.means}{source}")
        if meant.formula:
            st.latex(meant.formula)
        st.page_link(
            script_of(meant.page), label=f"{meant.page}: {meant.act}", icon=":material/arrow_forward:",
            query_params=dict(meant.address), width="content",
        )  # fmt: skip
