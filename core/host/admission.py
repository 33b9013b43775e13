"""Who is in, who waits before the door, and who is next?

Kept for all web processes on one home. A visitor is known by a hash that only this file uses. Whoever is in is noted
anew as long as a tab of theirs is open; whoever is gone for as long as `Limits.away_seconds` gives the place back, but
stands where they stood if they return within `RETURN`: in, if nobody needed the place, and else first in line.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core import places
from core.limits import Limits
from core.owner import Owner
from core.tables import transaction

IN_LINE = 20.0  # seconds after which whoever waited and was not heard of is passed over
RETURN = 600.0  # seconds within which one comes back to where one stood
LATELY = 900.0  # seconds by which it is told how quickly places become free

_TABLES = """
CREATE TABLE IF NOT EXISTS visitor (who TEXT PRIMARY KEY, came REAL, seen REAL, inside INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entered (at REAL);
"""
_STAYS = "UPDATE visitor SET seen = ? WHERE who = ? AND inside = 1 AND seen >= ?"


@dataclass(frozen=True)
class Standing:
    """Where a visitor stands. place: 0 for one who is in, 1 for the next to be let in.

    seconds: about how long until then, by how many came in lately from the line; None if nobody did.
    """

    place: int = 0
    seconds: float | None = None

    @property
    def inside(self) -> bool:
        """Whether pages are drawn for them."""
        return self.place == 0


def come(owner: Owner, limits: Limits, *, now: float | None = None) -> Standing:
    """Note that a visitor is here, let them in if it is their turn, and say where they stand.

    now: seconds since 1970. Whatever is wrong with the disk, the door is open: nobody is kept out by a fault of ours.
    """
    if not limits.active:
        return Standing()
    try:
        with transaction(_path(), _TABLES) as store:
            return _come(store, _hidden(owner), limits, time.time() if now is None else now)
    except (OSError, sqlite3.DatabaseError):
        return Standing()


def still_here(owners: Iterable[Owner], limits: Limits, *, now: float | None = None) -> None:
    """Note that tabs of these visitors are open; those who are not known here are not let in by that."""
    at = time.time() if now is None else now
    try:
        with transaction(_path(), _TABLES) as store:
            for owner in owners:
                store.execute(_STAYS, (at, _hidden(owner), at - limits.away_seconds))
    except (OSError, sqlite3.DatabaseError):
        return


def counts(limits: Limits, *, now: float | None = None) -> tuple[int, int]:
    """Return how many are in and how many wait. Raises OSError, sqlite3.DatabaseError."""
    at = time.time() if now is None else now
    if not _path().exists():
        return 0, 0
    with transaction(_path(), _TABLES, reads=True) as store:
        return _inside(store, at, limits), len(_line(store, at))


def _come(store: sqlite3.Connection, who: str, limits: Limits, now: float) -> Standing:
    store.execute("DELETE FROM visitor WHERE seen < ? OR seen > ?", (now - RETURN, now + RETURN))  # a clock that jumps
    store.execute("DELETE FROM entered WHERE at < ? OR at > ?", (now - LATELY, now + LATELY))
    row = store.execute("SELECT came, seen, inside FROM visitor WHERE who = ?", (who,)).fetchone()
    came, seen, inside = row or (now, now, 0)
    waited = row is not None and not inside
    if inside and seen < now - limits.away_seconds:
        inside = 0  # the place is not theirs any more; where they stood in the line is
    store.execute("INSERT OR REPLACE INTO visitor VALUES (?, ?, ?, ?)", (who, came, now, inside))
    if inside:
        return Standing()
    line = _line(store, now)
    place, free = line.index(who) + 1, limits.active - _inside(store, now, limits)
    if place <= free:
        store.execute("UPDATE visitor SET inside = 1 WHERE who = ?", (who,))
        if waited:
            store.execute("INSERT INTO entered VALUES (?)", (now,))
        return Standing()
    first, lately = store.execute("SELECT min(at), count(*) FROM entered").fetchone()
    return Standing(place, place * max(1.0, now - first) / lately if lately else None)


def _inside(store: sqlite3.Connection, now: float, limits: Limits) -> int:
    held = "SELECT count(*) FROM visitor WHERE inside = 1 AND seen >= ?"
    return store.execute(held, (now - limits.away_seconds,)).fetchone()[0]


def _line(store: sqlite3.Connection, now: float) -> list[str]:
    waiting = "SELECT who FROM visitor WHERE inside = 0 AND seen >= ? ORDER BY came, who"
    return [row[0] for row in store.execute(waiting, (now - IN_LINE,))]


def _hidden(owner: Owner) -> str:
    return hashlib.sha256(f"let in {owner.mark}".encode()).hexdigest()[:32]


def _path() -> Path:
    return places.host() / "admission.sqlite"
