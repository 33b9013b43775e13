"""How is a visitor in a classroom: entered by its link, counted with their guess, and told what comes of it?"""

from __future__ import annotations

from core.lessons import classroom
from core.lessons.classroom import Classroom, ClassroomError
from ui import forms, notices, state
from ui.lessons.noted import PLACE
from ui.lessons.state import LessonState


def enter() -> None:
    """Take over the classroom that the address names; one that there is not is said once."""
    known, code = state.of(LessonState), state.parameter("room").strip().upper()
    if not code or code == known.room:
        return
    try:
        known.room = classroom.find(code).code
    except ClassroomError as error:
        known.room = ""
        notices.linger(forms.sentence(error), PLACE)
        state.write_address(room="")


def current() -> Classroom | None:
    """Return the classroom that this tab is in, None for none; one that has ended is left, and that is said."""
    known = state.of(LessonState)
    if not known.room:
        return None
    try:
        return classroom.find(known.room)
    except ClassroomError as error:
        leave()
        notices.linger(forms.sentence(error), PLACE)
        return None


def leave() -> None:
    """Go on without the classroom."""
    state.of(LessonState).room = ""
    state.write_address(room="")


def sit(lesson: str, step: str) -> Classroom | None:
    """Let the classroom know at which step its visitor is; return it, None outside one or in another lesson's."""
    room = current()
    if room is None or room.lesson != lesson:
        return None
    try:
        classroom.sit(room, state.owner(), step)
    except ClassroomError as error:
        leave()
        notices.linger(forms.sentence(error), PLACE)
        return None
    return room


def guess(lesson: str, step: str, answer: str) -> None:
    """Count a guess in the classroom, if there is one and its question is open."""
    room = current()
    if room is None or room.lesson != lesson:
        return
    try:
        classroom.guess(room, state.owner(), step, answer)
    except ClassroomError as error:
        notices.linger(forms.sentence(error), PLACE)


def says(room: Classroom | None) -> str:
    """Return in a few words which classroom one is in, empty outside."""
    return f" · classroom {room.code}" if room else ""
