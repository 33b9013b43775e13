"""The room may be full: where does a visitor wait, and how do they come in by themselves?"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.config import ConfigError
from core.host import admission, log, metrics
from core.limits import Limits
from core.owner import Owner
from core.words.nouns import counted
from ui import state
from ui.lasts import in_words

LOOK = 3.0  # seconds between two looks whether it is one's turn
NOTED = 5.0  # seconds for which nobody is asked again
KEEPS = 2.0  # seconds between two notes of whose tabs are open; places are kept for 5 and more


@dataclass
class Line:
    """When this tab was first told to wait, by the clock that only goes on; None if it never was."""

    came: float | None = None


_tabs: dict[str, Owner] = {}  # by session: of whoever is in
_noted: dict[Owner, float] = {}  # when they were last let in or noted
_lock = threading.Lock()
_keeping = False


def tabs() -> int:
    """Return how many tabs of this process are open, as it was seconds ago."""
    return len(_tabs)


def note_tab() -> None:
    """Note that this tab is open, and see to it that all that are are looked at now and then."""
    if context := get_script_run_ctx():
        _tabs[context.session_id] = state.owner()
    _keep()


def pass_the_door() -> None:
    """Let a visitor pass to the page that is drawn next; if it is not their turn, draw where they wait, and end.

    What is static is not behind this door: files of components, and plain pages that lie beside the app.
    """
    limits = _limits()
    if not limits.active or _lets_in(limits).inside:
        return
    _draw(limits)


def _draw(limits: Limits) -> None:
    st.title("The room is full just now")
    st.markdown(
        f"There is room for {counted(limits.active, 'visitor')} at a time, so that it stays quick for everybody. "
        "**Leave this page open:** when it is your turn, you come in by yourself, to the page you asked for."
    )
    st.fragment(_waits, run_every=LOOK)()
    st.caption("Nothing that you keep here is lost. Close the page for a short while, and your place is kept for you.")
    st.stop()


def _waits() -> None:
    standing = _lets_in(_limits())
    if standing.inside:
        st.rerun()
    with st.container(border=True):
        st.metric("Your place in line", standing.place)
        if standing.seconds is None:
            st.markdown("Nobody has come in from the line for a quarter of an hour, so how long it takes is not known.")
        else:
            st.markdown(f"About {in_words(standing.seconds)}, by how quickly places became free lately.")


def _lets_in(limits: Limits) -> admission.Standing:
    owner, now = state.owner(), time.monotonic()
    if now - _noted.get(owner, -NOTED) >= NOTED:
        standing = admission.come(owner, limits)
        if not standing.inside:
            if _noted.pop(owner, None) or state.of(Line).came is None:
                log.line("refused: full", owner, place=standing.place)
                metrics.refused("full")
                state.of(Line).came = now
            return standing
        _noted[owner] = now
    return admission.Standing()


def _limits() -> Limits:
    try:
        return Limits.from_environment()
    except ConfigError:  # the host is told where orders are taken
        return Limits()


def _keep() -> None:
    """Once per process: begin to note whose tabs are open."""
    global _keeping
    with _lock:
        if _keeping or not runtime.exists() or type(runtime.get_instance()) is not runtime.Runtime:
            return
        _keeping = True
    threading.Thread(target=_note_tabs, name="open-tabs", daemon=True).start()


def _note_tabs() -> None:
    while True:
        time.sleep(KEEPS)
        for session, _ in [*_tabs.items()]:
            if not runtime.get_instance().is_active_session(session):
                _tabs.pop(session, None)
        here = set(_tabs.values())
        for owner in set(_noted) - here:
            _noted.pop(owner, None)
        limits = _limits()
        if limits.active:
            admission.still_here(here, limits)
        with suppress(OSError):
            metrics.write(len(_tabs))
