"""How does a teacher make a link: to a page as it is to begin, in a lesson, with parts hidden or locked, for a room?"""

from __future__ import annotations

from typing import cast

import streamlit as st

from core import library
from core.config import ConfigError
from core.lessons import LESSONS, classroom
from core.lessons.classroom import ClassroomError
from core.lessons.links import LONGEST, LOOKS, Link, Look, read
from core.lessons.places import PAGES, parts_of
from ui import forms, share, state

SAYS = (
    "**A link of your own**: choose a page and how it begins, a lesson beside it, and what is not to be seen or not to "
    "be touched. Whoever opens it finds the page so."
)
FRAME = (
    '<iframe src="{link}" width="100%" height="800" style="border: 0" title="Latent Ink" allow="fullscreen"></iframe>'
)


def show() -> None:
    """Draw what is to be chosen, and the link that comes of it, with its QR code."""
    st.markdown(SAYS)
    left, right = st.columns(2, gap="medium")
    with left:
        page, start = _start()
        lesson, step = _step()
        room = _room(lesson)
    if lesson:
        there = LESSONS[lesson].steps[step - 1]
        start = there.parameters | (start if page == there.where else {})
        page = there.where
    with right:
        hide, lock = _parts(page)
        chosen = st.segmented_control(
            "How it looks", list(LOOKS), format_func=LOOKS.__getitem__, default="usual", required=True, key="link-look"
        )
        look = cast(Look, chosen)
    base = (st.context.url or "").partition("?")[0].rpartition("/")[0]
    written = Link(page, start, lesson, step, hide, lock, look, room).written(base)
    with right:
        _told(written, page)
    if look == "embed":
        st.markdown(
            "For the page that is to hold it. In a frame everybody begins as a newcomer: nothing that they have kept "
            "here is seen there, or touched."
        )
        st.code(FRAME.format(link=written.replace("&", "&amp;")), language="html")


def _start() -> tuple[str, dict[str, str]]:
    """Return the page and how it begins: as a link says that was copied from it, or with a model."""
    copied = st.text_input(
        "A link that you have copied", key="link-copied", max_chars=4000, placeholder="http://… by Copy link on a page",
        help="Set a page as you want it, press Copy link there, and put the link in here: it begins like that.",
    )  # fmt: skip
    page, start = "", {}
    if copied:
        try:
            page, start, left = read(copied)
        except ConfigError as error:
            st.warning(forms.sentence(error))
        else:
            if left:
                means = (
                    "This part of it means nothing here and is"
                    if len(left) == 1
                    else "These parts of it mean nothing here and are"
                )
                st.warning(f"{means} left out: {forms.plain(', '.join(name[:30] for name in left[:3]))}.")
    if page:
        st.caption(f"It leads to **{page}**, as it was there.")
        return page, start
    page = st.selectbox("Page", list(PAGES), index=list(PAGES).index("Explore"), key="link-page")
    if "model" not in PAGES[page].parameters:
        return page, {}
    usual = "As it begins"
    models = {entry.id: entry.title for entry in library.list_models(state.owner())}
    model = st.selectbox("Model", ["", *models], format_func=lambda id: models.get(id, usual), key=f"link-model-{page}")
    return page, {"model": model} if model else {}


def _step() -> tuple[str, int]:
    """Return a lesson's name, empty for none, and the number of a step of it."""
    name = st.selectbox(
        "Lesson", ["", *LESSONS], format_func=lambda name: LESSONS[name].title if name else "None", key="link-lesson"
    )
    if not name:
        return "", 1
    steps = LESSONS[name].steps
    number = st.selectbox(
        "Step", range(1, len(steps) + 1), key=f"link-step-{name}",
        format_func=lambda n: f"{n}. {steps[n - 1].title}, on {steps[n - 1].where}",
    )  # fmt: skip
    return name, number


def _room(lesson: str) -> str:
    """Return the code of one of the teacher's classrooms for this lesson, empty if there is none or none is wanted."""
    try:
        mine = [room.code for room in classroom.of(state.owner()) if room.lesson == lesson]
    except ClassroomError:
        return ""
    if not mine:
        return ""
    return st.selectbox("Classroom", ["", *mine], format_func=lambda code: code or "None", key=f"link-room-{lesson}")


def _parts(page: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which parts of a page are hidden, and which are locked."""
    parts = parts_of(page)
    with st.container(key=f"link-parts-{page.replace(' ', '-')}"):
        hide = st.multiselect(
            "Hidden", list(parts), format_func=lambda name: _title(parts[name].words), key=f"link-hide-{page}",
            help="Not drawn, and not reached by the keyboard either.",
        )  # fmt: skip
        lock = st.multiselect(
            "Locked", [name for name in parts if name not in hide], key=f"link-lock-{page}",
            format_func=lambda name: _title(parts[name].words),
            help="Seen, but neither a hand nor the keyboard gets at it.",
        )  # fmt: skip
    return tuple(hide), tuple(lock)


def _title(words: str) -> str:
    return words[0].upper() + words[1:]


def _told(link: str, page: str) -> None:
    size = len(link.encode())
    if size > LONGEST:
        st.warning(
            f"This link has {size:,} bytes, and should have at most {LONGEST:,}: longer ones are cut on their way by "
            "some mailers and platforms. Copy a link to a page with fewer settings, or hide fewer parts."
        )
    share.show(link, key="built-link")
    st.caption(f"{size:,} bytes. It keeps a class to the point; it guards no secret.")
    st.link_button(f"Try it: {page}", link, icon=":material/open_in_new:")
