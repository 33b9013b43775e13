"""How does a model folder become a zip and back, when the zip may come from anybody?

zipfile.extractall is never used. Names are matched against the files a model folder has, members are read in memory
with a limit each: sizes in a zip's directory may lie, so only what really comes out is counted.
"""

from __future__ import annotations

import io
import json
import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PureWindowsPath

from core import reel
from core.config import MAX_JSON_BYTES
from core.files import read_lines
from core.training.run import RunConfig
from core.types import ModelError

MAX_PACKED_BYTES = 20 * 2**20
MAX_UNPACKED_BYTES = 64 * 2**20
MAX_DIRECTORY_BYTES = 64 * 1024  # of the zip's table of contents: about 800 names of ours
MAX_ENTRIES = 256
MAX_RATIO = 200  # zip bombs reach 1000; text of ours stays below 20

SNAPSHOT = re.compile(r"snapshots/[0-9]{4,6}\.safetensors")
LIMITS = {  # bytes of each file that is read
    "config.json": MAX_JSON_BYTES,
    "about.json": 4 * 1024,
    "model.safetensors": MAX_UNPACKED_BYTES,
    "latents.safetensors": 32 * 2**20,
    "history.jsonl": 8 * 2**20,
    "scores.json": 256 * 1024,
    "sample_scores.json": 2 * 2**20,
    "annotations.json": 4 * 2**20,
    "preview.png": 4 * 2**20,
    reel.FILE: 6 * 2**20,
}
# What a folder also holds and nobody needs to send: made anew, or about a run that is not ours.
LEFT_OUT = {
    *(
        "README.md",
        "browser.bin",
        "encoder.bin",
        "resume.safetensors",
        "state.json",
        "tick.json",
        "queue.json",
        "together.json",
        "events.jsonl",
        "stop",
    ),
    *("snapshots/", ".lock"),
}
TEXT = (".json", ".jsonl", ".md")
EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no "no date"


def pack(folder: Path, *, title: str, snapshots: bool = True) -> bytes:
    """Return a zip of the folder's model: no owner, no run, fixed times. about.json holds the title alone.

    Raises ModelError if it has no weights yet.
    """
    files = {name: folder / name for name in ("README.md", *LIMITS) if name not in ("about.json", reel.FILE)}
    config = without_path(RunConfig.from_json((folder / "config.json").read_bytes()))
    if snapshots:
        files |= {f"snapshots/{path.name}": path for path in (folder / "snapshots").glob("*.safetensors")}
    contents = {name: path.read_bytes() for name, path in files.items() if path.is_file()}
    if "model.safetensors" not in contents:
        raise ModelError(f"{title} has no weights yet: its training has hardly begun.")
    contents["config.json"] = config.to_json().encode()
    contents["about.json"] = json.dumps({"title": title}).encode()
    rows = read_lines(folder / "history.jsonl")  # without the line that a kill has torn
    contents["history.jsonl"] = "".join(json.dumps(row) + "\n" for row in rows).encode()
    film = reel.read(folder)
    contents |= {reel.FILE: reel.packed(film)} if film else {}  # without a torn end, too
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            # Weights and PNG hardly shrink, and what is stored as it is can never look like a bomb on its way back.
            entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(TEXT) else zipfile.ZIP_STORED
            archive.writestr(entry, contents[name])
    return stream.getvalue()


def without_path(config: RunConfig) -> RunConfig:
    """Return the config with no more than the last name of a path on the machine that it was made on.

    Nobody else needs to know the rest, and a config that comes from elsewhere must not point into this machine.
    """
    if not config.dataset.names_a_path:
        return config
    name = PureWindowsPath(config.dataset.path).name  # splits at both kinds of slash
    return config.replace(dataset=config.dataset.replace(path=name if name.strip(". ") else "folder"))


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a zipped model folder by name, those in LEFT_OUT not among them.

    Raises ModelError if it is not such a zip: size, table of contents, names, links, ratio, checksums.
    """
    _check_frame(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _checked_entries(archive.infolist())
            return _read(archive, entries)
    except ModelError:
        raise
    # What zipfile lets through of malformed input, found by mutating archives byte by byte.
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise ModelError(f"The upload is not a whole zip file ({str(error)[:100] or type(error).__name__}).") from None


def _check_frame(data: bytes) -> None:
    if len(data) > MAX_PACKED_BYTES:
        raise ModelError(
            f"A model's zip must have at most {MAX_PACKED_BYTES >> 20} MB, got {len(data) / 2**20:.1f} MB."
        )
    end = data[-22:]
    # No comment and no zip64, so that this end record is the one zipfile will use: its table is not yet read here,
    # and a million empty entries would take seconds and a gigabyte.
    if len(end) < 22 or end[:4] != b"PK\5\6" or end[20:] != b"\0\0" or data[-42:-38] == b"PK\6\7":
        raise ModelError("The upload is not a zip file of a model.")
    entries, table = struct.unpack("<HI", end[10:16])
    if entries > MAX_ENTRIES or table > MAX_DIRECTORY_BYTES:
        raise ModelError(f"The zip holds too many entries: at most {MAX_ENTRIES} are allowed, it claims {entries}.")


def _checked_entries(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    seen: set[str] = set()
    for entry in entries:
        name, shown = entry.orig_filename, repr(entry.orig_filename[:60])
        if name not in LIMITS and name not in LEFT_OUT and not SNAPSHOT.fullmatch(name):
            raise ModelError(f"The zip holds {shown}, which is no file of a model folder.")
        if name in seen:
            raise ModelError(f"The zip holds {shown} twice.")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise ModelError(f"The zip holds {shown} as a link, not as a file.")
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ModelError(f"The zip holds {shown} encrypted or packed in an unusual way.")
        seen.add(name)
    if len(entries) > MAX_ENTRIES:
        raise ModelError(f"The zip holds too many entries: at most {MAX_ENTRIES} are allowed, got {len(entries)}.")
    for name in ("config.json", "model.safetensors"):
        if name not in seen:
            raise ModelError(f"The zip is not a model: it has no {name}.")
    return [entry for entry in entries if entry.orig_filename not in LEFT_OUT]


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = MAX_UNPACKED_BYTES
    for entry in entries:
        name = entry.orig_filename
        limit = min(LIMITS.get(name, MAX_UNPACKED_BYTES), left)
        with archive.open(entry) as stream:
            content = stream.read(limit + 1)
        if len(content) > limit:
            whole = limit == left
            what, most = ("All files together", MAX_UNPACKED_BYTES) if whole else (name, limit)
            raise ModelError(f"{what} must unpack to at most {most:,} bytes, the zip holds more.")
        if len(content) > max(2**20, MAX_RATIO * entry.compress_size):
            raise ModelError(f"{name} is packed more than {MAX_RATIO} to 1: this is not a model's zip.")
        files[name], left = content, left - len(content)
    return files
