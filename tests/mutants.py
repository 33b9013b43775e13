"""How does a good file become one that a disk, a program or somebody has spoilt? And who reads such files?"""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from core.datasets.decode import decode
from core.datasets.folder import read_folder
from core.datasets.idx import IdxFile
from core.datasets.own import OwnConfig
from core.latents import Latents
from core.library.annotations import Annotations
from core.scores import SampleTable
from core.training.history import Row
from core.training.run import RunConfig
from core.transfer import upload
from core.writing.mix import read_mix
from core.writing.text import labels_of

Reader = Callable[[bytes], object]
NUMBERS = (
    b"\0" * 4,
    b"\xff" * 4,
    b"\1\0\0\0",
    b"\0\0\0\x80",
    b"\xff\xff\xff\x7f",
    b"\0\0\1\0",
    b"\xff\xff\0\0",
    b"PK\1\2",
)
HOLDS = 4000  # bytes, at most, that are put in at one place

_edit = st.tuples(
    st.sampled_from(("flip", "number", "cut", "splice", "twice", "put", "drop")),
    st.floats(0, 1, exclude_max=True),
    st.floats(0, 1, exclude_max=True),
    st.binary(max_size=12),
)
edits = st.lists(_edit, min_size=1, max_size=6)


def mutated(data: bytes, changes: list[tuple[str, float, float, bytes]]) -> bytes:
    """Return a file with some changes: bits turned, numbers replaced, pieces cut out, moved or doubled."""
    data = bytearray(data)
    for kind, where, other, piece in changes:
        at, to = int(where * len(data)), int(other * len(data))
        if kind == "flip" and data:
            data[at] ^= 1 << int(other * 8)
        elif kind == "number":
            data[at : at + 4] = NUMBERS[int(other * len(NUMBERS))]
        elif kind == "cut":
            del data[at:]
        elif kind == "splice":
            part = data[at : at + HOLDS]
            data[to : to + len(part)] = part
        elif kind == "twice":
            data[to:to] = data[at : at + HOLDS]
        elif kind == "put":
            data[at : at + len(piece)] = piece
        elif kind == "drop":
            del data[at : at + int(other * 64)]
    return bytes(data)


def picture(kind: str, mode: str = "L") -> bytes:
    """Return a small image file with a stroke on it."""
    grey = np.full((24, 30), 250, np.uint8)
    grey[4:20, 12:16] = 20
    stream, image = io.BytesIO(), Image.fromarray(grey).convert(mode)
    more = {"save_all": True, "append_images": [image]} if kind in ("MPO", "GIF") else {}
    if kind == "HEIF":
        import pi_heif

        pi_heif.register_heif_opener()
        return (Path(__file__).parent / "core/datasets/seven.heic").read_bytes()
    image.save(stream, kind, **more)
    return stream.getvalue()


def images_zip(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a small zip of images in two folders."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name in ("a/1.png", "a/2.png", "b/é.png", "b/4.jpg"):
            made.writestr(name, picture("JPEG" if name.endswith("jpg") else "PNG"))
        made.comment = b"of a holiday"
    return stream.getvalue()


def _in_file(read: Callable[[Path], object]) -> Reader:
    def reader(data: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            path.write_bytes(data)
            return read(path)

    return reader


def _letters(data: bytes) -> object:
    return labels_of(data.decode("utf-8", "surrogateescape"), ("a", "b", "é", "10"))


IDX = IdxFile("images", (3, 4, 4))
TEN = b"0:0.5,3:0.25,9:0.25"

# Of each kind of file that people bring: a good one, and who reads it.
READERS: Mapping[str, tuple[Callable[[], bytes], Reader]] = {
    **{kind: (lambda kind=kind: picture(kind), decode) for kind in ("PNG", "JPEG", "BMP", "GIF", "TIFF")},
    **{kind: (lambda kind=kind: picture(kind, "RGB"), decode) for kind in ("WEBP", "MPO", "HEIF")},
    "PNG with a palette": (lambda: picture("PNG", "P"), decode),
    "PNG that is transparent": (lambda: picture("PNG", "LA"), decode),
    "PNG of 16 bits": (lambda: picture("PNG", "I;16"), decode),
    "JPEG of four inks": (lambda: picture("JPEG", "CMYK"), decode),
    "zip of images": (images_zip, lambda data: read_folder(data, name="it")),
    "zip, stored": (lambda: images_zip(zipfile.ZIP_STORED), lambda data: read_folder(data, name="it")),
    "settings": (lambda: RunConfig.from_json(SETTINGS).to_json().encode(), RunConfig.from_json),
    "a line of a history": (lambda: LINE, Row.from_json),
    "annotations": (lambda: b'{"groups": [{"name": "g", "images": ["0123456789abcdef"]}]}', Annotations.from_json),
    "scores of samples": (lambda: b'{"scored": []}', SampleTable.from_json),
    "IDX": (lambda: IDX.header + bytes(48), _in_file(IDX.read)),
    "IDX, gzipped": (lambda: gzip.compress(IDX.header + bytes(48)), _in_file(IDX.read)),
    "text to write": (lambda: "ab é".encode(), _letters),
    "a mix": (lambda: TEN, lambda data: read_mix(data.decode("utf-8", "surrogateescape"), 10)),
}
SETTINGS = '{"dataset": {"name": "digits"}, "model": {"family": "mlp vae", "hidden": [16]}, "training": {"epochs": 2}}'
LINE = (
    b'{"epoch": 1, "step": 9, "seconds": 1.5, "images_per_second": 9.0, "train": {"loss": 1.0}, '
    b'"validation": {"loss": 1.0, "kl_per_dim": [0.5]}}'
)


def with_model(packed: bytes, latents: bytes) -> Mapping[str, tuple[Callable[[], bytes], Reader]]:
    """Return the readers of a model's files, too. packed: a good zip of one; latents: its latents.safetensors."""
    return {
        **READERS,
        "zip of a model": (lambda: packed, upload.read),
        "latents": (lambda: latents, _in_file(Latents.load)),
        "a set's id": (lambda: b"0" * 64, lambda data: OwnConfig(id=data.decode("latin-1"))),
    }
