"""How is something asked of a worker, waited for, and said to have failed?"""

from __future__ import annotations

import streamlit as st

from core.jobs import client
from core.tasks import TaskConfig, TaskError
from ui import forms, notices
from ui.map import forming

TICK = 0.5  # seconds between two looks


def ask(
    task: TaskConfig, label: str, *, key: str, icon: str = ":material/help:", help: str | None = None,
    disabled: bool = False,
) -> None:  # fmt: skip
    """Draw a button that has `task` done; while it is being done, how far it is; if it failed, why.

    disabled: whether it may not be asked for just now. When it has ended the page runs again, and finds the result.
    """
    if under_way(task, key=key):
        return
    now = forming.status_of(task)
    if now is not None and now.state == "failed":
        label = "Try again"
    st.button(label, key=key, icon=icon, help=help, disabled=disabled, on_click=forming.wish, args=(task, key))


def have(task: TaskConfig, label: str, *, key: str, icon: str = ":material/help:") -> None:
    """Have `task` done at once, as the page cannot go on without it, and draw how far it is, as `ask` does.

    For work whose result is not there: it is done anew if it was done before. What was stopped, or has failed, waits
    for the button.
    """
    now = forming.status_of(task)
    if now is None or now.state == "done":
        forming.order(task, place=key, anew=True)
    ask(task, label, key=key, icon=icon)


def under_way(task: TaskConfig, *, key: str) -> bool:
    """Draw how far `task` is, or why it failed or was refused under that key; return whether it is being done."""
    note = notices.said_earlier(key)
    if note:
        st.warning(note)
    now = forming.status_of(task)
    if now is not None and now.state in forming.ACTIVE:
        st.fragment(_waiting, run_every=TICK)(task, key)
        return True
    if now is not None and now.state == "failed":
        st.error(forms.sentence(TaskError(now.reason)))
    return False


def _waiting(task: TaskConfig, key: str) -> None:
    now = forming.status_of(task)
    if now is None or now.state not in forming.ACTIVE:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):  # so that the button keeps its word when narrow
        st.progress(min(1.0, now.fraction), _words(now), width="stretch")
        st.button("Stop", key=f"{key}-stop", on_click=forming.end, args=(now.key, key))


def _words(now: client.TaskStatus) -> str:
    if now.state == "queued":
        return f"Number {now.position} in the queue." if (now.position or 1) > 1 else "Next in the queue."
    return f"{now.doing[:1].upper()}{now.doing[1:]}." if now.doing else "Getting ready."
