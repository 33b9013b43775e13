"""What stands before a page: the host's own, a login, the class's password, a line if the room is full, a banner?"""

from __future__ import annotations

import time

import streamlit as st

from core.host import log, login, metrics, password, settled
from ui import admission, forms, state
from ui import login as accounts

SLOWER = 1.0  # seconds that a wrong password costs


def pass_through() -> None:
    """Let a visitor pass to the page that is drawn next; else draw what is in the way, and end the run."""
    admission.note_tab()
    if (said := state.parameter("host")) and settled.is_key(said):
        from ui import host_page

        host_page.show()
        st.stop()
    if login.asked() and not state.logged_in():
        accounts.ask()
        st.stop()
    if not password.passes(state.owner()):
        _ask()
        st.stop()
    admission.pass_the_door()
    if text := settled.banner():
        st.info(forms.plain(text), icon=":material/campaign:")


def noted(title: str, seconds: float) -> None:
    """Note for the host that a page took so long."""
    metrics.page_ran(title, seconds)
    log.line("page", state.owner(), page=title, seconds=seconds)


def _ask() -> None:
    st.title("A password opens this")
    st.markdown("Whoever gave you the link knows it. It is asked once: this browser is remembered.")
    with st.form("password", width=420):
        word = st.text_input("Password of the class", type="password", max_chars=200)
        if st.form_submit_button("Come in", type="primary"):
            try:
                password.say(word, state.owner())
            except password.PasswordError as error:
                log.line("refused: password", state.owner())
                metrics.refused("password")
                time.sleep(SLOWER)
                st.error(forms.sentence(error))
            else:
                st.rerun()
