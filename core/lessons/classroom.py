"""What does a class do in a lesson at this moment: who is at which step, and what did they guess?

A classroom is opened by whoever teaches, and entered by its code: no names, no accounts. What is kept are counts by
visitor, whose mark is hashed with the code, so that one guess of each counts; all of it goes with the classroom, at the
teacher's word or a day later.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core import places
from core.files import full_disk_as
from core.owner import Owner
from core.tables import transaction

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another, I and O among them
LENGTH = 5
CODE = re.compile(rf"[{SIGNS}]{{{LENGTH}}}")
LASTS = 86_400.0  # seconds; a forgotten classroom goes after a day
MOST_OPEN = 200  # of all teachers together
MOST_EACH = 5  # of one teacher
MOST_SEATS = 2_000  # visitors of one classroom
LONGEST = 400  # characters of a guess

_TABLES = """
CREATE TABLE IF NOT EXISTS classroom (code TEXT PRIMARY KEY, teacher TEXT, lesson TEXT, opened REAL);
CREATE TABLE IF NOT EXISTS seat (code TEXT, visitor TEXT, step TEXT, PRIMARY KEY (code, visitor)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS guess (code TEXT, step TEXT, visitor TEXT, answer TEXT, PRIMARY KEY (code, step, visitor))
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS closed (code TEXT, step TEXT, PRIMARY KEY (code, step)) WITHOUT ROWID;
"""


class ClassroomError(ValueError):
    """There is no such classroom, or it cannot be used just now; the message is one sentence for the user."""


@dataclass(frozen=True)
class Classroom:
    """One that is open. code: 5 signs, which its link says; lesson: its name in LESSONS; opened: seconds since 1970."""

    code: str
    lesson: str
    opened: float
    teacher: Owner


def begin(lesson: str, teacher: Owner) -> Classroom:
    """Open a classroom. Raises ClassroomError if the teacher, or all of them, have too many, or the disk is full."""
    with _store() as store:
        _forget_old(store)
        (mine,) = store.execute("SELECT count(*) FROM classroom WHERE teacher = ?", (teacher.mark,)).fetchone()
        (all_open,) = store.execute("SELECT count(*) FROM classroom").fetchone()
        if mine >= MOST_EACH:
            raise ClassroomError(f"You have {mine} classrooms open, and may have {MOST_EACH}: end one first.")
        if all_open >= MOST_OPEN:
            raise ClassroomError("Too many classrooms are open here: try again when one has ended.")
        while True:
            code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
            if store.execute("SELECT 1 FROM classroom WHERE code = ?", (code,)).fetchone() is None:
                break
        now = time.time()
        store.execute("INSERT INTO classroom VALUES (?, ?, ?, ?)", (code, teacher.mark, lesson, now))
    return Classroom(code, lesson, now, teacher)


def find(code: str) -> Classroom:
    """Return the classroom of that code, in whatever case it was typed. Raises ClassroomError."""
    code = code.strip().upper()
    if not CODE.fullmatch(code):
        raise ClassroomError(f"A classroom's code has {LENGTH} letters or digits: look at it again.")
    with _store(reads=True) as store:
        row = store.execute("SELECT lesson, opened, teacher FROM classroom WHERE code = ?", (code,)).fetchone()
    teacher = Owner.read(row[2]) if row else None
    if row is None or teacher is None or time.time() - row[1] > LASTS:
        raise ClassroomError(f"There is no classroom {code} here, or it has ended: the lesson goes on without it.")
    return Classroom(code, row[0], row[1], teacher)


def of(teacher: Owner) -> tuple[Classroom, ...]:
    """Return the classrooms that somebody has open, the newest first."""
    with _store(reads=True) as store:
        rows = store.execute(
            "SELECT code, lesson, opened FROM classroom WHERE teacher = ? AND opened > ? ORDER BY opened DESC",
            (teacher.mark, time.time() - LASTS),
        ).fetchall()
    return tuple(Classroom(*row, teacher) for row in rows)


def sit(room: Classroom, visitor: Owner, step: str) -> None:
    """Note at which step a visitor is. The teacher takes no seat. Raises ClassroomError if the classroom is full."""
    if visitor == room.teacher:
        return
    who = _hidden(room, visitor)
    with _store() as store:
        if _alive(store, room) and not _seated(store, room, who):
            (seats,) = store.execute("SELECT count(*) FROM seat WHERE code = ?", (room.code,)).fetchone()
            if seats >= MOST_SEATS:
                raise ClassroomError(f"Classroom {room.code} is full: the lesson goes on without it.")
        if _alive(store, room):
            store.execute("INSERT OR REPLACE INTO seat VALUES (?, ?, ?)", (room.code, who, step))


def guess(room: Classroom, visitor: Owner, step: str, answer: str) -> bool:
    """Count what a visitor guesses; the first guess counts. The teacher's is not counted.

    Returns whether it was counted now: not if it was before, or the question is closed, or the classroom has ended.
    """
    if visitor == room.teacher:
        return False
    with _store() as store:
        shut = store.execute("SELECT 1 FROM closed WHERE code = ? AND step = ?", (room.code, step)).fetchone()
        if shut is not None or not _alive(store, room):
            return False
        row = (room.code, step, _hidden(room, visitor), answer[:LONGEST])
        return store.execute("INSERT OR IGNORE INTO guess VALUES (?, ?, ?, ?)", row).rowcount == 1


def close(room: Classroom, step: str, *, shut: bool = True) -> None:
    """Take no more guesses at a step, or take them again."""
    with _store() as store:
        if shut:
            store.execute("INSERT OR IGNORE INTO closed VALUES (?, ?)", (room.code, step))
        else:
            store.execute("DELETE FROM closed WHERE code = ? AND step = ?", (room.code, step))


def closed(room: Classroom) -> frozenset[str]:
    """Return the steps at which no guesses are taken."""
    with _store(reads=True) as store:
        return frozenset(row[0] for row in store.execute("SELECT step FROM closed WHERE code = ?", (room.code,)))


def seats(room: Classroom) -> dict[str, int]:
    """Return how many visitors are at each step."""
    with _store(reads=True) as store:
        rows = store.execute("SELECT step, count(*) FROM seat WHERE code = ? GROUP BY step", (room.code,))
        return dict(rows.fetchall())


def tallies(room: Classroom) -> dict[str, dict[str, int]]:
    """Return of each step how often each answer was given, the most frequent first."""
    found: dict[str, dict[str, int]] = {}
    with _store(reads=True) as store:
        rows = store.execute(
            "SELECT step, answer, count(*) AS n FROM guess WHERE code = ? "
            "GROUP BY step, answer ORDER BY n DESC, answer",
            (room.code,),
        )
        for step, answer, count in rows:
            found.setdefault(step, {})[answer] = count
    return found


def end(room: Classroom, teacher: Owner) -> None:
    """Remove a classroom with all that was counted in it. Raises PermissionError unless it is the teacher's."""
    if room.teacher != teacher:
        raise PermissionError("Only who opened this classroom may end it.")
    with _store() as store:
        _forget(store, [room.code])


def end_all(teacher: Owner) -> None:
    """Remove all classrooms that somebody has open."""
    for room in of(teacher):
        end(room, teacher)


def _hidden(room: Classroom, visitor: Owner) -> str:
    return hashlib.sha256(f"{room.code} {room.opened} {visitor.mark}".encode()).hexdigest()[:32]


def _alive(store: sqlite3.Connection, room: Classroom) -> bool:
    row = store.execute("SELECT opened FROM classroom WHERE code = ?", (room.code,)).fetchone()
    return row is not None and row[0] == room.opened


def _seated(store: sqlite3.Connection, room: Classroom, who: str) -> bool:
    row = store.execute("SELECT 1 FROM seat WHERE code = ? AND visitor = ?", (room.code, who)).fetchone()
    return row is not None


def _forget_old(store: sqlite3.Connection) -> None:
    rows = store.execute("SELECT code FROM classroom WHERE opened < ?", (time.time() - LASTS,)).fetchall()
    _forget(store, [row[0] for row in rows])


def _forget(store: sqlite3.Connection, codes: list[str]) -> None:
    for code in codes:
        for table in ("guess", "seat", "closed", "classroom"):
            store.execute(f"DELETE FROM {table} WHERE code = ?", (code,))


def _path() -> Path:
    return places.classrooms() / "classrooms.sqlite"


@contextmanager
def _store(*, reads: bool = False) -> Iterator[sqlite3.Connection]:
    """Give the store for one transaction; what is raised in it leaves the store as it was.

    reads: nothing is written, and so nobody is waited for.
    """
    full = full_disk_as(ClassroomError("The disk is full: no classroom can be used just now."))
    try:
        with full, transaction(_path(), _TABLES, reads=reads) as store:
            yield store
    except sqlite3.DatabaseError as error:
        raise ClassroomError(
            f"Classrooms cannot be used just now ({error}): the lesson goes on without them."
        ) from None
