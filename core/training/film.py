"""How did a model learn to draw? The same images at about sixty moments of its training, each from the same noise.

reel.bin: a head of magic, m, h and w, then a record for each moment: step, images and seconds so far, how many bytes
follow, what has changed in the pixels since the moment before, packed by zlib, and a checksum of all that. Records are
appended one by one, so a run that is killed leaves at most one that is torn.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from core.files import opened, write_atomic
from core.types import ModelError

FILE = "reel.bin"
MAGIC = b"REL1"
QUICK = 6  # of 9 levels of zlib: a frame is written while the training waits
HEAD = struct.Struct("<4sIII")  # magic, m, h, w
RECORD = struct.Struct("<QQdI")  # step, images, seconds, bytes of the packed pixels
SUM = struct.Struct("<I")
EVENLY, GROWTH = 40, 1.5  # moments spread evenly over the budget; at first, one after half as many steps again
MOST_FRAMES, MOST_IMAGES, MOST_SIDE = 400, 20, 64
MOST_SEEN, MOST_SECONDS = 2**53, 1e9  # steps and images; more is no training
GREYS = 64  # kept of 256: two thirds of the bytes, and no eye sees it
MANY_PIXELS = 32  # a side above which ten images are shown, not twenty

_GREY_OF = np.rint(np.rint(np.arange(256) * (GREYS - 1) / 255) * 255 / (GREYS - 1)).astype(np.uint8)


class Placed(Protocol):
    """What has a model folder, such as core.library.folder.Entry."""

    @property
    def path(self) -> Path: ...


@dataclass(frozen=True, eq=False)
class Reel:
    """A film of training.

    frames: uint8 (f, m, h, w), what the model draws from the same m random z, ink bright on 0, in 64 greys. steps:
    int64 (f,), rising; images: int64 (f,), training images seen by then, each as often as it was seen; seconds: float64
    (f,) of training.
    """

    frames: np.ndarray
    steps: np.ndarray
    images: np.ndarray
    seconds: np.ndarray

    def __len__(self) -> int:
        return len(self.steps)


def due(before: tuple[int, float], now: tuple[int, float]) -> bool:
    """Say whether a moment of the film lies between two places, each (step, share of the budget from 0 to 1).

    Densely at first, where most happens: from step 1 on after half as many steps again; and 40 times evenly. It asks
    for nothing but the two places, so a run that goes on from a resume point keeps the same moments as one unbroken.
    """
    return _moments(*before) != _moments(*now)


def pictured(size: int) -> tuple[int, int]:
    """Return (m, side) of a model's film, given the side of its images: smaller and fewer where they are large."""
    side = size
    while side > MOST_SIDE:
        side //= 2
    return (MOST_IMAGES if size <= MANY_PIXELS else MOST_IMAGES // 2), side


def read(where: Path | Placed) -> Reel | None:
    """Return the film of a model folder, or of an entry, as far as it has come and is whole; None if there is none."""
    found, _ = _parsed(_bytes(where))
    return found


def images_by(where: Path | Placed, step: int) -> int | None:
    """Return how many images a run had seen by a step, evenly between two moments of its film; None if it ends before.

    It looks at no picture: a tenth of a millisecond.
    """
    data, at, steps, images = _bytes(where), HEAD.size, [], []
    while at + RECORD.size <= len(data) and len(steps) < MOST_FRAMES:
        moment, seen, _, length = RECORD.unpack_from(data, at)
        if (steps and moment <= steps[-1]) or max(moment, seen) > MOST_SEEN:
            break
        steps.append(moment)
        images.append(seen)
        at += RECORD.size + length + SUM.size
    return round(float(np.interp(step, steps, images))) if steps and steps[0] <= step <= steps[-1] else None


def unpacked(data: bytes, image_size: int) -> Reel:
    """Return the film in the bytes of a reel.bin that came from elsewhere, whole. Raises ModelError if it is not."""
    found, rest = _parsed(data)
    m, side = pictured(image_size)
    if found is None or rest:
        raise ModelError(f"{FILE} is not a whole film of training.")
    if found.frames.shape[1:] != (m, side, side):
        raise ModelError(f"{FILE} must show {m} images of {side} px, got {found.frames.shape[1:]}.")
    if (np.diff(found.images) < 0).any() or (np.diff(found.seconds) < 0).any():
        raise ModelError(f"{FILE} goes back in time: images and seconds must rise from moment to moment.")
    return found


def packed(reel: Reel) -> bytes:
    """Return the bytes of reel.bin; equal films give equal bytes."""
    moments = zip(reel.steps, reel.images, reel.seconds, reel.frames, strict=True)
    records, before = [HEAD.pack(MAGIC, *reel.frames.shape[1:])], _nothing(reel.frames.shape[1:])
    for step, images, seconds, frame in moments:
        now = _GREY_OF[frame]
        records.append(_record(int(step), int(images), float(seconds), now - before))
        before = now
    return b"".join(records)


class ReelWriter:
    """Writes a run's reel.bin, frame by frame."""

    def __init__(self, folder: Path, *, resumed_at: int | None) -> None:
        """Begin a film, or go on with one. resumed_at: the step training goes on from; what lies later is cut off."""
        self.path, self.last = folder / FILE, -1
        self.before: np.ndarray | None = None
        kept = read(folder) if resumed_at is not None else None
        if kept is None:
            self.path.unlink(missing_ok=True)
            return
        fine = kept.steps <= resumed_at
        kept = Reel(kept.frames[fine], kept.steps[fine], kept.images[fine], kept.seconds[fine])
        write_atomic(self.path, packed(kept))  # without a torn end, behind which nothing would be found again
        if len(kept):
            self.last, self.before = int(kept.steps[-1]), kept.frames[-1]

    def add(self, frame: np.ndarray, *, step: int, images: int, seconds: float) -> None:
        """Append what the model draws now, uint8 (m, h, w), unless that step is kept already. Raises OSError."""
        if step <= self.last:
            return
        now = _GREY_OF[frame]
        record = _record(step, images, seconds, now - (_nothing(now.shape) if self.before is None else self.before))
        with opened(self.path, "ab") as stream:
            stream.write(record if stream.tell() else HEAD.pack(MAGIC, *frame.shape) + record)
        self.last, self.before = step, now


def thinned(reel: Reel, most: int) -> Reel:
    """Return at most so many of a film's frames, spread over them, the first and the last among them."""
    if len(reel) <= most:
        return reel
    kept = np.unique(np.linspace(0, len(reel) - 1, most).round().astype(int))
    return Reel(reel.frames[kept], reel.steps[kept], reel.images[kept], reel.seconds[kept])


def _bytes(where: Path | Placed) -> bytes:
    folder = where if isinstance(where, Path) else where.path
    try:
        return (folder / FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return b""


def _moments(step: int, fraction: float) -> tuple[int, int]:
    grown = math.floor(math.log(step, GROWTH)) if step > 0 else -1
    return grown, math.floor(EVENLY * fraction + 1e-9)


def _nothing(shape: tuple[int, ...]) -> np.ndarray:
    return np.zeros(shape, np.uint8)


def _record(step: int, images: int, seconds: float, change: np.ndarray) -> bytes:
    pixels = zlib.compress(np.ascontiguousarray(change).tobytes(), QUICK)
    body = RECORD.pack(step, images, seconds, len(pixels)) + pixels
    return body + SUM.pack(zlib.crc32(body))


def _parsed(data: bytes) -> tuple[Reel | None, int]:
    """Return the film as far as its records are whole, and how many bytes are left behind them."""
    if len(data) < HEAD.size:
        return None, len(data)
    magic, m, h, w = HEAD.unpack_from(data)
    if magic != MAGIC or not (1 <= m <= MOST_IMAGES and 1 <= h <= MOST_SIDE and 1 <= w <= MOST_SIDE):
        return None, len(data)
    at, told, frames = HEAD.size, [], []
    while len(frames) < MOST_FRAMES and (record := _record_at(data, at, m * h * w)) is not None:
        (step, images, seconds), pixels, after = record
        if told and step <= told[-1][0]:
            break
        told.append((step, images, seconds))
        frames.append(np.frombuffer(pixels, np.uint8).reshape(m, h, w))
        at = after
    if not frames:
        return None, len(data)
    steps, images, seconds = (np.array(column) for column in zip(*told, strict=True))
    frames = np.cumsum(np.stack(frames), axis=0, dtype=np.uint8)  # around 256, as the changes were taken
    return Reel(frames, steps.astype(np.int64), images.astype(np.int64), seconds), len(data) - at


def _record_at(data: bytes, at: int, size: int) -> tuple[Sequence, bytes, int] | None:
    """Return (step, images, seconds), what changes and where the next record begins; None if this one is not whole."""
    if at + RECORD.size > len(data):
        return None
    *told, length = RECORD.unpack_from(data, at)
    end = at + RECORD.size + length
    if end + SUM.size > len(data) or SUM.unpack_from(data, end)[0] != zlib.crc32(data[at:end]):
        return None
    unpacker = zlib.decompressobj()
    try:
        pixels = unpacker.decompress(data[at + RECORD.size : end], size + 1)  # no more, whatever a bomb would give
    except zlib.error:
        return None
    if len(pixels) != size or not unpacker.eof or max(told[:2]) > MOST_SEEN or not 0 <= told[2] <= MOST_SECONDS:
        return None
    return told, pixels, end + SUM.size
