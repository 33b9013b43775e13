"""Which files lie in a folder or a zip from a stranger, and how are they read without trusting their names or sizes?"""

from __future__ import annotations

import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from core.types import DataError

MOST_FILES = 50_000
MOST_UNPACKED = 1_000_000_000  # bytes, all members of a zip together
MOST_RATIO = 300  # a scan shrinks 50-fold; zip allows 1,032
NAME_BYTES = 300  # in a zip's directory, entry and name together, on average
IGNORED = {"__MACOSX", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Found:
    """A file: its path inside the folder or zip, and `read(most)`, which returns at most so many bytes of it."""

    path: PurePosixPath
    read: Callable[[int], bytes]


@contextmanager
def opened(source: Path | bytes) -> Iterator[list[Found]]:
    """List the files of a folder, a zip file or the bytes of a zip, sorted by path; hidden ones are left out.

    Reading a file raises DataError, a sentence about "it". Raises DataError if the source cannot be read, holds more
    than 50,000 files or names outside itself, or unpacks to more than 1 GB or 300 times its size.
    """
    if isinstance(source, Path) and source.is_dir():
        yield _in_folder(source)
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(io.BytesIO(source) if isinstance(source, bytes) else source.open("rb"))
            _check_directory(stream)
            found = _in_zip(stack.enter_context(zipfile.ZipFile(stream)))
        except DataError:
            raise
        except OSError as error:
            raise DataError(f"{source} cannot be read: {error.strerror or error}.") from None
        except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError):
            raise DataError("the zip is damaged.") from None
        yield found


def _in_folder(folder: Path) -> list[Found]:
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _ignored(name)]
        paths = (Path(parent) / name for name in names if not _ignored(name))
        found += [Found(PurePosixPath(p.relative_to(folder).as_posix()), _file_reader(p)) for p in paths]
        if len(found) > MOST_FILES:
            raise DataError(f"a folder may hold at most {MOST_FILES:,} files, this one holds more.")
    return sorted(found, key=lambda f: f.path)


def _file_reader(path: Path) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        if not stat.S_ISREG(path.lstat().st_mode):  # a link could lead anywhere, a pipe would block for ever
            raise DataError("it is a link or a device, not a file.")
        with path.open("rb") as stream:
            return stream.read(most)

    return read


def _check_directory(stream: BinaryIO) -> None:
    """Refuse a zip with too many entries before zipfile makes an object of each: a million take seconds and 1 GB."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 65_557))  # the end record and its longest comment
    tail = stream.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + 22:
        raise DataError("it is not a zip file, or its end is missing.")
    entries, directory = struct.unpack_from("<HI", tail, at + 10)
    if tail[max(0, at - 20) : at].startswith(b"PK\6\7") or max(entries, directory // NAME_BYTES) > MOST_FILES:
        raise DataError(f"a zip may hold at most {MOST_FILES:,} files, this one holds more.")


def _in_zip(archive: zipfile.ZipFile) -> list[Found]:
    members = [info for info in archive.infolist() if not info.is_dir()]
    for info in members:
        _check_member(info)
    members = [info for info in members if not any(_ignored(part) for part in PurePosixPath(info.filename).parts)]
    if len(members) > MOST_FILES:
        raise DataError(f"a zip may hold at most {MOST_FILES:,} files, this one holds {len(members):,}.")
    budget = _Budget(MOST_UNPACKED)
    if sum(info.file_size for info in members) > MOST_UNPACKED:
        budget.refuse()
    found = [Found(PurePosixPath(info.filename), _member_reader(archive, info, budget)) for info in members]
    return sorted(found, key=lambda f: f.path)


def _check_member(info: zipfile.ZipInfo) -> None:
    name, shown = info.orig_filename, shown_name(info.orig_filename)
    parts = PurePosixPath(name).parts
    if name.startswith("/") or "\\" in name or "\0" in name or ".." in parts or name[1:2] == ":" or not parts:
        raise DataError(f"the zip names a file outside itself: {shown}.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise DataError(f"the zip holds a link: {shown}.")
    if info.file_size > 1_000_000 and info.file_size > MOST_RATIO * max(1, info.compress_size):
        raise DataError(f"the zip unpacks {shown} to more than {MOST_RATIO} times its size.")


class _Budget:
    """Bytes that may still be unpacked; what the entries claim about their sizes is not believed."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            self.refuse()

    def refuse(self) -> None:
        raise OverBudget(f"the zip unpacks to more than {MOST_UNPACKED // 1_000_000:,} MB.")


class OverBudget(DataError):
    """The archive as a whole is too large: no use in trying its next file."""


def _member_reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        if info.flag_bits & 1:
            raise DataError("it is locked with a password.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DataError("it is packed in an uncommon way; plain zip is understood.")
        try:
            with archive.open(info) as stream:
                data = stream.read(most)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error, lzma.LZMAError):
            raise DataError("it is damaged inside the zip.") from None
        budget.spend(len(data))
        return data

    return read


def _ignored(name: str) -> bool:
    return name.startswith(".") or name in IGNORED


def shown_name(name: str) -> str:
    """Make a stranger's file name fit for a sentence: printable, at most 80 characters."""
    name = "".join(c if c.isprintable() else "?" for c in name)
    return name if len(name) <= 80 else f"{name[:38]}...{name[-38:]}"
