"""Is every guess of a class counted, once, by nobody's name, and gone with the classroom?"""

from __future__ import annotations

import threading
import time

import pytest

from core import places
from core.lessons import classroom
from core.lessons.classroom import ClassroomError
from core.owner import Owner
from tests.visitors import ANNA, BEN, CARL


@pytest.fixture
def room(store):
    return classroom.begin("vae", ANNA)


def test_it_is_found_by_its_code_however_it_is_typed(room):
    assert classroom.find(f" {room.code.lower()} ") == room
    assert classroom.of(ANNA) == (room,) and classroom.of(BEN) == ()


@pytest.mark.parametrize("code", ["", "ABC", "ABCDEF", "AB-DE", "' OR 1", "ABCD0"])
def test_what_is_no_code_is_one_sentence(store, code):
    with pytest.raises(ClassroomError, match="5 letters or digits"):
        classroom.find(code)


def test_one_that_is_not_there_or_has_ended_is_one_sentence(room, monkeypatch):
    other = "ABCDE" if room.code != "ABCDE" else "ABCDF"
    with pytest.raises(ClassroomError, match="the lesson goes on without it"):
        classroom.find(other)
    with pytest.raises(PermissionError):
        classroom.end(room, BEN)
    classroom.end(room, ANNA)
    with pytest.raises(ClassroomError):
        classroom.find(room.code)
    assert not classroom.guess(room, BEN, "s", "1")
    classroom.sit(room, BEN, "s")
    assert classroom.tallies(room) == {} == classroom.seats(room)


def test_the_first_guess_of_each_counts_and_the_teachers_does_not(room):
    assert classroom.guess(room, BEN, "s", "1")
    for answer in ("2", "1", "0") * 300:
        assert not classroom.guess(room, BEN, "s", answer)
    assert classroom.guess(room, CARL, "s", "2") and not classroom.guess(room, ANNA, "s", "2")
    assert classroom.guess(room, BEN, "t", "x" * 1000)
    assert classroom.tallies(room) == {"s": {"1": 1, "2": 1}, "t": {"x" * 400: 1}}


def test_a_closed_question_takes_none_until_it_is_opened(room):
    classroom.close(room, "s")
    assert classroom.closed(room) == {"s"}
    assert not classroom.guess(room, BEN, "s", "1") and classroom.guess(room, BEN, "t", "1")
    classroom.close(room, "s", shut=False)
    assert classroom.guess(room, BEN, "s", "1")


def test_who_is_where_is_counted_once_each(room):
    for visitor, step in ((BEN, "a"), (CARL, "a"), (BEN, "b"), (ANNA, "a")):
        classroom.sit(room, visitor, step)
    assert classroom.seats(room) == {"a": 1, "b": 1}


def test_a_hundred_who_guess_at_once_lose_none(room):
    visitors = [Owner.of(f"student {i}") for i in range(100)]
    counted: list[bool] = []

    def vote(visitor: Owner, answer: str) -> None:
        classroom.sit(room, visitor, "s")
        counted.append(classroom.guess(room, visitor, "s", answer))

    threads = [threading.Thread(target=vote, args=(v, str(i % 3))) for i, v in enumerate(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(counted) and len(counted) == 100
    assert classroom.tallies(room) == {"s": {"0": 34, "1": 33, "2": 33}} and classroom.seats(room) == {"s": 100}


def test_nothing_names_a_visitor_and_no_other_account_reads_it(room):
    classroom.guess(room, BEN, "s", "1")
    files = list(places.classrooms().glob("classrooms.sqlite*"))
    assert files and not any(BEN.mark.encode() in path.read_bytes() for path in files)
    assert {path.stat().st_mode & 0o077 for path in files} == {0}


def test_a_forgotten_one_goes_after_a_day_with_what_was_counted(room, monkeypatch):
    classroom.guess(room, BEN, "s", "1")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + classroom.LASTS + 1)
    with pytest.raises(ClassroomError):
        classroom.find(room.code)
    classroom.begin("vae", ANNA)
    assert classroom.tallies(room) == {} and len(classroom.of(ANNA)) == 1


def test_nobody_opens_more_than_may_be(room):
    for _ in range(classroom.MOST_EACH - 1):
        classroom.begin("vae", ANNA)
    with pytest.raises(ClassroomError, match="end one first"):
        classroom.begin("vae", ANNA)
    classroom.begin("vae", BEN)
    classroom.end_all(ANNA)
    assert classroom.of(ANNA) == () and len(classroom.of(BEN)) == 1


def test_a_full_classroom_turns_newcomers_away_and_keeps_who_is_in(room, monkeypatch):
    monkeypatch.setattr(classroom, "MOST_SEATS", 1)
    classroom.sit(room, BEN, "a")
    with pytest.raises(ClassroomError, match="is full"):
        classroom.sit(room, CARL, "a")
    classroom.sit(room, BEN, "b")
    assert classroom.seats(room) == {"b": 1}


def test_a_damaged_store_is_one_sentence(room):
    for path in places.classrooms().glob("classrooms.sqlite*"):
        path.write_bytes(b"this is no database" * 100)
    with pytest.raises(ClassroomError, match="the lesson goes on without them"):
        classroom.find(room.code)
