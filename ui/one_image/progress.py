"""How far is a run, and when is there more to show?"""

from __future__ import annotations

import streamlit as st

from core import places
from core.jobs.client import TaskStatus
from core.tasks.one_image import kept
from ui import forms
from ui.components.progress import standing
from ui.map import forming
from ui.one_image import start
from ui.one_image.run import ACTIVE, Run

TICK = 0.4  # seconds between two looks
STEPS = (kept.VARIED, kept.LEARNED, kept.VERDICT, kept.MAP, kept.TABLE)


def show(run: Run) -> None:
    """Draw how far it is while it goes on, or why it did not come to its end."""
    with st.container():
        if run.active:
            st.fragment(_tick, run_every=TICK)(run, there(run.key))
        elif run.state == "failed":
            st.error(forms.sentence(ValueError(run.reason)))
            st.button(
                "Try again", icon=":material/refresh:", key="one-image-retry", on_click=start.begin, args=(run.task,)
            )
        elif run.state == "stopped":
            st.info("Stopped: what was learned until then stays.")
            st.button(
                "Go on", icon=":material/play_arrow:", key="one-image-go-on", on_click=start.begin, args=(run.task,)
            )


def there(key: str) -> tuple[str, ...]:
    """Return which steps of a run have left something."""
    folder = places.tasks() / key
    return tuple(name for name in STEPS if (folder / name).is_file())


def _tick(run: Run, before: tuple[str, ...]) -> None:
    now = forming.status_of(run.task)
    if now is None or now.state not in ACTIVE or there(run.key) != before:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        standing("How far", _words(now), share=now.fraction, said=_doing(now), key="one-image-standing")
        st.button(
            "Stop", key="one-image-stop", icon=":material/stop:", on_click=forming.end, args=(now.key, start.PLACE)
        )


def _words(now: TaskStatus) -> str:
    if now.state == "queued":
        return f"Number {now.position} in the queue." if (now.position or 1) > 1 else "Next in the queue."
    return f"{_doing(now)}. It goes on if you close this page."


def _doing(now: TaskStatus) -> str:
    doing = now.doing or "getting ready"
    return doing[:1].upper() + doing[1:]
