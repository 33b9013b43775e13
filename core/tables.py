"""How do several processes share a small store of rows? SQLite with a write-ahead log: https://sqlite.org/wal.html."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from core.files import made, opened

PATIENCE = 10.0  # seconds in which whoever writes just now is done


@contextmanager
def transaction(path: Path, tables: str, *, reads: bool = False) -> Iterator[sqlite3.Connection]:
    """Give the store for one transaction; what is raised in it leaves the store as it was.

    tables: SQL that makes its tables where they are missing. reads: nothing is written, and so nobody is waited for.
    Raises OSError if the file cannot be made, sqlite3.DatabaseError if it cannot be used.
    """
    if not path.exists():
        made(path.parent)
        opened(path, "ab").close()  # so that its account alone can read it
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("PRAGMA synchronous = NORMAL")
        store.executescript(tables)
        store.execute("BEGIN" if reads else "BEGIN IMMEDIATE")
        try:
            yield store
        except BaseException:
            store.execute("ROLLBACK")
            raise
        store.execute("COMMIT")
