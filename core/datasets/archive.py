"""Which files lie in a folder or a zip of images, and how are they read?"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from core.guard import zips
from core.guard.signatures import document_of
from core.guard.zips import Member
from core.types import DataError

MOST_FILES = 50_000
MOST_UNPACKED = 1_000_000_000  # bytes, all members of a zip together


@contextmanager
def opened(source: Path | bytes) -> Iterator[list[Member]]:
    """List the files of a folder, a zip file or the bytes of a zip, sorted by path; hidden ones are left out.

    Reading a file raises DataError, a sentence about "it". Raises DataError if the source cannot be read, holds more
    than 50,000 files, or is a zip not to be trusted (core.guard.zips); reading more than 1 GB raises zips.OverBudget.
    """
    if isinstance(source, Path) and source.is_dir():
        yield _in_folder(source)
        return
    try:
        stream = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    except OSError as error:
        raise DataError(f"{source} cannot be read: {error.strerror or error}.") from None
    with stream:
        files = zips.members(stream, most_files=MOST_FILES, most_bytes=MOST_UNPACKED)
        _check_document(files)
        yield sorted(files, key=lambda member: member.path)


def _check_document(files: Sequence[Member]) -> None:
    """Refuse a document that is kept in a zip: its pictures are of anything, and its cover would be learned from."""
    by_name = {str(file.path): file for file in files}
    said = by_name.get("mimetype")
    if kind := document_of(by_name.keys(), said.read(100) if said else b""):
        raise DataError(f"it is {kind}, not a zip of images: save its pictures as files, and make a zip of those.")


def _in_folder(folder: Path) -> list[Member]:
    found = []
    for parent, folders, names in os.walk(folder):
        inner = [(Path(parent) / name, PurePosixPath((Path(parent) / name).relative_to(folder))) for name in folders]
        links = [(path, at) for path, at in inner if path.is_symlink() and not zips.litters(at)]
        folders[:] = [path.name for path, at in inner if not zips.litters(at)]  # os.walk follows no link
        found += [Member(at, _refused("it is a link to another folder, which is not followed.")) for _, at in links]
        paths = (Path(parent) / name for name in names)
        files = [Member(PurePosixPath(path.relative_to(folder).as_posix()), _file_reader(path)) for path in paths]
        found += [file for file in files if not zips.litters(file.path)]
        if len(found) > MOST_FILES:
            raise DataError(f"a folder may hold at most {MOST_FILES:,} files, this one holds more.")
    return sorted(found, key=lambda member: member.path)


def _refused(why: str) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        raise DataError(why)

    return read


def _file_reader(path: Path) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        if not stat.S_ISREG(path.lstat().st_mode):  # a link could lead anywhere, a pipe would block for ever
            raise DataError("it is a link or a device, not a file.")
        with path.open("rb") as stream:
            return stream.read(most)

    return read
