"""What of a model that somebody sends can be taken in, and what is made anew?

Settings, weights, latents, history and scores are read strictly and written again in our own form; pictures are decoded
under limits and encoded again; the card and the network for the browser are made here. Checks that need no torch come
first. The rest runs in a process of its own where torch is not loaded yet, so that a web server stays small.
"""

from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from core import images
from core.config import Config, ConfigError
from core.files import made, write_atomic
from core.latents import Latents, in_bounds
from core.library import weights
from core.library.annotations import Annotations
from core.metrics.score import Scores
from core.scores import SampleTable, table
from core.training import film as reel
from core.training.history import MAX_EPOCHS, Row
from core.training.run import RunConfig
from core.transfer import archive
from core.types import ModelError
from core.words.text import odd_character, shown_name

MAX_POINTS = 20_000  # latents that a folder keeps
MAX_PICTURE_SIDE = 8192
MAX_PICTURE_PIXELS = 2**25  # an atlas of 2,000 thumbnails of 128 px
CHECK_SECONDS = 120
REFUSED = 3  # exit code of `settle` in a process of its own: the sentence is on stdout


class Title(Config):
    """What about.json of a zip holds."""

    title: str


@dataclass(frozen=True)
class Upload:
    """A model as sent, every part of it checked on its own; whether the weights fit is what `settle` finds."""

    config: RunConfig
    title: str
    tensors: dict[str, bytes]  # model.safetensors and the snapshots, in our own order and without notes
    latents: Latents | None
    preview: bytes | None
    history: list[Row]
    scores: Scores | None
    annotations: Annotations | None = None
    sample_scores: SampleTable | None = None
    film: reel.Reel | None = None

    def write(self, folder: Path) -> None:
        """Write the files into an empty folder. Raises OSError."""
        write_atomic(folder / "config.json", self.config.to_json())
        for name, data in self.tensors.items():
            made((folder / name).parent)
            write_atomic(folder / name, data)
        if self.latents is not None:
            self.latents.save(folder / "latents.safetensors")
        if self.preview is not None:
            write_atomic(folder / "preview.png", self.preview)
        if self.history:
            rows = (row.model_dump_json(exclude_none=True) + "\n" for row in self.history)
            write_atomic(folder / "history.jsonl", "".join(rows))
        if self.scores is not None:
            write_atomic(folder / "scores.json", self.scores.to_json())
        if self.sample_scores is not None:
            write_atomic(folder / table.FILE, self.sample_scores.to_json())
        if self.annotations is not None:
            write_atomic(folder / "annotations.json", self.annotations.to_json())
        if self.film is not None:
            write_atomic(folder / reel.FILE, reel.packed(self.film))


def read(data: bytes) -> Upload:
    """Check a zip and everything in it that can be checked without torch. Raises ModelError, one sentence."""
    files = archive.unpack(data)
    config = archive.without_place(_parsed(RunConfig, files["config.json"], "config.json"))
    for name in config.classes:
        if not name or odd_character(name):
            raise ModelError(f"config.json names a class {shown_name(name)!r}: it must have printable characters.")
    tensors = {name: _plain(data, name) for name, data in files.items() if _holds_weights(name)}
    return Upload(
        config=config,
        title=_parsed(Title, files["about.json"], "about.json").title if "about.json" in files else "",
        tensors=tensors,
        latents=_latents(files["latents.safetensors"], config) if "latents.safetensors" in files else None,
        preview=_picture(files["preview.png"], "preview.png") if "preview.png" in files else None,
        history=_history(files.get("history.jsonl", b"")),
        scores=_parsed(Scores, files["scores.json"], "scores.json") if "scores.json" in files else None,
        annotations=_annotations(files["annotations.json"], config) if "annotations.json" in files else None,
        sample_scores=_sample_scores(files, tensors["model.safetensors"], config) if table.FILE in files else None,
        film=_film(files[reel.FILE], config) if reel.FILE in files else None,
    )


def settle(folder: Path, *, apart: bool = True) -> None:
    """Hold the written weights against the model of our own config and make browser.bin and encoder.bin.

    apart: in a process of its own where torch is not loaded yet. Raises ModelError if they do not fit, or the model is
    too large.
    """
    if "torch" in sys.modules or not apart:
        return _settle(folder)
    command = [sys.executable, "-m", "core.transfer.upload", str(folder)]
    root = Path(__file__).parent.parent.parent
    try:
        ran = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=CHECK_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise ModelError(f"The model could not be checked within {CHECK_SECONDS} seconds.") from None
    if ran.returncode == REFUSED:
        raise ModelError(ran.stdout.strip())
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"])[-1]
        raise ModelError(f"The model could not be checked: {last[:200]}")
    return None


def _settle(folder: Path) -> None:
    from core.networks.write import write_networks

    config = RunConfig.from_json((folder / "config.json").read_bytes())
    weights.check_size(config)
    model = weights.model_with(config, (folder / "model.safetensors").read_bytes())
    for path in sorted((folder / "snapshots").glob("*.safetensors")):
        weights.check_snapshot(config, path.read_bytes(), f"snapshots/{path.name}")
    write_networks(folder, model)  # without them the model is good: its page then asks the server for images


def _parsed(kind: type[Config], data: bytes, what: str) -> Config:
    try:
        return kind.from_json(data)
    except ConfigError as error:
        raise ModelError(f"{what} of the upload is not accepted: {error}") from None


def _holds_weights(name: str) -> bool:
    return name == "model.safetensors" or name.startswith("snapshots/")


def _plain(data: bytes, what: str) -> bytes:
    from safetensors.numpy import save

    return save(weights.tensors_of(data, what))


def _history(data: bytes) -> list[Row]:
    lines = [line for line in data.split(b"\n") if line.strip()]
    if len(lines) > MAX_EPOCHS:
        raise ModelError(f"history.jsonl must have at most {MAX_EPOCHS} lines, got {len(lines)}.")
    return [_parsed(Row, line, f"history.jsonl, line {i},") for i, line in enumerate(lines, 1)]


def _latents(data: bytes, config: RunConfig) -> Latents:
    what, d = "latents.safetensors", config.model.dims
    tensors = weights.tensors_of(data, what)
    if d == 0:
        raise ModelError(f"{what} does not belong: a {config.model.family} has no latents.")
    if not {"mu", "logvar", "atlas"} <= tensors.keys() <= {"mu", "logvar", "atlas", "labels"}:
        raise ModelError(f"{what} must hold mu, logvar, atlas and perhaps labels, it holds {sorted(tensors)[:6]}.")
    n = len(tensors["mu"]) if tensors["mu"].ndim else 0
    if not 1 <= n <= MAX_POINTS:
        raise ModelError(f"{what} must hold 1 to {MAX_POINTS} points, got {n}.")
    shapes = {"mu": ("float32", (n, d)), "logvar": ("float32", (n, d)), "labels": ("int64", (n,))}
    for name, (dtype, shape) in shapes.items():
        tensor = tensors.get(name)
        if tensor is not None and (str(tensor.dtype), tensor.shape) != (dtype, shape):
            raise ModelError(f"{what}: {name} must be {dtype} {shape}, got {tensor.dtype} {tensor.shape}.")
    if not in_bounds(tensors["mu"], tensors["logvar"]):
        raise ModelError(f"{what} holds latents that are too large.")
    labels, atlas = tensors.get("labels"), tensors["atlas"]
    if labels is not None and not (labels.min() >= 0 and labels.max() < len(config.classes)):
        raise ModelError(f"{what}: labels must be between 0 and {len(config.classes) - 1}.")
    if atlas.dtype != np.uint8:
        raise ModelError(f"{what}: atlas must be uint8, got {atlas.dtype}.")
    columns, tile = _layout(weights.metadata_of(data), n, what)
    size = (columns * tile, -(-n // columns) * tile)
    sheet = images.to_png(_grey(atlas.tobytes(), f"the atlas in {what}", size), levels=16)
    return Latents(tensors["mu"], tensors["logvar"], labels, sheet, columns, tile)


def _annotations(data: bytes, config: RunConfig) -> Annotations:
    # Its keys name images by what they show: one that is not among the images kept means nothing, and harms nothing.
    if not config.model.draws:
        raise ModelError(f"annotations.json does not belong: a {config.model.family} keeps no images.")
    return _parsed(Annotations, data, "annotations.json")


def _sample_scores(files: dict[str, bytes], weights_kept: bytes, config: RunConfig) -> SampleTable:
    """Read the scores of what the model draws; those of the weights sent are from now on those of the weights kept."""
    if not config.model.draws:
        raise ModelError(f"{table.FILE} does not belong: a {config.model.family} draws nothing.")
    sent, now = (hashlib.sha256(data).hexdigest() for data in (files["model.safetensors"], weights_kept))
    scored = []
    for scores in _parsed(SampleTable, files[table.FILE], table.FILE).scored:
        label = scores.conditions.label
        if label is not None and label >= len(config.classes):
            raise ModelError(f"{table.FILE} names class {label}, the model has {len(config.classes)}.")
        if not all(text.isprintable() for text in (scores.conditions.features, *scores.rows)):
            raise ModelError(f"{table.FILE} must hold printable characters only.")
        if scores.weights in ("", sent):
            scored.append(scores.replace(weights=now if scores.weights else ""))
    return SampleTable(scored=tuple(scored))


def _film(data: bytes, config: RunConfig) -> reel.Reel:
    if not config.model.draws:
        raise ModelError(f"{reel.FILE} does not belong: a {config.model.family} draws nothing.")
    return reel.unpacked(data, config.model.image_size)


def _layout(notes: dict[str, str], n: int, what: str) -> tuple[int, int]:
    texts = [notes.get(name, "") for name in ("columns", "tile")]
    columns, tile = (int(text) if text.isdecimal() and len(text) < 6 else 0 for text in texts)
    if not (1 <= columns <= n and 4 <= tile <= 256):
        raise ModelError(f"{what} must say how its atlas is laid out, in columns (1 to {n}) and tiles of 4 to 256 px.")
    return columns, tile


def _picture(data: bytes, what: str) -> bytes:
    return images.to_png(_grey(data, what, None))


def _grey(data: bytes, what: str, size: tuple[int, int] | None) -> np.ndarray:
    """Decode a PNG to uint8 (h, w). size: the only (width, height) accepted, None for any within the limits."""
    # The header is read before Pillow sees the file: its own limit is a warning, at 89 million pixels.
    if data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) < 24:
        raise ModelError(f"{what} is not a PNG picture.")
    w, h = struct.unpack(">II", data[16:24])
    if size is not None and (w, h) != size:
        raise ModelError(f"{what} must be {size[0]} x {size[1]} px, got {w} x {h}.")
    if not (1 <= w <= MAX_PICTURE_SIDE and 1 <= h <= MAX_PICTURE_SIDE and w * h <= MAX_PICTURE_PIXELS):
        raise ModelError(f"{what} must have at most {MAX_PICTURE_PIXELS:,} pixels, got {w} x {h}.")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            if image.size != (w, h):
                raise ModelError(f"{what} is not a whole PNG picture.")
            return np.asarray(image.convert("L"))
    # What Pillow lets through of malformed pictures, found by mutating them.
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error) as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(f"{what} is not a whole PNG picture.") from None


if __name__ == "__main__":
    try:
        _settle(Path(sys.argv[1]))
    except ModelError as refused:
        print(refused)
        sys.exit(REFUSED)
