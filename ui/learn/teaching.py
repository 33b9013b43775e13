"""What does a teacher find on Learn: the plan of ninety minutes, and what can be printed for it?"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.lessons import ninety
from core.lessons.places import script_of
from ui.learn import link_builder, pack


def show() -> None:
    """Draw the plan with its links and what can be printed, the class pack, and how to make a link of one's own."""
    st.markdown(
        "**Ninety minutes** with a class: everybody guesses, then tries, on phones or laptops, without a login. Take a "
        "guess from everybody before each reveal; predicting first is what teaches (Crouch et al. 2004). "
        "*With a class*, beside a lesson, opens a classroom that counts the guesses live."
    )
    with st.container(horizontal=True):
        _offer("Hand-out to print", "hand-out.html", ninety.hand_out)
        _offer("Plan and answers to print", "ninety-minutes.html", ninety.teachers_plan)
    at = 0
    for part in ninety.plan():
        with st.container(border=True, gap="small"):
            st.markdown(
                f"**{at}–{at + part.minutes} min\u2002{part.title}**\n\n{part.does}\n\n*Ask first:* {part.asks}"
            )
            st.page_link(
                script_of(part.page), label=f"Open {part.page}: {part.title}", icon=":material/arrow_forward:",
                query_params=dict(part.address), width="content",
            )  # fmt: skip
        at += part.minutes
    pack.offer()
    with st.container(border=True, key="link-builder"):
        link_builder.show()


def _offer(label: str, name: str, page: Callable[[], str]) -> None:
    """page: writes it, once somebody wants it: all answers are measured anew."""
    st.download_button(label, page, name, "text/html", icon=":material/print:", on_click="ignore")
