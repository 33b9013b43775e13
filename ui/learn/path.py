"""How do the lessons stand on Learn: as a path with minutes, what one will be able to do, and how far one is?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.lessons import BROKEN, LESSONS
from core.lessons.classroom import Classroom
from core.lessons.lesson import Lesson
from core.lessons.progress import Progress
from ui import forms
from ui.learn import classroom, exhibits
from ui.lessons import noted, where


def show() -> None:
    """Draw a card for each lesson, in the order in which one takes them, then the exhibits."""
    kept, rooms = noted.read(), classroom.mine()
    with st.grid(2, min_column_width=360, gap="medium"):
        for number, (name, lesson) in enumerate(LESSONS.items(), 1):
            _card(number, name, lesson, kept, rooms)
    classroom.enter_by_code()
    for name, reason in BROKEN.items():
        st.warning(f"The lesson {forms.plain(name)} cannot be shown: {forms.plain(reason)}")
    exhibits.show_all()


def _card(number: int, name: str, lesson: Lesson, kept: Progress, rooms: Sequence[Classroom]) -> None:
    done = len(kept.done(name) & {step.id for step in lesson.steps})
    script, query = where.start(name)
    with st.container(border=True, gap="small", height="stretch", key=f"lesson-card-{name}"):
        st.header(f"{number}. {lesson.title}")
        st.markdown(lesson.about)
        st.caption(f"About {lesson.minutes} minutes, {lesson.predictions} predictions, {len(lesson.steps)} steps")
        st.markdown("Afterwards you can\n" + "\n".join(f"- {able}" for able in lesson.able))
        if done:
            st.progress(done / len(lesson.steps), f"{done} of {len(lesson.steps)} steps done")
        st.space("stretch")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                script, label=f"Go on: {lesson.title}" if done else f"Begin: {lesson.title}",
                icon=":material/arrow_forward:", query_params=query, width="stretch",
            )  # fmt: skip
            classroom.offer(name, rooms)
