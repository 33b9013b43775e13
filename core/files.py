"""How is a file written so that a crash leaves the old one or the new one, never half of one?"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

MAX_HEADER_BYTES = 64 * 1024  # of a safetensors file: one of 84 MB takes 23 s and 2.4 GB to parse; ours take 2 kB


def write_atomic(path: Path, data: bytes | str, *, durable: bool = True) -> None:
    """Write `data` whole or not at all: temporary file, fsync, rename, fsync of the folder. Raises OSError.

    durable: whether to wait for the disk. Without, readers still find the old file or the new one, but after a power
    failure perhaps neither: for what is written anew every moment, and missed by nobody.
    """
    data = data.encode() if isinstance(data, str) else data
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as stream:
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


def write_json(path: Path, value: Any, *, durable: bool = True) -> None:
    """Write a JSON file atomically, see `write_atomic`. Raises OSError."""
    write_atomic(path, json.dumps(value, indent=2, allow_nan=False) + "\n", durable=durable)


def append_line(path: Path, row: dict[str, Any]) -> None:
    """Append one JSON object as a line and flush it to the disk; heal a line torn by an earlier crash first."""
    line = json.dumps(row, allow_nan=False).encode() + b"\n"
    with path.open("a+b") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                line = b"\n" + line
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a JSON-lines file; a torn or foreign line is skipped, a missing file is empty."""
    rows = []
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    for line in lines[:-1]:  # what follows the last newline is being written just now
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            rows.append(row)
    return rows


@contextmanager
def full_disk_as(error: ValueError) -> Iterator[None]:
    """Raise `error`, a sentence for the user, in place of the OSError of a full disk; let any other through."""
    try:
        yield
    except OSError as found:
        if found.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise error from None


def shapes_of(path: Path) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor in a safetensors file, read from its header alone; empty if there is none."""
    try:
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            header = json.loads(stream.read(length)) if length <= MAX_HEADER_BYTES else {}
            return {name: tuple(found["shape"]) for name, found in header.items() if name != "__metadata__"}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # a broken file is said when opened
        return {}


def sha256_of(path: Path) -> str:
    """Return sha256 of a file, 64 hex digits, read again only after it was replaced. Raises FileNotFoundError."""
    found = path.stat()
    return _sha256(str(path), (found.st_mtime_ns, found.st_size, found.st_ino))


@lru_cache(maxsize=1024)
def _sha256(path: str, stamp: tuple[int, int, int]) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
