"""What does whoever teaches see of a class: who is at which step, what was guessed, and what can they settle?"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from core.lessons import LESSONS, classroom
from core.lessons.classroom import Classroom, ClassroomError
from core.lessons.lesson import ChoiceQuestion, Step
from core.words.nouns import counted
from core.words.text import harmless
from ui import forms, share, state
from ui.lessons import question, where

EVERY = 1.0  # seconds between two looks at what a class does
SHOWN = 8  # different answers to a question that are listed


def asked_for() -> str:
    """Return the code of the classroom that the address asks for, empty if it asks for none."""
    return "" if state.parameter("lesson") else state.parameter("room")


def offer(name: str, mine: Sequence[Classroom]) -> None:
    """Draw what opens a classroom for a lesson, and the way back to those of the visitor's that are open."""
    with st.popover("With a class", icon=":material/groups:"):
        st.markdown(
            "A classroom counts what a class guesses, live, and shows how many are at which step. No names and no "
            "accounts: whoever has its link or its code is in. It is gone after a day, or when you end it."
        )
        for room in (room for room in mine if room.lesson == name):
            st.page_link(
                "pages/Learn.py", label=f"Classroom {room.code}", icon=":material/meeting_room:",
                query_params={"room": room.code},
            )  # fmt: skip
        if st.button("Open a classroom", key=f"open-room-{name}", type="primary"):
            try:
                made = classroom.begin(name, state.owner())
            except ClassroomError as error:
                st.error(forms.sentence(error))
            else:
                state.write_address(room=made.code)
                st.rerun()


def enter_by_code() -> None:
    """Draw the field for a code that somebody has on a blackboard."""
    code = st.text_input("A classroom's code", key="room-code", max_chars=12, placeholder="such as K7MP2")
    if code:
        try:
            found = classroom.find(code)
        except ClassroomError as error:
            st.warning(forms.sentence(error))
        else:
            _door(found)


def show(code: str) -> None:
    """Draw a classroom: to its teacher what the class does, to everybody else the way in."""
    try:
        room = classroom.find(code)
    except ClassroomError as error:
        st.title("Classroom")
        st.warning(forms.sentence(error))
        return
    st.title(f"Classroom {room.code}")
    if room.teacher != state.owner() or room.lesson not in LESSONS:
        _door(room)
        return
    _link(room)
    _live(room.code)


def mine() -> tuple[Classroom, ...]:
    """Return the classrooms that the visitor has open, none if they cannot be read just now."""
    try:
        return classroom.of(state.owner())
    except ClassroomError:
        return ()


def _door(room: Classroom) -> None:
    if room.lesson not in LESSONS:
        st.warning("The lesson of this classroom is not here: it is of another version.")
        return
    script, query = where.start(room.lesson)
    st.markdown(
        f"Your guesses in **{LESSONS[room.lesson].title}** are counted with those of the class, without a name."
    )
    st.page_link(
        script, label=f"Enter classroom {room.code}", icon=":material/meeting_room:",
        query_params=query | {"room": room.code}, width="content",
    )  # fmt: skip


def _link(room: Classroom) -> None:
    base = (st.context.url or "").partition("?")[0]
    link = f"{base}?{urlencode({'room': room.code})}"
    words, code = st.columns([2, 1], vertical_alignment="center")
    with words:
        st.markdown(f"**{LESSONS[room.lesson].title}**")
        st.markdown(f"The class opens this link, or types **{room.code}** on Learn. Each guesses first and then tries.")
        st.caption(
            "Close a question to talk about it: what is guessed later is not counted. Open it again at any time."
        )
    with code:
        share.show(link, key="room-link")


@st.fragment(run_every=EVERY)
def _live(code: str) -> None:
    try:
        room = classroom.find(code)
        seats, guesses, shut = classroom.seats(room), classroom.tallies(room), classroom.closed(room)
    except ClassroomError as error:
        st.warning(forms.sentence(error))
        return
    lesson = LESSONS[room.lesson]
    st.markdown(f"**{counted(sum(seats.values()), 'visitor')} in the room.**")
    for number, step in enumerate(lesson.steps, 1):
        with st.container(border=True, gap="small", key=f"room-step-{step.id}"):
            _step(room, number, step, seats.get(step.id, 0), guesses.get(step.id, {}), step.id in shut)
    with st.container(horizontal=True):
        st.download_button(
            "Counts as CSV", _csv(room, seats, guesses), f"classroom-{room.code}.csv", "text/csv", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip
        if st.button("End this classroom", icon=":material/close:", key="end-room"):
            _end(room)


def _step(room: Classroom, number: int, step: Step, here: int, guesses: dict[str, int], shut: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{number}. {step.title}", width="stretch")
        st.caption(f"{here:,} here", width="content")
        if step.question:
            st.button(
                "Open again" if shut else "Close", key=f"room-shut-{step.id}", on_click=classroom.close,
                args=(room, step.id), kwargs={"shut": not shut}, help="Whether guesses are counted",
            )  # fmt: skip
    if not step.question:
        return
    total = sum(guesses.values())
    st.caption(f"{step.question.asks} {counted(total, 'guess', 'guesses')}{', closed' if shut else ''}")
    rows = guesses
    if isinstance(step.question, ChoiceQuestion):  # also what nobody chose
        rows = {str(i): guesses.get(str(i), 0) for i in range(len(step.question.options))}
    for answer, count in list(rows.items())[:SHOWN] if total else ():
        share = count / total
        st.progress(share, f"{forms.plain(question.in_words(step.question, answer))}: {count:,} ({share:.0%})")


def _csv(room: Classroom, seats: dict[str, int], guesses: dict[str, dict[str, int]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["step", "title", "here now", "question", "answer", "guesses"])
    for number, step in enumerate(LESSONS[room.lesson].steps, 1):
        asks = step.question.asks if step.question else ""
        for answer, count in guesses.get(step.id, {"": 0}).items():
            said = question.in_words(step.question, answer) if step.question and answer else ""
            row = [str(number), step.title, str(seats.get(step.id, 0)), asks, said, str(count)]
            writer.writerow(map(harmless, row))
    return out.getvalue()


@st.dialog("End this classroom?")
def _end(room: Classroom) -> None:
    st.markdown("What was counted in it is gone, and its link leads nowhere. The lesson itself goes on for everybody.")
    if st.button("End it", type="primary", key="do-end-room", on_click=_ended, args=(room,)):
        st.rerun()


def _ended(room: Classroom) -> None:
    classroom.end(room, state.owner())
    state.write_address(room="")
