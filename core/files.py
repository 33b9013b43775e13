"""How is a file written so that a crash leaves the old one or the new one, and no other account can read it?"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from core import places

READ_ONLY = "Nothing can be kept here just now: this server may not write to its own folder."
PRIVATE, PRIVATE_FOLDER = 0o600, 0o700  # the account that the app runs under, and no other
DAY = 86_400.0  # seconds
MAX_HEADER_BYTES = 64 * 1024  # of a safetensors file: one of 84 MB takes 23 s and 2.4 GB to parse; ours take 2 kB


def write_atomic(path: Path, data: bytes | str, *, durable: bool = True) -> None:
    """Write `data` whole or not at all: temporary file, fsync, rename, fsync of the folder. Raises OSError.

    durable: whether to wait for the disk. Without, readers still find the old file or the new one, but after a power
    failure perhaps neither: for what is written anew every moment, and missed by nobody.
    """
    data = data.encode() if isinstance(data, str) else data
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with opened(temporary, "xb") as stream:
            stream.write(data)
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if not durable:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def opened(path: Path, mode: str) -> IO[bytes]:
    """Open a file to be written, in binary; made in the store, it is its account's alone. Raises OSError.

    The store is what lies in `places.home()`. Elsewhere, as where a model is exported to, the umask decides alone.
    """
    bits = PRIVATE if path.is_relative_to(places.home()) else 0o666
    return open(path, mode, opener=lambda name, flags: os.open(name, flags, bits))


def touched(path: Path) -> None:
    """Make an empty file unless there is one, see `opened`. Raises OSError."""
    opened(path, "ab").close()


def used(path: Path) -> None:
    """Note that something in the store was used just now, by its time stamp and at most once a day."""
    try:
        if time.time() - os.stat(path).st_mtime > DAY:
            os.utime(path)
    except OSError:  # gone meanwhile, or not ours to write: nothing to note
        return


def made(folder: Path) -> Path:
    """Make a folder and those above it where they are missing; in the store, they are its account's alone.

    Returns the folder. Raises OSError.
    """
    home = places.home()
    if not folder.is_relative_to(home):
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    home.parent.mkdir(parents=True, exist_ok=True)
    for each in reversed([folder, *folder.parents]):
        if each.is_relative_to(home):
            each.mkdir(PRIVATE_FOLDER, exist_ok=True)
    return folder


def write_json(path: Path, value: Any, *, durable: bool = True) -> None:
    """Write a JSON file atomically, see `write_atomic`. Raises OSError."""
    write_atomic(path, json.dumps(value, indent=2, allow_nan=False) + "\n", durable=durable)


def append_line(path: Path, row: dict[str, Any]) -> None:
    """Append one JSON object as a line and flush it to the disk; heal a line torn by an earlier crash first."""
    line = json.dumps(row, allow_nan=False).encode() + b"\n"
    with opened(path, "a+b") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                line = b"\n" + line
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait until nobody else, thread or process, holds this lock file, and hold it. Raises OSError."""
    made(lock.parent)
    with opened(lock, "ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def parsed_json(text: bytes | str) -> Any:
    """Return what a JSON text says. Raises ValueError if it is none, or nested deeper than Python can follow."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("the text is nested too deeply.") from None


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file; empty if there is no such file, or no such thing in it."""
    try:
        value = parsed_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a JSON-lines file; a torn or foreign line is skipped, a missing file is empty."""
    rows = []
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    for line in lines[:-1]:  # what follows the last newline is being written just now
        try:
            row = parsed_json(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            rows.append(row)
    return rows


@contextmanager
def full_disk_as(error: ValueError) -> Iterator[None]:
    """Raise `error`, a sentence for the user, in place of the OSError of a full disk; let any other through.

    Where nothing may be written at all, the same kind of error says so.
    """
    try:
        yield
    except OSError as found:
        if found.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise type(error)(READ_ONLY) from None
        if found.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise error from None


def shapes_of(path: Path) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor in a safetensors file, read from its header alone; empty if there is none."""
    try:
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            header = parsed_json(stream.read(length)) if length <= MAX_HEADER_BYTES else {}
            shapes = {name: tuple(found["shape"]) for name, found in header.items() if name != "__metadata__"}
        return shapes if all(type(n) is int and n >= 0 for shape in shapes.values() for n in shape) else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # a broken file is said when opened
        return {}


def sha256_of(path: Path) -> str:
    """Return sha256 of a file, 64 hex digits, read again only after it was replaced. Raises FileNotFoundError."""
    found = path.stat()
    return _sha256(str(path), (found.st_mtime_ns, found.st_size, found.st_ino))


@lru_cache(maxsize=1024)
def _sha256(path: str, stamp: tuple[int, int, int]) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
