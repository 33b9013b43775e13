"""Which files lie in a zip from anybody, and how are they read without trusting what it says of itself?

zipfile.extractall is never used: members are read in memory, with a limit each. What a zip claims of sizes is not
believed, so that no ratio is asked for: what really comes out is counted, against one budget for all.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from core.guard.signatures import kind_of
from core.types import DataError
from core.words.text import shown_name

END, END_BYTES = b"PK\5\6", 22  # how the last record of a zip begins, and its size without the comment
NAME_BYTES = 300  # in the directory of a zip, entry and name together, on average
LITTER = {"__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db", "$recycle.bin"}  # of file managers, in small letters
PAGES = ("cp932", "gbk", "cp949", "big5", "cp866", "cp437")  # in which names are written, if not in UTF-8
METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 97: "WavPack", 98: "PPMd"}

# What zipfile lets through of malformed input, found by mutating archives byte by byte.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(RuntimeError, ValueError, NotImplementedError, OverflowError, MemoryError),
)


@dataclass(frozen=True)
class Member:
    """A file of a zip: its path, and `read(most)`, which returns at most so many bytes or raises DataError, on "it"."""

    path: PurePosixPath
    read: Callable[[int], bytes]


class OverBudget(DataError):
    """The zip as a whole is too large: no use in trying its next file."""


def members(stream: BinaryIO, *, most_files: int, most_bytes: int) -> list[Member]:
    """List the files of a zip by their paths, in its own order, without what file managers leave behind.

    most_files: that it may hold. most_bytes: that may be read of all of them together; past it reading raises
    OverBudget. Names are taken for UTF-8, or for one of the older pages if they cannot be that; both kinds of slash
    part folders. Raises DataError, a sentence about "the zip": damaged, too many files, overlaps, links, names outside.
    """
    try:
        archive = zipfile.ZipFile(_checked_directory(stream, most_files))
        entries = archive.infolist()
        _check_overlaps(entries)
        named = [(_path(name, entry), entry) for name, entry in zip(_names(entries), entries, strict=True)]
    except DataError:
        raise
    except BROKEN:
        raise DataError("the zip is damaged.") from None
    kept = [(path, entry) for path, entry in named if path is not None and not litters(path)]
    if len(kept) > most_files:
        raise DataError(f"a zip may hold at most {most_files:,} files, this one holds {len(kept):,}.")
    budget = _Budget(most_bytes)
    return [Member(path, _reader(archive, entry, budget)) for path, entry in kept]


def litters(path: PurePosixPath) -> bool:
    """Tell whether a path is what a file manager leaves behind, or hidden."""
    return any(part.startswith(".") or part.lower() in LITTER for part in path.parts)


def _checked_directory(stream: BinaryIO, most_files: int) -> BinaryIO:
    """Return the zip as zipfile understands it, without a comment that holds what it would take for the zip's end.

    Refuses one with too many entries before zipfile makes an object of each: a million take seconds and 1 GB.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 65_557 - 76))  # the end record with its longest comment, and those of ZIP64 before it
    tail = stream.read()
    at = _end(tail)
    if at < 0 or len(tail) < at + END_BYTES:
        raise DataError(_no_zip(stream, size))
    entries, directory = struct.unpack_from("<HI", tail, at + 10)
    if at >= 20 and tail[at - 20 : at - 16] == b"PK\6\7":
        record = tail[max(0, at - 76) : at - 20]
        if record[:4] != b"PK\6\6" or len(record) < 56:
            raise DataError("the zip is damaged.")
        entries, directory = struct.unpack_from("<QQ", record, 32)
    # Twice as many: the Finder writes a second entry for each file, which is left out.
    if max(entries, directory // NAME_BYTES) > 2 * most_files:
        raise DataError(f"a zip may hold at most {most_files:,} files, this one holds more.")
    if directory > size:
        raise DataError("the zip is damaged.")
    return stream if at == tail.rfind(END) else _uncommented(stream, size - len(tail) + at + END_BYTES)


def _end(tail: bytes) -> int:
    """Return where the end record is, -1 if there is none: the last whose comment reaches to the end, or the last.

    A comment may hold any bytes, those that a record begins with among them.
    """
    at = last = tail.rfind(END)
    while at >= 0:
        said = int.from_bytes(tail[at + END_BYTES - 2 : at + END_BYTES], "little")
        if at + END_BYTES + said == len(tail):
            return at
        at = tail.rfind(END, 0, at)
    return last


def _uncommented(stream: BinaryIO, size: int) -> BinaryIO:
    """Return a copy of a zip up to the comment, at `size`, and without it."""
    stream.seek(0)
    return io.BytesIO(stream.read(size - 2) + bytes(2))


def _no_zip(stream: BinaryIO, size: int) -> str:
    """Say what something is that is no zip, and what to do."""
    stream.seek(0)
    kind = kind_of(stream.read(2000))
    if size == 0:
        return "it is empty, not a zip file."
    if kind in ("a zip", "a part of a zip"):
        return "it is not a zip file that has come whole: its end is missing."
    return f"it is {kind}, not a zip file: make a zip of the folder itself." if kind else "it is not a zip file."


def _check_overlaps(entries: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse entries that share bytes: a few kilobytes could be unpacked fifty thousand times over.

    Source: D. Fifield 2019, "A better zip bomb", 13th USENIX Workshop on Offensive Technologies.
    """
    before = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < before:
            raise DataError("files inside the zip overlap, as no zip program writes them.")
        before = entry.header_offset + 30 + entry.compress_size


def _names(entries: list[zipfile.ZipInfo]) -> list[str]:
    """Return the entries' names, decoded: those that do not say that they are UTF-8 are all of one page."""
    raw = {i: e.orig_filename.encode("cp437") for i, e in enumerate(entries) if not e.flag_bits & 0x800}
    odd = [name for name in raw.values() if not name.isascii()]
    page = _page(odd) if odd else "ascii"
    return [raw[i].decode(page, "replace") if i in raw else e.orig_filename for i, e in enumerate(entries)]


def _page(names: list[bytes]) -> str:
    """Return what the names are written in: UTF-8 if all can be, else what makes most sense of the language."""
    text = b"\n".join(names[:200])
    try:
        text.decode()
        return "utf_8"
    except UnicodeDecodeError:
        fitting = [page for page in PAGES if _reads(text, page)]
    if len(fitting) < 2:
        return fitting[0] if fitting else "cp1252" if _reads(text, "cp1252") else "cp437"
    from charset_normalizer import from_bytes

    best = from_bytes(text, cp_isolation=fitting, threshold=0.8).best()
    return best.encoding if best else fitting[0]


def _reads(text: bytes, page: str) -> bool:
    """Tell whether names make sense in a page: of letters and numbers, not of lines, boxes or narrow Japanese."""
    try:
        odd = [character for character in text.decode(page) if not character.isascii()]
    except UnicodeDecodeError:
        return False
    strange = "\u0370", "\u03ff"  # Greek: of cp437 it has what formulas need, no name is written in it
    if page == "cp437" and any(strange[0] <= character <= strange[1] or character == "ⁿ" for character in odd):
        return False
    return all(unicodedata.category(c)[0] in "LMNP" and not "\uff61" <= c <= "\uff9f" for c in odd)


def _path(name: str, entry: zipfile.ZipInfo) -> PurePosixPath | None:
    """Return where a file lies, None for a folder. Raises DataError for a link, and for what lies outside the zip."""
    name, shown = name.replace("\\", "/"), shown_name(name)
    parts = PurePosixPath(name).parts
    if name.startswith("/") or "\0" in name or ".." in parts or name[1:2] == ":":
        raise DataError(f"the zip names a file outside itself: {shown}.")
    if stat.S_ISLNK(entry.external_attr >> 16) and entry.create_system == 3:
        raise DataError(f"the zip holds a link: {shown}.")
    return None if name.endswith("/") or not parts else PurePosixPath(name)


class _Budget:
    """Bytes that may still be unpacked."""

    def __init__(self, most: int) -> None:
        self.most = self.left = most

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise OverBudget(f"the zip unpacks to more than {self.most // 1_000_000:,} MB.")


def _reader(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        if entry.flag_bits & 1:
            raise DataError("it is locked with a password.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            how = METHODS.get(entry.compress_type, f"method {entry.compress_type}")
            raise DataError(f"it is packed in an uncommon way ({how}): choose Deflate, or plain zip, when you make it.")
        try:
            with archive.open(entry) as stream:
                data = stream.read(most)
        except BROKEN:
            raise DataError("it is damaged inside the zip.") from None
        budget.spend(len(data))
        return data

    return read
