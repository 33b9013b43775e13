"""Is what a page shows of a hand up to date, and if not, how far is the work that will bring it there?"""

from __future__ import annotations

import streamlit as st

from core.handwriting.hand import found
from core.handwriting.hand.hands import Hand
from core.handwriting.hand.pages import KeptPage
from core.handwriting.hand.reading import Reading, reading_of
from core.jobs.client import TaskStatus
from core.tasks import HandLettersTask, PageTask, TaskConfig
from ui import forms, notices, state
from ui.components.progress import standing
from ui.map import forming
from ui.your_hand.state import HandState

TICK = 0.3  # seconds between two looks
ACTIVE = ("queued", "running")
LETTERS = "finding-letters"


def read(hand: Hand, page: KeptPage) -> Reading | None:
    """Return the newest reading of a page; have it read anew where it was changed since, and draw how far that is."""
    known = reading_of(page)
    task = PageTask(hand=hand.id, page=page.id, changes=len(page.ops))
    if known is None or known.id != page.edits.stamp:
        _follow(task, "Reading the page", key=f"reading-{page.id}", again=True)
    return known


def letters_task(hand: Hand) -> HandLettersTask | None:
    """Return the task that would find the letters as typed now; None where there is nothing to find them by."""
    stamp, there = found.stamp_of(hand.path), found.letters_of(hand.path)
    return HandLettersTask(hand=hand.id, stamp=stamp, before=there.stamp if there else "") if stamp else None


def order_letters(hand: Hand) -> None:
    """Have the letters found as they are typed now, unless that was done. For callbacks."""
    task, there = letters_task(hand), found.letters_of(hand.path)
    if task and (there is None or there.stamp != task.stamp):
        forming.order(task, place=LETTERS)


def letters(task: HandLettersTask) -> bool:
    """Draw how far a search for letters is, or why it failed; return whether it goes on."""
    return follow(task, "Finding the letters", key=LETTERS)


def follow(task: TaskConfig, label: str, *, key: str) -> bool:
    """Draw how far a task is that somebody may have ordered, or why it failed; return whether it goes on."""
    return _follow(task, label, key=key, again=False)


def _follow(task: TaskConfig, label: str, *, key: str, again: bool) -> bool:
    """Draw how far a task is, ordering it first where `again` says so; return whether it goes on."""
    if note := notices.said_earlier(key):
        st.warning(note)
        return False
    now = forming.status_of(task)
    if again and (now is None or now.state in ("done", "stopped")):
        if not forming.order(task, place=key):
            st.warning(notices.said_earlier(key))
            return False
        now = forming.status_of(task)
    if now is None or now.state not in (*ACTIVE, "failed"):
        return False
    if now.state == "failed":
        st.error(forms.sentence(ValueError(now.reason)))
        with st.container(horizontal=True, gap="small"):
            if key == LETTERS:
                st.button(
                    "To the text", type="primary", icon=":material/arrow_back:", key=f"{key}-back", on_click=_back
                )
            st.button(
                "Try again", icon=":material/refresh:", key=f"{key}-again", on_click=forming.wish, args=(task, key)
            )
        return False
    st.fragment(_tick, run_every=TICK)(task, label, key)
    return True


def _back() -> None:
    state.of(HandState).step = "text"


def _tick(task: TaskConfig, label: str, key: str) -> None:
    now = forming.status_of(task)
    if now is None or now.state not in ACTIVE:
        st.rerun()
    words = _words(now)
    standing(label, words, share=now.fraction, said=words, key=f"{key}-standing")


def _words(now: TaskStatus) -> str:
    if now.state == "queued":
        return f"Number {now.position} in the queue." if (now.position or 1) > 1 else "Next in the queue."
    return f"{now.doing[:1].upper()}{now.doing[1:]}." if now.doing else "Getting ready."
