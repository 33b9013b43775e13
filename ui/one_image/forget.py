"""How does a visitor have their images go, and all that was made of them?"""

from __future__ import annotations

import time
from contextlib import suppress

import streamlit as st

from core.jobs import client
from core.owner import Owner
from core.tasks import TaskError
from core.tasks.one_image import forgetting
from core.types import ModelError
from ui import notices, state
from ui.one_image.state import OneImageState

PATIENCE = 6.0  # seconds; a run that is told to stop does so within two
STILL = "A model that learns from your images has not stopped yet. Press *Forget my images* once more in a moment."


def offer(given: bool) -> None:
    """Say where the images are, and draw the button that takes them away."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            "Your images stay on this server, and this page shows them to nobody but you. What is learned here "
            "**recognises** a hand, and not always: it is no lock, and never to be used as one.",
            width="stretch",
        )
        st.button(
            "Forget my images", key="one-image-forget", icon=":material/delete:", on_click=_forget, disabled=not given,
            help="Your images, their variations, what was learned of them, and models of them in your library.",
        )  # fmt: skip


def _forget() -> None:
    owner, known = state.owner(), state.of(OneImageState)
    for key in forgetting.keys_of(owner):
        with suppress(TaskError, PermissionError, client.JobError):
            client.stop_task(key, owner)
    _stop_models(owner)
    models, left = forgetting.forget_all(owner)
    if left:
        notices.say_later(STILL)
        return
    fresh = OneImageState(source=known.source, uploads=known.uploads + 1)
    known.__dict__.update(fresh.__dict__)
    state.write_address(run="")
    gone = f", with {models} model{'s' if models > 1 else ''} of your library" if models else ""
    notices.say_later(f"Your images are gone, and all that was learned of them{gone}.")


def _stop_models(owner: Owner) -> None:
    """Stop what still learns from these images, and wait until it has: only then can it go."""
    for id in forgetting.active_models(owner):
        with suppress(ModelError, PermissionError, client.JobError):
            client.stop(id, owner)
    end = time.monotonic() + PATIENCE
    while forgetting.active_models(owner) and time.monotonic() < end:
        time.sleep(0.1)
