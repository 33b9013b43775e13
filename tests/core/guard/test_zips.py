"""Is every zip that people's programs write read as they meant it, and every other one refused in a sentence?"""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import time
import zipfile
import zlib

import numpy as np
import pytest

from core.guard import zips
from core.types import DataError
from tests.tries import tries


def listed(data: bytes, *, most_files: int = 100, most_bytes: int = 10**6) -> dict[str, bytes]:
    found = zips.members(io.BytesIO(data), most_files=most_files, most_bytes=most_bytes)
    return {str(member.path): member.read(10**6) for member in found}


def written(names: list[bytes], *, flag: int = 0) -> bytes:
    """Return a zip with names that are bytes of any page, as old programs write them."""
    made, table = b"", b""
    for name in names:
        at, data = len(made), b"x"
        head = struct.pack("<5HIII2H", 20, flag, 0, 0, 33, zlib.crc32(data), 1, 1, len(name), 0)
        made += b"PK\3\4" + head + name + data
        table += b"PK\1\2" + b"\x14\0" + head + struct.pack("<3H2I", 0, 0, 0, 0, at) + name
    return made + table + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(names), len(names), len(table), len(made), 0)


PAGES = {
    "utf_8": ["é/1.png", "ب/1.png", "日/1.png"],
    "cp437": ["schön/1.png", "größe/2.png", "écran/3.png"],
    "cp932": ["花子/あ.png", "太郎/い.png"],
    "gbk": ["汉字/一.png", "学生/二.png"],
    "cp866": ["два/1.png", "три/1.png"],
}


@pytest.mark.parametrize("page", PAGES)
def test_names_are_read_in_the_page_they_were_written_in(page):
    assert list(listed(written([name.encode(page) for name in PAGES[page]]))) == PAGES[page]


def test_names_that_say_they_are_utf8_are():
    assert list(listed(written(["é".encode(), b"a"], flag=0x800))) == ["é", "a"]


def test_both_slashes_part_folders():
    assert list(listed(written([b"2\\0.png", b"7\\more\\1.png", b"2/1.png"]))) == ["2/0.png", "7/more/1.png", "2/1.png"]


def test_what_file_managers_leave_behind_is_left_out():
    litter = [b"__MACOSX/2/._0.png", b".DS_Store", b"2/.DS_Store", b"2/Thumbs.db", b"Desktop.ini", b".git/config"]
    assert list(listed(written([*litter, b"2/0.png"]))) == ["2/0.png"]


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("cp949", ["가을", "나무", "다리"]),
        ("cp949", ["숫자\\하나", "숫자\\둘"]),
        ("cp1252", ["Übung", "Straße", "ä"]),
        ("cp850", ["Übung", "Straße", "ä"]),
        ("cp932", ["手書き\\あ", "手書き\\い"]),
        ("cp866", ["один", "два", "три"]),
        ("gbk", ["数字\\一", "数字\\二"]),
    ],
)
def test_names_in_older_pages_are_read_as_they_were_meant(page, names):
    found = listed(written([f"{name}/0.png".encode(page) for name in names]))
    assert list(found) == [f"{name}/0.png".replace("\\", "/") for name in names]


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"Rar!\x1a\x07\x01", "a RAR archive, not"), (b"7z\xbc\xaf\x27\x1c", "a 7z archive, not"),
        (b"\0" * 257 + b"ustar", "a tar archive, not"), (b"\x1f\x8b\x08", "a gzip file, not"),
        (b"%PDF-1.7", "a PDF, not"), (b"\x89PNG\r\n", "a PNG image, not"),
        (b"\n<!DOCTYPE html>", "a web page, not"), (b"PK\3\4", "its end is missing"),
        (b"", "it is empty"), (b"hello", "it is not a zip file"),
    ],
)  # fmt: skip
def test_what_is_no_zip_is_called_what_it_is(start, said):
    with pytest.raises(DataError, match=said):
        listed(start + bytes(600 if start else 0))


@pytest.mark.parametrize(("method", "name"), [(9, "Deflate64"), (98, "PPMd"), (14, "LZMA"), (77, "method 77")])
def test_a_way_of_packing_that_is_not_understood_is_named(method, name):
    data = bytearray(written([b"a/1"]))
    at = data.index(b"PK\1\2")
    data[8:10] = data[at + 10 : at + 12] = method.to_bytes(2, "little")
    with pytest.raises(DataError, match=name):
        listed(bytes(data))


@pytest.mark.skipif(shutil.which("zip") is None, reason="Info-ZIP's zip is not installed")
@pytest.mark.parametrize("options", [[], ["-fz"], ["-0"], ["-9"], ["-D"], ["-z"]])
def test_zips_of_info_zip_are_read(tmp_path, options):
    for name in ("é/1.png", "b/2.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    subprocess.run(["zip", "-qr", *options, "o.zip", "é", "b"], cwd=tmp_path, check=True, input=b"a remark\n.\n")
    assert listed((tmp_path / "o.zip").read_bytes()) == {"é/1.png": "é/1.png".encode(), "b/2.png": b"b/2.png"}


class Pipe(io.RawIOBase):
    """A stream that cannot go back, so that sizes follow the data."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.data += bytes(data)
        return len(data)


def test_streamed_zips_with_comments_and_bytes_before_them_are_read():
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a/1", b"one" * 50)
        with made.open("b/2", "w", force_zip64=True) as stream:
            stream.write(b"two")
        made.comment = b"of a holiday"
    files = {"a/1": b"one" * 50, "b/2": b"two"}
    assert listed(pipe.data) == files
    assert listed(b"#!/bin/sh\n" + pipe.data) == files


@pytest.mark.parametrize("name", [b"../x", b"a/../../x", b"/x", b"C:x", b"c:\\x", b"\\\\host\\x", b"..\\x"])
def test_names_outside_are_refused(name):
    with pytest.raises(DataError, match="outside itself"):
        listed(written([b"a/1", name]))


def test_files_that_share_bytes_are_refused():
    data = bytearray(written([b"a/1", b"a/2", b"a/3"]))
    second = data.index(b"PK\1\2", data.index(b"PK\1\2") + 4)
    data[second + 42 : second + 46] = bytes(4)  # it lies where the first one does
    with pytest.raises(DataError, match="overlap"):
        listed(bytes(data))


def test_bytes_of_all_files_have_a_budget():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for i in range(4):
            made.writestr(f"{i}", bytes(1_000_000))
    with pytest.raises(zips.OverBudget, match="more than 3 MB"):
        listed(stream.getvalue(), most_bytes=3_000_000)


@pytest.mark.parametrize("big", [False, True])
def test_a_directory_that_lies_is_refused_at_once(big):
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    table = entry * 300_000
    record = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(table), 0)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(table), 1)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(table), 0, 0)
    start = time.perf_counter()
    with pytest.raises(DataError, match="at most 100 files"):
        listed(table + (record + locator if big else b"") + end)
    assert time.perf_counter() - start < 0.5


def test_any_bytes_give_files_or_one_sentence():
    rng = np.random.default_rng(5)
    whole = written([b"a/1", "é/2".encode("cp437"), b"b/3"])
    for _ in range(tries(3000)):
        data = bytearray(whole)
        for _ in range(rng.integers(1, 6)):
            data[int(rng.integers(len(data)))] = int(rng.integers(256))
        try:
            listed(bytes(data[: int(rng.integers(len(data) // 2, len(data) + 1))]))
        except DataError as error:
            assert "\n" not in str(error) and len(str(error)) < 300


@pytest.mark.parametrize(
    "comment", [b"PK\5\6", b"see PK\5\6 and " + b"x" * 40, b"PK\5\6" * 9 + bytes(60), b"PK\5\6" + b"\xff" * 30]
)
def test_a_comment_may_hold_what_an_end_begins_with(comment):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("a/1", b"one")
        made.comment = comment
    assert listed(stream.getvalue()) == {"a/1": b"one"}
    assert listed(b"#!/bin/sh\n" + stream.getvalue()) == {"a/1": b"one"}
    with pytest.raises(DataError):
        listed(stream.getvalue()[: -len(comment) - 9])


def test_an_end_within_a_comment_lets_nothing_past_the_limits():
    many = written([b"%d" % i for i in range(300)])
    at = many.rindex(b"PK\5\6")
    commented = many[: at + 20] + struct.pack("<H", 8) + b"PK\5\6 end"
    with pytest.raises(DataError, match="at most 100 files"):
        listed(commented)
