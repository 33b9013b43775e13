"""Does a class vote through the pages, does its teacher see it live, and is everything else in the lesson as before?"""

from __future__ import annotations

import pytest

from core.lessons import LESSONS, classroom
from core.lessons.places import script_of
from tests.ui.conftest import OWNER, ROOT, VISITOR, open_page
from tests.ui.test_pages import texts

NAME = "latent-space"
STEP = LESSONS[NAME].steps[0]
STUDENTS = [f"{i:032x}" for i in range(1, 4)]


@pytest.fixture
def room(store):
    (store / "zoo").symlink_to(ROOT / "zoo")
    return classroom.begin(NAME, OWNER)


def in_lesson(visitor: str, **more: str):
    at = open_page(script_of(STEP.where), visitor, lesson=NAME, step="1", **more)
    assert not at.exception
    return at


def guessed(at, option: int):
    at.radio(key=f"lesson-{NAME}-{STEP.id}").set_value(option)
    return at.button(key="lesson-answer").click().run()


def test_guesses_of_a_class_are_counted_and_its_teacher_sees_them(room):
    for visitor, option in zip(STUDENTS, (0, 1, 1), strict=True):
        at = in_lesson(visitor, room=room.code.lower())
        assert f"classroom {room.code}" in texts(at)
        assert not guessed(at, option).exception
    assert classroom.tallies(room) == {STEP.id: {"1": 2, "0": 1}} and classroom.seats(room) == {STEP.id: 3}
    at = open_page("pages/Learn.py", VISITOR, room=room.code)
    assert not at.exception and "3 visitors in the room" in texts(at)
    bars = [bar.proto.text for bar in at.get("progress")]
    assert any(bar.endswith(": 2 (67%)") for bar in bars) and any(bar.endswith(": 0 (0%)") for bar in bars)
    assert at.get("download_button"), "the counts to take along"


def test_the_room_goes_along_from_step_to_step_and_is_left_with_the_lesson(room):
    at = in_lesson(STUDENTS[0], room=room.code)
    assert at.query_params.get("room") in (room.code, [room.code])
    at.button(key="lesson-leave").click().run()
    assert "room" not in at.query_params and "classroom" not in texts(at)


def test_a_closed_question_is_answered_all_the_same_and_not_counted(room):
    at = open_page("pages/Learn.py", VISITOR, room=room.code)
    at.button(key=f"room-shut-{STEP.id}").click().run()
    assert classroom.closed(room) == {STEP.id}
    at = guessed(in_lesson(STUDENTS[0], room=room.code), 1)
    assert not at.exception and classroom.tallies(room) == {}


def test_who_did_not_open_it_sees_the_way_in_and_no_counts(room):
    at = open_page("pages/Learn.py", STUDENTS[0], room=room.code)
    assert not at.exception and "visitors in the room" not in texts(at)
    assert any(link.proto.label == f"Enter classroom {room.code}" for link in at.get("page_link"))


def test_a_code_is_typed_on_learn(room):
    at = open_page("pages/Learn.py", STUDENTS[0])
    at.text_input(key="room-code").set_value(room.code.lower()).run()
    assert any(link.proto.label == f"Enter classroom {room.code}" for link in at.get("page_link"))
    at.text_input(key="room-code").set_value("12").run()
    assert not at.exception and "5 letters or digits" in texts(at)


def test_a_room_that_has_ended_is_said_and_the_lesson_goes_on(room):
    at = in_lesson(STUDENTS[0], room=room.code)
    classroom.end(room, OWNER)
    at = guessed(at, 1)
    assert not at.exception and "has ended" in texts(at)
    at = in_lesson(STUDENTS[1], room=room.code)
    assert "the lesson goes on without it" in texts(at) and "room" not in at.query_params
    assert "has ended" in texts(open_page("pages/Learn.py", VISITOR, room=room.code))


def test_one_is_opened_and_ended_by_its_teacher(room):
    at = open_page("pages/Learn.py", VISITOR)
    at.button(key=f"open-room-{NAME}").click().run()
    assert len(classroom.of(OWNER)) == 2 and "visitors in the room" in texts(at)
    at.button(key="end-room").click().run()
    at.button(key="do-end-room").click().run()
    assert not at.exception and len(classroom.of(OWNER)) == 1
