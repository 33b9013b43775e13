"""What does the textbook beside a page show: a step, its question, what it waits for, what it reveals, the way on?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.lessons import LESSONS, walk
from core.lessons.classroom import Classroom
from core.lessons.lesson import Lesson, Step
from core.lessons.places import script_of
from core.lessons.progress import StepNote
from core.lessons.walk import Seen, Setting
from core.types import ModelError
from ui import forms, notices, state, terms
from ui.components.lesson_light import light
from ui.lessons import classroom, noted, question, where, words
from ui.lessons.noted import PLACE
from ui.lessons.state import LessonState

CSS = Path(__file__).parent.parent / "assets" / "lesson.css"
WAITS = {
    "moved": "Drag the point and let it go: then the step goes on.",
    "address": "Do it on the page: then the step goes on.",
    "begun": "Press start on the page: then the step goes on.",
    "trained": "Train it, and keep it in the Library: then the step goes on.",
    "exhibit": "Do it on the exhibit: then the step goes on.",
    "written": "Write it on the pad: then the step goes on.",
    "set": "Make a set on the page: then the step goes on.",
}


@dataclass
class Room:
    """Where the panel of this run is drawn, kept free before the page: what the page does is known only after it."""

    room: DeltaGenerator | None = None


def keep_free(title: str) -> None:
    """Follow the address to a step, and keep its place; draws nothing without a lesson. title: of the page."""
    where.follow(title)
    known = state.of(LessonState)
    said = "" if known.lesson else notices.lingering(PLACE)
    if said:
        st.warning(said)
    state.of(Room).room = st.container(key="lesson", gap="small") if known.lesson else None


def fill(title: str) -> None:
    """Draw the step into its place. title: of the page."""
    room, known = state.of(Room).room, state.of(LessonState)
    if room is None or not known.lesson:
        return
    state.of(Room).room = None
    lesson = LESSONS[known.lesson]
    step = next(one for one in lesson.steps if one.id == known.step)
    with room:
        st.html(CSS)
        _head(known, lesson, step, classroom.sit(known.lesson, step.id))
        if said := notices.lingering(PLACE):
            st.warning(said)
        there = step.where == title
        if not known.folded:
            st.markdown(f"**{step.title}**")
        light(step.lit if there else None, step=f"{known.lesson}-{step.id}")
        if not known.folded:
            _body(known, lesson, step, there)
        _ways(known, lesson, step, title)


def _head(known: LessonState, lesson: Lesson, step: Step, room: Classroom | None) -> None:
    number = where.number_of(known.lesson, step.id)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="lesson-head"):
        st.caption(f"{lesson.title} · {number} of {len(lesson.steps)}{classroom.says(room)}", width="stretch")
        st.button(
            "Unfold" if known.folded else "Fold", key="lesson-fold", type="tertiary", on_click=_fold,
            help="Show the step again" if known.folded else "Show the head alone, and more of the page",
        )  # fmt: skip
        st.button(
            "Leave", key="lesson-leave", type="tertiary", on_click=where.leave,
            help="Close the lesson; how far you are is kept",
        )  # fmt: skip


def _fold() -> None:
    known = state.of(LessonState)
    known.folded = not known.folded


def _body(known: LessonState, lesson: Lesson, step: Step, there: bool) -> None:
    note = noted.read().of(known.lesson, step.id)
    if not there:
        st.page_link(
            script_of(step.where), label=f"This step is on {step.where}: go there", icon=":material/arrow_forward:",
            query_params=where.query(known.lesson, step, ""),
        )  # fmt: skip
    setting = _setting(known, lesson, step)
    try:
        terms.write(walk.told(step.text, setting))
        words.explain(*step.words)
        if step.question and not note.answer:
            question.ask(known.lesson, step, step.question)
            return
        note = _noticed(known, step, note) if there else note
        setting = _setting(known, lesson, step)  # what was done just now may have given a model of one's own
        with st.container(key="lesson-outcome", gap="small"):
            _outcome(step, note, setting)
    except ModelError as error:
        st.warning(f"This step cannot be shown as it is. {forms.sentence(error)} The lesson goes on all the same.")


def _setting(known: LessonState, lesson: Lesson, step: Step) -> Setting:
    return Setting.of(lesson, step, noted.read().own.get(known.lesson, ""))


def _outcome(step: Step, note: StepNote, setting: Setting) -> None:
    if step.act and not note.done:
        if note.answer:
            st.markdown("Your guess is noted.")
        st.markdown(f":material/touch_app: {WAITS[step.act.by]}")
        return
    if step.question:
        question.told(step, step.question, note, setting)
    if step.reveal:
        st.markdown(walk.told(step.reveal, setting))


def _noticed(known: LessonState, step: Step, note: StepNote) -> StepNote:
    """Return what is noted of a step after whatever has been done by now."""
    if note.done or not (step.question or step.act):
        return note
    name, own = known.lesson, ""
    if step.act:
        seen = Seen(state.owner(), state.address(), known.before, known.acts.get(step.exhibit, ()))
        if not walk.is_done(step.act, seen):
            return note
        own = walk.trained(step.act, seen) if step.act.by == "trained" else ""
    note = note.replace(done=True)
    noted.change(lambda now: now.noting(note).replace(own=now.own | ({name: own} if own else {})))
    return note


def _ways(known: LessonState, lesson: Lesson, step: Step, title: str) -> None:
    steps, at = lesson.steps, lesson.steps.index(step)
    with st.container(horizontal=True, key="lesson-ways", gap="small"):
        if at:
            _link(known, steps[at - 1], title, "Back", ":material/arrow_back:")
        if at + 1 < len(steps):
            _link(known, steps[at + 1], title, "Next step", ":material/arrow_forward:")
        else:
            st.page_link("pages/Learn.py", label="To all lessons", icon=":material/menu_book:", width="content")
    if known.folded:
        return
    done = noted.read().done(known.lesson)
    with st.expander("All steps of this lesson", key="lesson-map"):
        for number, one in enumerate(steps, 1):
            mark = ":material/check:" if one.id in done else ":material/radio_button_unchecked:"
            here = " (you are here)" if one is step else ""
            _link(known, one, title, f"{number}. {one.title}{here}", mark)
        st.button("Begin anew", key="lesson-anew", icon=":material/restart_alt:", on_click=_anew, args=(known.lesson,))


def _link(known: LessonState, step: Step, title: str, label: str, icon: str) -> None:
    st.page_link(
        script_of(step.where), label=label, icon=icon, width="content",
        query_params=where.query(known.lesson, step, title),
    )  # fmt: skip


def _anew(lesson: str) -> None:
    noted.change(lambda now: now.replace(notes=tuple(note for note in now.notes if note.lesson != lesson)))
