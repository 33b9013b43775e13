"""Is every archive that is not a model folder's refused in one sentence, with nothing left behind?"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.core.zips import members, refused, zipped


def _bomb(size: int) -> bytes:
    return b"\0" * size


def _with_symlink(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = ((stat.S_IFLNK if name == "preview.png" else stat.S_IFREG) | 0o777) << 16
            made.writestr(entry, b"/etc/passwd" if name == "preview.png" else content)
    return stream.getvalue()


def _lying_size(files: dict[str, bytes]) -> bytes:
    """A member of 40 MB whose directory says 10 bytes."""
    data = bytearray(zipped(files | {"history.jsonl": _bomb(40 * 2**20)}))
    at = data.rfind(b"PK\1\2", 0, data.rfind(b"history.jsonl"))
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def _million() -> bytes:
    """300,000 entries behind an end record that admits to ten: reading the table alone would take seconds."""
    data = zipped({"x": b""})
    at = data.rfind(b"PK\1\2")
    table = data[at:-22] * 300_000
    return data[:at] + table + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 10, 10, len(table), at, 0)


def _encrypted(files: dict[str, bytes]) -> bytes:
    data = bytearray(zipped(files))
    at = data.rfind(b"PK\1\2")
    data[at + 8] |= 1
    return bytes(data)


ARCHIVES: dict[str, tuple[Callable[[dict[str, bytes]], bytes], str]] = {
    "empty": (lambda f: b"", "not a zip"),
    "text": (lambda f: b"hello " * 100, "not a zip"),
    "cut short": (lambda f: zipped(f)[:-300], "not a zip"),
    "no entry": (lambda f: zipped({}), "no config.json"),
    "no weights": (lambda f: zipped({k: v for k, v in f.items() if k != "model.safetensors"}), "no model.safetensors"),
    "up": (lambda f: zipped(f | {"../config.json": b"x"}), "outside itself"),
    "up inside": (lambda f: zipped(f | {"snapshots/../../evil.safetensors": b"x"}), "outside itself"),
    "absolute": (lambda f: zipped(f | {"/etc/passwd": b"x"}), "outside itself"),
    "backslash": (lambda f: zipped(f | {"snapshots\\0001.safetensors": b"x"}), "twice"),
    "drive": (lambda f: zipped(f | {"C:config.json": b"x"}), "outside itself"),
    "control": (lambda f: zipped(f | {"config.json\n": b"x"}), "no file of a model folder"),
    "html": (lambda f: zipped(f | {"index.html": b"x"}), "no file of a model folder"),
    "pickle": (lambda f: zipped(f | {"model.pt": b"x"}), "no file of a model folder"),
    "million": (lambda f: _million(), "at most 256 files"),
    "thousand": (lambda f: zipped([(f"{i}", b"") for i in range(1000)]), "at most 256 files"),
    "link": (_with_symlink, "holds a link"),
    "encrypted": (_encrypted, "locked with a password"),
    "lzma": (lambda f: zipped(f, zipfile.ZIP_LZMA), "packed in an uncommon way"),
    "bomb": (lambda f: zipped(f | {"model.safetensors": _bomb(63 * 2**20)}), "safetensors"),
    "bomb over 64 MB": (lambda f: zipped(f | {"model.safetensors": _bomb(65 * 2**20)}), "more than 67 MB"),
    "history bomb": (lambda f: zipped(f | {"history.jsonl": _bomb(40 * 2**20)}), "history.jsonl must unpack"),
    "lying size": (_lying_size, "history.jsonl must unpack|damaged inside the zip"),
    "many bombs": (
        lambda f: zipped(f | {f"snapshots/{i:04d}.safetensors": _bomb(9 * 2**20) for i in range(9)}),
        "unpacks to more than 67 MB",
    ),
    "20 MB": (lambda f: zipped(f | {"preview.png": np.random.default_rng(0).bytes(21 * 2**20)}), "at most 20 MB"),
}


@pytest.mark.parametrize("what", ARCHIVES)
def test_a_bad_archive_is_refused(what: str, store: Path, packed: bytes) -> None:
    make, words = ARCHIVES[what]
    sentence = refused(make(members(packed)), store)
    assert any(word in sentence for word in words.split("|")), sentence


def test_a_name_given_twice_is_refused(store: Path, packed: bytes) -> None:
    files = [*members(packed).items()]
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped([*files, ("config.json", files[1][1])])
    assert "twice" in refused(data, store)
