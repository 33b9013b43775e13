"""Is there one door for all, with one password, and who has opened it already?

Who has said the class's password once is remembered by a hash, until the password changes. Wrong ones are few in a
minute, of all visitors together: whoever comes as a new visitor must not have a new chance.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
import time
from pathlib import Path

from core import places
from core.owner import Owner
from core.tables import transaction

MOST_WRONG = 30  # in a minute, of all together
MINUTE = 60.0  # seconds
LASTS = 365 * 86_400.0  # seconds for which the door stays open to one who has said it

_TABLES = """
CREATE TABLE IF NOT EXISTS opened (who TEXT PRIMARY KEY, at REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wrong (at REAL);
"""


class PasswordError(ValueError):
    """The password is wrong, or cannot be looked at just now; the message is one sentence for the user."""


def asked() -> bool:
    """Say whether this server has a password, LATENT_INK_PASSWORD."""
    return bool(_password())


def passes(owner: Owner) -> bool:
    """Say whether a visitor may come in: they have said the password, or there is none."""
    if not asked():
        return True
    try:
        if not _path().exists():
            return False
        with transaction(_path(), _TABLES, reads=True) as store:
            row = store.execute("SELECT at FROM opened WHERE who = ?", (_hidden(owner),)).fetchone()
    except (OSError, sqlite3.DatabaseError):
        return False
    return row is not None and time.time() - row[0] < LASTS


def say(word: str, owner: Owner) -> None:
    """Let a visitor in who says the password. Raises PasswordError."""
    now = time.time()
    try:
        with transaction(_path(), _TABLES) as store:
            store.execute("DELETE FROM wrong WHERE at < ? OR at > ?", (now - MINUTE, now))
            store.execute("DELETE FROM opened WHERE at < ?", (now - LASTS,))
            if store.execute("SELECT count(*) FROM wrong").fetchone()[0] >= MOST_WRONG:
                raise PasswordError("Too many wrong passwords were said here just now: try again in a minute.")
            right = hmac.compare_digest(word.strip().encode(), _password().encode())
            if right:
                store.execute("INSERT OR REPLACE INTO opened VALUES (?, ?)", (_hidden(owner), now))
            else:
                store.execute("INSERT INTO wrong VALUES (?)", (now,))
    except (OSError, sqlite3.DatabaseError):
        raise PasswordError("The door cannot be opened just now: this server cannot write to its own folder.") from None
    if not right:
        raise PasswordError("That is not the password of this class.")


def _password() -> str:
    return os.environ.get("LATENT_INK_PASSWORD", "").strip()


def _hidden(owner: Owner) -> str:
    return hashlib.sha256(f"{_password()} {owner.mark}".encode()).hexdigest()


def _path() -> Path:
    return places.host() / "password.sqlite"
