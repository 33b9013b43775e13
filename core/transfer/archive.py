"""How does a model folder become a zip and back, when the zip may come from anybody?

The zip is read by core.guard.zips. Here names are matched against the files a model folder has, with a limit each.
"""

from __future__ import annotations

import io
import json
import re
import stat
import zipfile
from pathlib import Path, PurePosixPath

from core.config import MAX_JSON_BYTES
from core.datasets import DATASETS
from core.files import read_lines
from core.guard import zips
from core.library.folder import ID
from core.training import film as reel
from core.training.run import RunConfig
from core.types import DataError, ModelError
from core.words.text import shown_name

MAX_PACKED_BYTES = 20 * 2**20
MAX_UNPACKED_BYTES = 64 * 2**20
MAX_ENTRIES = 256

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
PLACE_IN_CARD = re.compile(rb"^\| dataset\.(?:id|path) \|.*\n", re.MULTILINE)
TEXT = (".json", ".jsonl", ".md")
EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no "no date"


def pack(folder: Path, *, title: str, snapshots: bool = True) -> bytes:
    """Return a zip of the folder's model: no owner, no run, fixed times. about.json holds the title alone.

    Raises ModelError if it has no weights yet.
    """
    files = {name: folder / name for name in ("README.md", *LIMITS) if name not in ("about.json", reel.FILE)}
    config = without_place(RunConfig.from_json((folder / "config.json").read_bytes()))
    if snapshots:
        files |= {f"snapshots/{path.name}": path for path in (folder / "snapshots").glob("*.safetensors")}
    contents = {name: path.read_bytes() for name, path in files.items() if path.is_file()}
    if "model.safetensors" not in contents:
        raise ModelError(f"{title} has no weights yet: its training has hardly begun.")
    contents["config.json"] = config.to_json().encode()
    if "README.md" in contents:  # one that was written when cards still said it
        contents["README.md"] = PLACE_IN_CARD.sub(b"", contents["README.md"])
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


def without_place(config: RunConfig) -> RunConfig:
    """Return the config without what it names of the machine it was made on: a folder, or a set that was uploaded.

    Nobody else needs to know it, and a config that comes from elsewhere must not point into this machine. A public set
    keeps its name, and so does a model of the zoo that it began with; another's is not told.
    """
    dataset = config.dataset
    if ID.fullmatch(config.start):
        config = config.replace(start="")
    if not dataset.names_a_place:
        return config
    stays = {name: getattr(dataset, name) for name in ("binarise_at", "limit")}
    return config.replace(dataset=DATASETS["elsewhere"](known_as=dataset.elsewhere(), **stays))


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a zipped model folder by name, those in LEFT_OUT not among them.

    The folder itself may be in the zip, with what file managers add to it. Raises ModelError if it is not such a zip:
    its size or names, a file that is too large, twice there, or none of a model folder.
    """
    if len(data) > MAX_PACKED_BYTES:
        raise ModelError(
            f"A model's zip must have at most {MAX_PACKED_BYTES >> 20} MB, got {len(data) / 2**20:.1f} MB."
        )
    try:
        members = zips.members(io.BytesIO(data), most_files=MAX_ENTRIES, most_bytes=MAX_UNPACKED_BYTES)
        return {name: _read(name, member) for name, member in _named(members).items()}
    except DataError as error:
        raise ModelError(f"The upload is not the zip of a model: {error}") from None


def _named(members: list[zips.Member]) -> dict[str, zips.Member]:
    """Return the members that are read by their names in the model folder, wherever that lies in the zip."""
    tops = [member.path.parent for member in members if member.path.name == "config.json"]
    folder = min(tops, key=lambda top: len(top.parts), default=PurePosixPath())
    named: dict[str, zips.Member] = {}
    for member in members:
        inside = member.path.is_relative_to(folder)
        name = member.path.relative_to(folder).as_posix() if inside else member.path.as_posix()
        shown = repr(shown_name(name))
        if not inside or (name not in LIMITS and name not in LEFT_OUT and not SNAPSHOT.fullmatch(name)):
            raise ModelError(f"The zip holds {shown}, which is no file of a model folder.")
        if name in named:
            raise ModelError(f"The zip holds {shown} twice.")
        named[name] = member
    for name in ("config.json", "model.safetensors"):
        if name not in named:
            raise ModelError(f"The zip is not a model: it has no {name}.")
    return {name: member for name, member in named.items() if name not in LEFT_OUT}


def _read(name: str, member: zips.Member) -> bytes:
    limit = LIMITS.get(name, MAX_UNPACKED_BYTES)
    try:
        content = member.read(limit + 1)
    except zips.OverBudget:
        raise
    except DataError as error:
        raise ModelError(f"{name} cannot be read: {error}") from None
    if len(content) > limit:
        raise ModelError(f"{name} must unpack to at most {limit:,} bytes, the zip holds more.")
    return content
