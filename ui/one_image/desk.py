"""What stands on the page: the images and what they are said to be, the button that begins, and what came of it?"""

from __future__ import annotations

import streamlit as st

from core.config import ConfigError
from core.images import to_png
from core.one_image.intake import MOST_IMAGES, MOST_NAME, named
from core.tasks.one_image.vary import Read
from core.types import DataError
from ui import forms, notices, state
from ui.one_image import forget, intake, link, panels, progress, run, settings, start, variations, verdict
from ui.one_image.intake import Given
from ui.one_image.run import Run
from ui.one_image.state import OneImageState
from ui.shared.ink_image import ink_image

LINK = "one image link"
TILE = 3  # screen pixels for one of an image that was taken


def show() -> None:
    """Draw all of the page between its heading and its end."""
    link.follow()
    now = _run()
    for place in (LINK, link.PLACE):
        if refused := notices.lingering(place):
            st.warning(refused)
    with st.container(horizontal=True, gap="large"):
        given = intake.show()
        with st.container(width="stretch"):
            found = _given(given, now)
    if now:
        progress.show(now)
    if given.known:
        verdict.show(given, found, now)
        variations.show(given, found)
    if now:
        panels.show(now)
    forget.offer(bool(now) or bool(given.known))
    link.write()


def _run() -> Run | None:
    """Return the run that the address names, or that of before; one that is not the visitor's is said and left."""
    known, wanted = state.of(OneImageState), state.parameter("run")
    key = wanted or known.run
    if not key:
        return None
    now = run.found(key, state.owner())
    if now is None:
        known.run = ""
        state.write_address(run="")
        if wanted:
            notices.linger(run.HIDDEN, LINK)
        return None
    if key != known.run:
        start.take_over(now)
    state.write_address(run=key)
    return now


def _given(given: Given, now: Run | None) -> Read | None:
    """Draw the images that were given, what they are said to be, and what to do next; return what they read as."""
    if not given.known:
        st.markdown(
            "Write one digit or letter as you always do. From that **one** image everything here is learned: "
            "variations of it, a small VAE, and networks that tell your hand from strangers'."
        )
        return None
    with st.container(horizontal=True, gap="small"):
        for i, image in enumerate(given.images):
            current = given.current and i == len(given.known) - 1
            with st.container(width=28 * TILE, gap="xsmall"):
                enlarged = image.repeat(TILE, 0).repeat(TILE, 1)
                ink_image(to_png(enlarged), key=f"one-image-tile-{i}", alt=f"Image {i + 1}, as it is learned from")
                if not current:
                    st.button(
                        "Leave out", key=f"one-image-out-{i}", type="tertiary", on_click=intake.put_back, args=(i,)
                    )
    found = variations.look(given)
    _take_reading(given, found)
    st.text_input(
        "It is a", max_chars=MOST_NAME, width=220, **state.bind(OneImageState, "character"),
        help="Any digit or letter. A reader may be wrong about it: you know best.",
    )  # fmt: skip
    if found and found.different:
        st.warning(forms.plain(found.different[:1].upper() + found.different[1:]))
    _act(given, now)
    return found


def _take_reading(given: Given, found: Read | None) -> None:
    """Say what the newest image reads as, and take it for its name until somebody says otherwise."""
    known = state.of(OneImageState)
    told = found.says(len(given.known) - 1) if found else None
    if told is None:
        return
    st.markdown(f"It reads as **{forms.plain(told[0])}**, {told[1]:.0%}.")
    if known.character in ("", known.read) and len(given.known) == 1:
        known.character = known.read = told[0]


def _act(given: Given, now: Run | None) -> None:
    """Draw the buttons: learn, and one image more."""
    known = state.of(OneImageState)
    task = None
    try:
        named(known.character)
        task = start.wanted(given.known, known.character, known)
    except (ConfigError, DataError) as error:
        if known.character.strip():
            st.warning(forms.sentence(error))
    if refused := settings.refusal(known.character):
        st.warning(refused)
        task = None
    n = len(given.known)
    with st.container(horizontal=True, gap="small"):
        done = now is not None and task is not None and task.replace(own=now.task.own).key() == now.key
        st.button(
            "Learn my hand" if n == 1 else f"Learn my hand from {n} images", key="one-image-begin", type="primary",
            icon=":material/school:", on_click=start.begin, args=(task,), disabled=task is None or done,
        )  # fmt: skip
        if given.current and n < MOST_IMAGES:
            st.button(
                "Add another", key="one-image-more", icon=":material/add:", on_click=intake.keep,
                args=(given.known[-1],), help=f"{n} of {MOST_IMAGES}. Two more images do more than any generator.",
            )  # fmt: skip
    if note := notices.said_earlier(start.PLACE):
        st.warning(note)
    settings.show(known.character)
